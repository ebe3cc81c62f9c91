// Layers on values that are known.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Linear")
struct LinearTests {
    @Test("first values are uniform within 1 over the root of the inputs")
    func initialization() throws {
        let layer = try Linear(400, 50, Context(seed: 1))
        let bound = 0.05
        let weight = try layer.weight.doubles(), bias = try #require(try layer.bias?.doubles())
        #expect((weight + bias).allSatisfy { abs($0) <= bound })
        #expect(weight.contains { abs($0) > 0.99 * bound } && bias.contains { abs($0) > 0.5 * bound })
        let mean = weight.reduce(0, +) / Double(weight.count)
        #expect(abs(mean) < 0.002)
    }

    @Test("sparse features give what dense ones give, with the same gradient to the weight")
    func sparse() throws {
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 4, rowPointers: [0, 2, 2, 4], columns: [0, 3, 1, 2])
        let x = SparseMatrix(pattern, values: try Tensor([Float(1), 2, -1, 0.5]))
        let dense = try Tensor([Float(1), 0, 0, 2, 0, 0, 0, 0, 0, -1, 0.5, 0], shape: [3, 4])
        let context = Context(seed: 2), layer = try Linear(4, 5, context)
        let outputs = try [layer(x, context), layer(dense, context)]
        #expect(try mismatch(outputs[0], outputs[1]) == nil)
        let slopes = try outputs.map {
            try gradients(of: $0.square().sum(), withRespectTo: [layer.weight])[0]
        }
        #expect(try mismatch(slopes[0], slopes[1]) == nil)
    }
}
