// Small problems that the tests of this family share.
import GimbalBackbones
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining
import Testing

enum SampleProblems {
    /// Standard normal numbers.
    static func normal(_ shape: [Int], seed: UInt64) throws -> Tensor {
        try Initializer.normal(deviation: 1)(shape, Context(seed: seed))
    }

    /// A problem whose parts come from one function of a count and a seed.
    static func problem(
        _ task: LearningTask, counts: (train: Int, validation: Int, test: Int) = (300, 100, 200),
        _ part: (Int, UInt64) throws -> TensorPart
    ) throws -> TensorProblem {
        TensorProblem(
            task: task, train: try part(counts.train, 1), validation: try part(counts.validation, 2),
            test: try part(counts.test, 3))
    }

    /// Rows of 4 features whose class is the sign of the product of the first two: nothing linear tells.
    static func crossed(_ count: Int, _ seed: UInt64) throws -> TensorPart {
        let inputs = try normal([count, 4], seed: seed)
        let product = try inputs.select(0, axis: 1) * inputs.select(1, axis: 1)
        return TensorPart(
            inputs: inputs, target: .classes(try product.greater(0).converted(to: .int64), count: 2))
    }

    /// Noisy images `[1, 8, 8]` with a bright horizontal or vertical line anywhere: no pixel tells.
    static func lines(_ count: Int, _ seed: UInt64) throws -> TensorPart {
        var pixels = try normal([count, 1, 8, 8], seed: seed).floats().map { $0 * 0.3 }
        for image in 0..<count {
            let place = (image * 5 + Int(seed)) / 2 % 8
            for step in 0..<8 {
                let (row, column) = image % 2 == 0 ? (place, step) : (step, place)
                pixels[image * 64 + row * 8 + column] += 2
            }
        }
        return TensorPart(
            inputs: try Tensor(pixels, shape: [count, 1, 8, 8]),
            target: .classes(try Tensor((0..<count).map { $0 % 2 }), count: 2))
    }

    /// Texts of 12 tokens in which each follows from the one two places before: pairs do not tell.
    static func texts(_ count: Int, _ seed: UInt64) throws -> TensorPart {
        let draws = try normal([count, 2], seed: seed).floats()
        let rows = (0..<count).map { row in
            var tokens = [draws[2 * row] > 0 ? 1 : 0, draws[2 * row + 1] > 0 ? 1 : 0]
            while tokens.count < 13 { tokens.append(1 - tokens[tokens.count - 2]) }
            return tokens
        }
        return TensorPart(
            inputs: try Tensor(rows.flatMap { $0.prefix(12) }, shape: [count, 12]),
            target: .tokens(try Tensor(rows.flatMap { $0.suffix(12) }, shape: [count, 12]), count: 2))
    }

    /// Makes a method of the family.
    static func method(_ text: String, _ input: InputKind) throws -> any TensorMethod {
        let resolved = try MethodRegistry(Backbones.methods).resolve(MethodSpecification(text), input: input)
        return try #require(resolved.method as? any TensorMethod)
    }

    /// Fits a method and returns the model.
    static func fitted(_ text: String, _ problem: TensorProblem, seed: UInt64 = 0) throws -> any TensorModel {
        try method(text, problem.task.input).fit(problem, TrainingRun(seed: seed))
    }

    /// The loss of the test part.
    static func testLoss(_ model: any TensorModel, _ problem: TensorProblem) throws -> Double {
        try problem.test.target.loss(problem.outputs(of: model, problem.test)).item()
    }

    /// The accuracy in the test part.
    static func testAccuracy(_ model: any TensorModel, _ problem: TensorProblem) throws -> Double {
        guard case .classes(let labels, _) = problem.test.target else { return 0 }
        return try accuracy(problem.outputs(of: model, problem.test), labels: labels)
    }

    /// A network of a backbone.
    static func network(_ text: String, _ shape: ModelShape, outputCount: Int?, _ input: InputKind) throws
        -> any UnaryLayer
    {
        let backbone = try #require(method(text, input) as? any TensorBackbone)
        return try backbone.makeNetwork(shape, outputCount: outputCount, Context(seed: 1))
    }
}
