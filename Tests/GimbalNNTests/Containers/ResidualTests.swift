// Residual blocks: scales, names, refusals.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Residual")
struct ResidualTests {
    private let context = Context(seed: 1)

    @Test("a scale of zero is the identity, learned or not, and only the learned one is a parameter")
    func scales() throws {
        let x = try SampleTensors.normal([3, 4])
        let fixed = try Residual(Linear(4, 4, context), scale: 0)
        let learned = try Residual(Linear(4, 4, context), scale: .learned(initial: 0))
        #expect(try sameBits(fixed(x, context), x) && sameBits(learned(x, context), x))
        #expect(Array(try fixed.table().parameters.keys) == ["body.weight", "body.bias"])
        #expect(try learned.table().parameters["scale"]?.tensor?.shape == [])
        #expect(fixed.settings == "scale 0.0" && learned.settings == "learned scale")
    }

    @Test("the activation follows the sum, and the shortcut has its own name")
    func activation() throws {
        let layer = try Residual(
            Lambda { x, _ in try x * -3 }, shortcut: Linear(2, 2, hasBias: false, context), activation: .relu)
        #expect(Array(try layer.table().parameters.keys) == ["shortcut.weight"])
        let y = try layer(Tensor([Float(1), 1], shape: [1, 2]), context)
        #expect(try y.floats() == [0, 0])
        #expect(layer.settings == "sum, relu")
    }

    @Test("branches of different shapes are refused with both")
    func refusal() throws {
        let layer = try Residual(Linear(4, 2, context))
        let error = #expect(throws: TensorError.self) { try layer(Tensor.ones([3, 4]), context) }
        #expect(
            error?.message.contains("body and shortcut to give one shape, found [3, 2] and [3, 4]") == true)
    }
}
