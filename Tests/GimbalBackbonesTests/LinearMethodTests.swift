// Logistic, ridge and Cox regression against their definitions and published values.
import Foundation
import GimbalBackbones
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Linear methods")
struct LinearMethodTests {
    private func state(_ model: any TensorModel, _ name: String) throws -> Tensor {
        try #require(try model.network.stateDict()[name]).converted(to: .float64)
    }

    /// Rows of three classes that follow a linear rule with noise.
    private func classes(_ count: Int, _ seed: UInt64) throws -> TensorPart {
        let inputs = try SampleProblems.normal([count, 4], seed: seed)
        let map = try Tensor([2, -1, 0, 0, 0, 1, 1, 0, -1, 0, 2, 0] as [Float], shape: [3, 4])
        let scores = try inputs.linear(map) + SampleProblems.normal([count, 3], seed: seed + 50)
        return TensorPart(inputs: inputs, target: .classes(try scores.argmax(axis: 1), count: 3))
    }

    @Test("logistic regression's gradient is zero at its solution", arguments: [0.001, 0.1])
    func logisticOptimum(_ penalty: Double) throws {
        let problem = try SampleProblems.problem(.tabularClassification, classes)
        let model = try SampleProblems.fitted("logistic-regression[penalty=\(penalty)]", problem)
        guard case .classes(let labels, let count) = problem.train.target else { return }
        let weight = try state(model, "weight"), x = try problem.train.inputs.converted(to: .float64)
        let scores = try x.linear(weight, bias: state(model, "bias"))
        let residuals = try scores.softmax(axis: 1) - labels.oneHot(classCount: count).converted(to: .float64)
        let gradient = try residuals.transposed(0, 1).matmul(x) / 300 + weight * penalty
        let largest = try gradient.abs().max().item(), shift = try residuals.mean(axis: 0).abs().max().item()
        #expect(largest < 1e-6 && shift < 1e-6)
        #expect(try weight.abs().max().item() > 0.1)
    }

    @Test("without its option the penalty is the one of the grid with the lowest validation loss")
    func chosenPenalty() throws {
        let problem = try SampleProblems.problem(
            .tabularClassification, counts: (30, 200, 50), classes)
        let chosen = try SampleProblems.fitted("logistic-regression", problem)
        func loss(_ model: any TensorModel) throws -> Double {
            try problem.validation.target.loss(problem.outputs(of: model, problem.validation)).item()
        }
        let best = try loss(chosen)
        for penalty in ["1", "0.1", "0.01", "0.001", "0.0001"] {
            let other = try loss(SampleProblems.fitted("logistic-regression[penalty=\(penalty)]", problem))
            #expect(best <= other + 1e-6, "\(penalty)")
        }
    }

    @Test("logistic regression reads images as rows of pixels")
    func images() throws {
        let problem = try SampleProblems.problem(.imageClassification) { count, seed in
            let pixels = try SampleProblems.normal([count, 2, 3, 3], seed: seed)
            let corner = try pixels.reshaped([count, 18]).select(17, axis: 1)
            return TensorPart(
                inputs: pixels, target: .classes(try corner.greater(0).converted(to: .int64), count: 2))
        }
        let model = try SampleProblems.fitted("logistic-regression", problem)
        #expect(try SampleProblems.testAccuracy(model, problem) > 0.95)
    }

    private func values(_ count: Int, _ features: Int, _ seed: UInt64) throws -> TensorPart {
        let inputs = try SampleProblems.normal([count, features], seed: seed)
        let rule = try SampleProblems.normal([2, features], seed: 99)
        let noise = try SampleProblems.normal([count, 2], seed: seed + 50) * 0.1
        return TensorPart(inputs: inputs, target: .values(try inputs.linear(rule) + 3 + noise))
    }

    @Test("ridge regression equals the solution of its normal equations", arguments: [(60, 5), (6, 15)])
    func ridge(_ count: Int, _ features: Int) throws {
        let problem = try SampleProblems.problem(.tabularRegression, counts: (count, 20, 20)) {
            try values($0, features, $1)
        }
        let model = try SampleProblems.fitted("ridge-regression[penalty=0.05]", problem)
        guard case .values(let y) = problem.train.target else { return }
        let x = try problem.train.inputs.converted(to: .float64), target = try y.converted(to: .float64)
        let centred = try x - x.mean(axis: 0), transposed = try centred.transposed(0, 1)
        let gram =
            try transposed.matmul(centred) + Tensor.eye(features, dtype: .float64) * (0.05 * Double(count))
        let expected = try gram.solve(transposed.matmul(target - target.mean(axis: 0))).transposed(0, 1)
        let weight = try state(model, "weight")
        let difference = try mismatch(weight, expected)
        #expect(difference == nil)
        let shift =
            try target.mean(axis: 0) - x.mean(axis: 0).unsqueezed(axis: 0).linear(expected).squeezed(axis: 0)
        let shiftDifference = try mismatch(state(model, "bias"), shift)
        #expect(shiftDifference == nil)
    }

    @Test("ridge regression finds the rule, and learns each output from the rows that have it")
    func ridgeRule() throws {
        let problem = try SampleProblems.problem(.tabularRegression) { try values($0, 5, $1) }
        let model = try SampleProblems.fitted("ridge-regression", problem)
        let zero = try SampleProblems.fitted("majority", problem)
        #expect(try SampleProblems.testLoss(model, problem) < 0.02 * SampleProblems.testLoss(zero, problem))
        guard case .values(let y) = problem.train.target else { return }
        // The first output of the first half is not known: it must count for nothing.
        var gaps = try y.floats()
        for row in 0..<150 { gaps[2 * row] = .nan }
        let part = TensorPart(inputs: problem.train.inputs, target: .values(try Tensor(gaps, shape: y.shape)))
        let holes = TensorProblem(
            task: problem.task, train: part, validation: problem.validation, test: problem.test)
        let half = TensorPart(
            inputs: try problem.train.inputs.narrow(axis: 0, start: 150, length: 150),
            target: try problem.train.target.range(start: 150, length: 150))
        let halved = TensorProblem(
            task: problem.task, train: half, validation: problem.validation, test: problem.test)
        let text = "ridge-regression[penalty=0.01]"
        let found = try state(SampleProblems.fitted(text, holes), "weight")
        let whole = try state(SampleProblems.fitted(text, problem), "weight")
        let part0 = try state(SampleProblems.fitted(text, halved), "weight")
        let first = try mismatch(found.select(0, axis: 0), part0.select(0, axis: 0))
        let second = try mismatch(found.select(1, axis: 0), whole.select(1, axis: 0))
        #expect(first == nil && second == nil)
    }

    @Test("features that repeat each other share their weight without a penalty")
    func repeated() throws {
        let problem = try SampleProblems.problem(.tabularRegression) { count, seed in
            let x = try SampleProblems.normal([count, 1], seed: seed)
            return TensorPart(inputs: try Tensor.concatenated([x, x], axis: 1), target: .values(try x * 3))
        }
        let weight = try state(SampleProblems.fitted("ridge-regression[penalty=0]", problem), "weight")
        let difference = try mismatch(weight.reshaped([-1]).doubles(), [1.5, 1.5])
        #expect(difference == nil)
    }

    @Test("tasks and inputs that a method cannot use are refused")
    func refusals() throws {
        let rows = try SampleProblems.problem(.tabularClassification, SampleProblems.crossed)
        for id in ["ridge-regression", "cox-regression", "bigram"] {
            let error = #expect(throws: ConfigError.self) { _ = try SampleProblems.fitted(id, rows) }
            #expect(error?.message.contains("asks for classes") == true)
        }
        let numbers = try SampleProblems.problem(.tabularRegression) { try values($0, 3, $1) }
        #expect(throws: ConfigError.self) { _ = try SampleProblems.fitted("logistic-regression", numbers) }
        let gaps = TensorPart(
            inputs: try Tensor([1, .nan, 2, 3] as [Float], shape: [2, 2]),
            target: .classes(try Tensor([0, 1]), count: 2))
        let problem = TensorProblem(task: .tabularClassification, train: gaps, validation: gaps, test: gaps)
        for id in ["logistic-regression", "knn"] {
            let error = #expect(throws: DataError.self) { _ = try SampleProblems.fitted(id, problem) }
            #expect(error?.message.contains("not a finite number") == true)
        }
        let unknown = TensorPart(
            inputs: try Tensor([1, 2] as [Float], shape: [2, 1]),
            target: .values(try Tensor([Float.nan, .nan], shape: [2, 1])))
        let nothing = TensorProblem(
            task: .tabularRegression, train: unknown, validation: unknown, test: unknown)
        #expect(throws: DataError.self) { _ = try SampleProblems.fitted("ridge-regression", nothing) }
    }
}
