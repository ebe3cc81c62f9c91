// Affine maps: what they refuse.
import GimbalNN
import GimbalTensor
import Testing

@Suite("Linear's refusals")
struct LinearRefusalTests {
    private let context = Context(seed: 1)

    @Test("features that do not fit are named with what was expected")
    func width() throws {
        let layer = try Linear(4, 3, context)
        let error = #expect(throws: TensorError.self) { try layer(Tensor.ones([6, 5]), context) }
        #expect(error?.code == "tensor.shape")
        #expect(
            error?.message
                == "Linear(4 → 3, bias): the input [6, 5] float32 does not fit, expected [..., 4].")
    }

    @Test("another dtype is named")
    func dtype() throws {
        let layer = try Linear(4, 3, context)
        let error = #expect(throws: TensorError.self) {
            try layer(Tensor.ones([6, 4], dtype: .float64), context)
        }
        #expect(error?.code == "tensor.dtype")
        #expect(error?.message.contains("is float64, the layer's parameters are float32") == true)
    }
}
