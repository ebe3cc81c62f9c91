// Pooling and what moves pixels: closed forms and refusals.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Pooling")
struct PoolingTests {
    private let context = Context(seed: 1)

    @Test("means, maxima, power means and grids of a small image")
    func values() throws {
        let x = try Tensor((1...16).map(Double.init), shape: [1, 1, 4, 4])
        #expect(try MaxPool2d(2)(x, context).doubles() == [6, 8, 14, 16])
        #expect(try AvgPool2d(2)(x, context).doubles() == [3.5, 5.5, 11.5, 13.5])
        #expect(try LPPool2d(1, 2)(x, context).doubles() == [14, 22, 46, 54])
        #expect(try AdaptiveMaxPool2d([1, 2])(x, context).doubles() == [14, 16])
        #expect(try AdaptiveAvgPool2d(1)(x, context).doubles() == [8.5])
        #expect(try GlobalAveragePool()(x, context).doubles() == [8.5])
        let counted = try AvgPool2d(.init(kernelSize: 3, stride: 3, padding: 1, countsPadding: false))
        #expect(try counted(x, context).doubles() == [3.5, 5.5, 11.5, 13.5])
    }

    @Test("what is shuffled, unfolded or pooled with indices comes back")
    func inverses() throws {
        let x = try SampleTensors.normal([2, 4, 4, 6])
        #expect(try sameBits(PixelUnshuffle(2)(PixelShuffle(2)(x, context), context), x))
        let windows = try Unfold(2, stride: 2)(x, context)
        #expect(try sameBits(Fold(outputSize: [4, 6], 2, stride: 2)(windows, context), x))
        let pool = try MaxPool2d(2)
        let (values, indices) = try pool.withIndices(x)
        let spread = try MaxUnpool2d(2)(values, indices: indices, context)
        #expect(spread.shape == x.shape)
        #expect(try sameBits(pool(spread.relu(), context), values.relu()))
        #expect(try sameBits(Unflatten(axis: 1, sizes: [4, 4, 6])(Flatten()(x, context), context), x))
    }

    @Test("settings that cannot work are refused")
    func badSettings() {
        expectRefusal("MaxPool2d: padding is 2, expected at most half of the window 3.") {
            try MaxPool2d(3, padding: 2)
        }
        expectRefusal("AvgPool1d: kernelSize is 0, expected at least 1.") { try AvgPool1d(0) }
        expectRefusal("AvgPool1d: divisor is 2, expected a number other than 0, and images or volumes.") {
            try AvgPool1d(.init(kernelSize: 2, divisor: 2))
        }
        expectRefusal("LPPool2d: p is 0.0, expected a finite number above 0.") { try LPPool2d(0, 2) }
        expectRefusal("AdaptiveAvgPool2d: outputSize is [\"2\", \"0\"], expected 2 positive numbers.") {
            try AdaptiveAvgPool2d([2, 0])
        }
        expectRefusal("Upsample: target scale([0.0]), mode nearest, alignCorners false do not fit.") {
            try Upsample(scale: 0)
        }
        expectRefusal("Padding: widths are [1], expected pairs.") { try Padding([1]) }
        expectRefusal("Padding: widths are [1, -1], expected pairs of at least 0.") {
            try Padding([1, -1], mode: .reflect)
        }
        expectRefusal("PixelShuffle: factor is 0, expected at least 1.") { try PixelShuffle(0) }
        expectRefusal("ChannelShuffle: groups is 0, expected at least 1.") { try ChannelShuffle(0) }
        expectRefusal("PixelUnshuffle: factor is 0, expected at least 1.") { try PixelUnshuffle(0) }
        expectRefusal("Unflatten: sizes are [-1, -1], expected positive ones and -1 at most once.") {
            try Unflatten(axis: 1, sizes: [-1, -1])
        }
        expectRefusal("Fold: outputSize has 3 sizes [1, 2, 3], expected one or 2.") {
            try Fold(outputSize: [1, 2, 3], 1)
        }
    }

    private func expectRefusal(_ message: String, _ body: () throws -> Module) {
        let error = #expect(throws: ModuleError.self) { try body() }
        #expect(error?.code == "module.setting")
        #expect(error?.message == message)
    }

    @Test("an input that does not fit is named with what was expected")
    func badInputs() throws {
        func expect(_ text: String, _ shape: [Int], _ layer: some UnaryLayer) throws {
            let x = try Tensor.zeros(shape)
            let error = #expect(throws: TensorError.self) { try layer(x, context) }
            #expect(error?.code == "tensor.shape")
            #expect(error?.message.contains("the input \(shape) float32 does not fit, \(text)") == true)
        }
        try expect("expected [N, C, H, W] or [C, H, W]", [4, 4], MaxPool2d(2))
        try expect("expected at least [3, 3] positions", [1, 2, 2, 4], AvgPool2d(3))
        try expect("expected [N, C, L] or [C, L]", [4], AdaptiveMaxPool1d(2))
        try expect("expected [N, C, positions...]", [2, 3], GlobalAveragePool())
        try expect("expected [N, C, H, W]", [2, 3, 4], Upsample(scale: 2, mode: .bicubic))
        try expect("expected positions left by a factor of 0.1", [2, 3, 4], Upsample(scale: 0.1))
        try expect("expected 2 axes of positions", [2, 3, 4], Upsample(to: .scale([2, 2])))
        try expect("expected [..., a multiple of 4, H, W]", [1, 3, 2, 2], PixelShuffle(2))
        try expect("expected [N, a multiple of 2, ...]", [1, 3, 2], ChannelShuffle(2))
        try expect("expected [..., C, H, W] with multiples of 2", [1, 3, 3, 2], PixelUnshuffle(2))
        try expect(
            "expected [..., 2 axes of at least 3 positions]", [1, 1, 2, 4], Padding(2, mode: .reflect))
        try expect("expected at least [2, 2] positions", [1, 1, 1, 4], Unfold(2))
        try expect("expected [N, a multiple of 4, 9]", [1, 4, 8], Fold(outputSize: 4, 2))
        try expect("expected axis 1 to be a multiple of 3", [2, 4], Unflatten(axis: 1, sizes: [3, -1]))
        let unpool = try MaxUnpool2d(2)
        let error = #expect(throws: TensorError.self) {
            try unpool(Tensor.zeros([1, 1, 2, 2]), indices: Tensor.zeros([1, 1, 2, 1]), context)
        }
        #expect(error?.message.contains("found [1, 1, 2, 1]") == true)
    }

    @Test("descriptions show the settings")
    func descriptions() throws {
        let layers: [(Module, String)] = [
            (try MaxPool2d(3, stride: 2, padding: 1), "MaxPool2d(window 3, stride 2, padding 1)"),
            (
                try AvgPool2d(.init(kernelSize: 2, ceilMode: true, countsPadding: false, divisor: 3)),
                "AvgPool2d(window 2, stride 2, ceil, margins do not count, divisor 3)"
            ),
            (try AdaptiveAvgPool2d([1, nil]), "AdaptiveAvgPool2d(1xas input)"),
            (try Upsample(to: .size([3, 4]), mode: .bilinear), "Upsample(to 3x4, bilinear)"),
            (try Padding(1, mode: .reflect), "Padding([1, 1, 1, 1], reflect)"),
            (try Fold(outputSize: 4, 2, stride: 2), "Fold(to 4x4, window 2, stride 2)"),
            (Flatten(), "Flatten(axes 1 through -1)"),
        ]
        for (layer, text) in layers { #expect(layer.description == text + " - 0 parameters") }
    }
}
