// Convolutions: closed forms, first values, memory formats and refusals.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Convolutions")
struct ConvolutionTests {
    @Test("a kernel with one 1 shifts the image")
    func shift() throws {
        let context = Context(seed: 1)
        let layer = try Conv2d(1, 1, kernelSize: 3, padding: 1, hasBias: false, context)
        layer.weight = try Tensor([Float(0), 0, 0, 0, 0, 1, 0, 0, 0], shape: [1, 1, 3, 3])
        let y = try layer(Tensor([Float(1), 2, 3, 4], shape: [1, 1, 2, 2]), context)
        #expect(try y.floats() == [2, 0, 4, 0])
    }

    @Test("a transposed convolution is the adjoint of the convolution")
    func adjoint() throws {
        let context = Context(seed: 2)
        let down = try Conv2d(2, 3, kernelSize: 3, stride: 2, padding: 1, hasBias: false, context)
        let up = try ConvTranspose2d(
            3, 2, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, hasBias: false, context)
        up.weight = down.weight
        let x = try SampleTensors.normal([1, 2, 6, 6]), y = try SampleTensors.normal([1, 3, 3, 3], seed: 4)
        let left = try (down(x, context) * y).sum().item(), right = try (x * up(y, context)).sum().item()
        #expect(abs(left - right) < 1e-4)
    }

    @Test("first values are uniform within 1 over the root of the fan in, the bias's too")
    func initialization() throws {
        let context = Context(seed: 1)
        let grouped = try Conv2d(8, 64, kernelSize: [3, 5], groups: 2, context)
        try expectUniform(grouped.weight, grouped.bias, bound: 1 / (4.0 * 15).squareRoot())
        // PyTorch counts the second axis of a weight [I, O, ...] as the fan in.
        let transposed = try ConvTranspose1d(16, 64, kernelSize: 5, context)
        try expectUniform(transposed.weight, transposed.bias, bound: 1 / (64.0 * 5).squareRoot())
        let zero = try Conv1d(
            .init(inputCount: 2, outputCount: 3, kernelSize: 1, initializer: .glorotUniform), context)
        #expect(try zero.bias?.floats() == [0, 0, 0])
    }

    private func expectUniform(_ weight: Tensor, _ bias: Tensor?, bound: Double) throws {
        let values = try weight.doubles() + (bias?.doubles() ?? [])
        #expect(values.allSatisfy { abs($0) <= bound * 1.000_001 })
        #expect(values.contains { abs($0) > 0.98 * bound })
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        #expect(abs(variance / (bound * bound / 3) - 1) < 0.1)
    }

    @Test("channels-last input gives channels-last output of the same values")
    func channelsLast() throws {
        let context = Context(seed: 1), layer = try Conv2d(3, 4, kernelSize: 3, padding: 1, context)
        let x = try SampleTensors.normal([2, 3, 6, 6])
        let last = try x.permuted([0, 2, 3, 1]).contiguous().permuted([0, 3, 1, 2])
        let y = try layer(last, context)
        #expect(!y.isContiguous)
        #expect(try y.permuted([0, 2, 3, 1]).isContiguous)
        #expect(try mismatch(y, layer(x, context)) == nil)
    }

    @Test("half precision keeps its dtype", arguments: [DType.bfloat16, .float16])
    func half(_ dtype: DType) throws {
        let context = Context(seed: 1)
        let layer = try Sequential(
            Conv2d(2, 4, kernelSize: 3, context), MaxPool2d(2), ConvTranspose2d(4, 2, kernelSize: 2, context),
            AvgPool2d(2), AdaptiveAvgPool2d(1), Flatten())
        let x = try SampleTensors.normal([2, 2, 8, 8])
        let exact = try layer(x, context)
        try layer.convert(to: dtype)
        let y = try layer(x.converted(to: dtype), context)
        #expect(y.dtype == dtype)
        #expect(try mismatch(y, exact, Tolerance(absolute: 0.02, relative: 0.05)) == nil)
    }

    @Test("settings are written as numbers or lists and read back")
    func coding() throws {
        let config = Conv2d.Config(
            inputCount: 2, outputCount: 4, kernelSize: [3, 5], stride: 2, padding: .same, groups: 2,
            paddingMode: .reflect)
        let data = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(Conv2d.Config.self, from: data) == config)
        let text = String(decoding: try JSONEncoder().encode([AxisSizes(3), [1, 2]]), as: UTF8.self)
        #expect(text == "[3,[1,2]]")
    }

    @Test("the description shows what is not the default")
    func description() throws {
        let context = Context(seed: 1)
        let plain = try Conv2d(3, 64, kernelSize: 7, stride: 2, padding: 3, context)
        #expect(
            plain.description == "Conv2d(3 → 64, kernel 7, stride 2, padding 3, bias) - 9472 parameters")
        let other = try ConvTranspose1d(
            4, 2, kernelSize: 3, stride: 2, outputPadding: 1, groups: 2, hasBias: false, context)
        #expect(
            other.description
                == "ConvTranspose1d(4 → 2, kernel 3, stride 2, output padding 1, 2 groups) - 12 parameters")
    }

    @Test("settings that cannot work are refused with the layer's name")
    func badSettings() {
        let context = Context(seed: 1)
        expectRefusal("Conv2d: kernelSize has 3 sizes [1, 2, 3], expected one or 2.") {
            try Conv2d(1, 1, kernelSize: [1, 2, 3], context)
        }
        expectRefusal("Conv1d: stride is 0, expected at least 1.") {
            try Conv1d(1, 1, kernelSize: 1, stride: 0, context)
        }
        expectRefusal("Conv1d: padding is -1, expected at least 0.") {
            try Conv1d(1, 1, kernelSize: 1, padding: -1, context)
        }
        expectRefusal("Conv2d: 3 channels in and 4 out do not divide into 2 groups.") {
            try Conv2d(3, 4, kernelSize: 1, groups: 2, context)
        }
        expectRefusal("Conv2d: padding is same with stride 2, expected stride 1.") {
            try Conv2d(3, 4, kernelSize: 1, stride: 2, padding: .same, context)
        }
        expectRefusal(
            "ConvTranspose2d: outputPadding is 2, expected less than stride 2 or dilation 1."
        ) { try ConvTranspose2d(3, 4, kernelSize: 1, stride: 2, outputPadding: 2, context) }
    }

    private func expectRefusal(_ message: String, _ body: () throws -> Module) {
        let error = #expect(throws: ModuleError.self) { try body() }
        #expect(error?.code == "module.setting")
        #expect(error?.message == message)
    }

    @Test("an input that does not fit is named with what was expected")
    func badInputs() throws {
        let context = Context(seed: 1)
        let layer = try Conv2d(3, 4, kernelSize: 5, padding: 1, context)
        func message(_ shape: [Int], dtype: DType = .float32) throws -> String {
            let x = try Tensor.zeros(shape, dtype: dtype)
            let error = #expect(throws: TensorError.self) { try layer(x, context) }
            return error?.message ?? ""
        }
        #expect(
            try message([2, 4, 8, 8])
                == "Conv2d(3 → 4, kernel 5, padding 1, bias): the input [2, 4, 8, 8] float32 does not fit, "
                + "expected [N, 3, H, W] or [3, H, W].")
        #expect(try message([8, 8]).contains("[8, 8] float32 does not fit"))
        #expect(try message([1, 3, 2, 8]).contains("expected at least [3, 3] positions"))
        #expect(
            try message([1, 3, 8, 8], dtype: .float64).contains(
                "is float64, the layer's parameters are float32"))
        let up = try ConvTranspose1d(2, 2, kernelSize: 3, stride: 2, context)
        let error = #expect(throws: TensorError.self) {
            try up(Tensor.zeros([1, 2, 4]), outputSize: [12], context)
        }
        #expect(error?.message.contains("output sizes between [9] and [10], found [12]") == true)
    }
}
