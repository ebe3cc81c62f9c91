// The perceptron as a method on rows, images and survival times.
import GimbalBackbones
import GimbalData
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining
import Testing

@Suite("Perceptron as a method")
struct MLPMethodTests {
    /// Rows whose class is the sign of the product of two features: nothing linear tells.
    private func crossed(_ count: Int, seed: UInt64) throws -> TensorPart {
        let inputs = try Initializer.normal(deviation: 1)([count, 4], Context(seed: seed))
        let product = try inputs.select(0, axis: 1) * inputs.select(1, axis: 1)
        let labels = try product.greater(0).converted(to: .int64)
        return TensorPart(inputs: inputs, target: .classes(labels, count: 2))
    }

    private func method(_ text: String, _ input: InputKind) throws -> MLPMethod {
        let resolved = try MethodRegistry(Backbones.methods).resolve(MethodSpecification(text), input: input)
        return try #require(resolved.method as? MLPMethod)
    }

    @Test("learns what no linear map can, and describes rows by its hidden layer")
    func rows() throws {
        let problem = TensorProblem(
            task: .tabularClassification, train: try crossed(600, seed: 1),
            validation: try crossed(100, seed: 2),
            test: try crossed(300, seed: 3))
        let model = try method("mlp[hidden=32,epochs=60,learning-rate=0.01]", .table).fit(
            problem, TrainingRun(seed: 0))
        let outputs = try model.outputs(problem.test.inputs)
        guard case .classes(let labels, _) = problem.test.target else { return }
        #expect(try accuracy(outputs, labels: labels) > 0.9)
        #expect(try model.embeddings(problem.test.inputs).shape == [300, 32])
        #expect(model.history.count > 5)
    }

    @Test("takes images as rows of pixels")
    func images() throws {
        let pixels = try Initializer.normal(deviation: 1)([40, 1, 3, 3], Context(seed: 1))
        let labels = try pixels.select(0, axis: 1).reshaped([40, 9]).select(4, axis: 1).greater(0).converted(
            to: .int64)
        let part = TensorPart(inputs: pixels, target: .classes(labels, count: 2))
        let problem = TensorProblem(task: .imageClassification, train: part, validation: part, test: part)
        let model = try method("mlp[hidden=16,epochs=3]", .images).fit(problem, TrainingRun(seed: 0))
        #expect(try model.outputs(pixels).shape == [40, 2])
    }

    @Test("ranks survival times by Cox's partial likelihood")
    func survival() throws {
        let inputs = try Initializer.normal(deviation: 1)([200, 3], Context(seed: 4))
        let times = try (inputs.select(0, axis: 1) * -1).exp()
        let target = Target.survival(times: times, events: try Tensor.ones([200]))
        let part = TensorPart(inputs: inputs, target: target)
        let problem = TensorProblem(task: .survival, train: part, validation: part, test: part)
        let model = try method("mlp[layers=2,hidden=16,epochs=40,learning-rate=0.01]", .table).fit(
            problem, TrainingRun(seed: 0))
        let risks = try model.outputs(inputs).reshaped([-1]).floats(), lives = try times.floats()
        let pairs = (0..<200).flatMap { i in (0..<i).map { (i, $0) } }
        let concordant = pairs.count { (risks[$0.0] > risks[$0.1]) == (lives[$0.0] < lives[$0.1]) }
        #expect(Double(concordant) > 0.9 * Double(pairs.count))
    }

    @Test("graphs and tables have defaults of their own")
    func defaults() throws {
        #expect(try method("mlp", .graph).options.hidden == 64)
        #expect(try method("mlp", .table).options.hidden == 256)
        #expect(try method("mlp[hidden=7]", .graph).options.training.learningRate == 0.01)
        #expect(
            try method("mlp[norm=group-norm[groups=4]]", .table).options.norm == .groupNorm(groupCount: 4))
    }
}
