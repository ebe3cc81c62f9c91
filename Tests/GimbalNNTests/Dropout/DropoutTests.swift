// Dropout of elements.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Dropout")
struct DropoutTests {
    @Test("the share that is dropped and the mean are right", arguments: [0.1, 0.5, 0.8])
    func statistics(_ probability: Double) throws {
        let layer = try Dropout(probability)
        let y = try layer(Tensor.ones([200_000]), Context(seed: 3))
        let kept = try y.notEqual(0).converted(to: .float64).mean().item()
        #expect(abs(kept - (1 - probability)) < 0.005)
        #expect(try abs(y.mean().item() - 1) < 0.02)
        #expect(try abs(y.amax(axes: []).item() - 1 / (1 - probability)) < 1e-5)
    }

    @Test("nothing is dropped in evaluation or at probability 0, and everything at 1")
    func extremes() throws {
        let x = try Tensor([1.0, 2])
        let context = Context(seed: 1)
        #expect(try context.with(mode: .evaluate) { try Dropout(0.9)(x, context).doubles() } == [1, 2])
        #expect(try Dropout(0)(x, context).doubles() == [1, 2])
        #expect(try Dropout(1)(x, context).doubles() == [0, 0])
    }

    @Test("the gradient is masked and scaled like the values")
    func gradient() throws {
        let x = try Tensor.ones([50]).requiringGradient()
        let y = try Dropout(0.5)(x, Context(seed: 1))
        #expect(try sameBits(gradients(of: y.sum(), withRespectTo: [x])[0], y.detached()))
    }

    @Test("a sparse matrix loses stored entries only")
    func sparse() throws {
        let pattern = try SparsePattern(
            rowCount: 1, columnCount: 9, rowPointers: [0, 3], columns: [0, 4, 8])
        let layer = try Dropout(0.5), context = Context(seed: 2)
        let y = try layer(SparseMatrix(pattern, values: nil), context)
        #expect(y.pattern.entryCount == 3)
        #expect(try #require(y.values).doubles().allSatisfy { $0 == 0 || $0 == 2 })
    }

    @Test("a probability outside 0...1 is refused", arguments: [-0.1, 1.1, .nan])
    func refusal(_ probability: Double) {
        let error = #expect(throws: ModuleError.self) { try Dropout(probability) }
        #expect(error?.code == "module.probability")
    }
}
