// Containers: names, printing, parts.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Sequential")
struct SequentialTests {
    private let context = Context(seed: 1)

    @Test("children are numbered as in PyTorch, also below another container")
    func names() throws {
        let inner = try Sequential(Linear(3, 3, hasBias: false, context), Flatten())
        let layer = try Sequential(Linear(2, 3, context), inner)
        #expect(Array(try layer.table().parameters.keys) == ["0.weight", "0.bias", "1.0.weight"])
        #expect(
            layer.description == """
                Sequential(2 layers) - 18 parameters
                  0: Linear(2 → 3, bias) - 9 parameters
                  1: Sequential(2 layers) - 9 parameters
                    0: Linear(3 → 3) - 9 parameters
                    1: Flatten(axes 1 through -1) - 0 parameters
                """)
    }

    @Test("parts share the layers, and appended ones are found")
    func parts() throws {
        let layer = try Sequential(Linear(2, 3, context), Linear(3, 4, context))
        #expect(try layer.table().parameters.count == 4)
        let x = try SampleTensors.normal([3, 2]), before = try layer(x, context)
        layer.append(try Linear(4, 5, context))
        layer.append(contentsOf: Sequential(Identity()))
        #expect(layer.count == 4 && layer[0..<2][0] === layer[0])
        #expect(Array(try layer.table().parameters.keys).suffix(2) == ["2.weight", "2.bias"])
        #expect(try sameBits(layer[0..<2](x, context), before))
        #expect(try sameBits(Sequential()(x, context), x))
    }

    @Test("a closure is a layer")
    func closure() throws {
        let layer = Lambda("double") { x, _ in try x * 2 }
        #expect(try layer(Tensor([1.0]), context).doubles() == [2])
        #expect(layer.description == "Lambda(double) - 0 parameters")
    }
}
