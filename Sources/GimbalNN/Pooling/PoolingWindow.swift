// What pooling layers share.
import GimbalTensor

/// A window that slides over positions, checked and spelled out per axis.
struct PoolingWindow {
    let kernel: [Int]
    let stride: [Int]
    let padding: [Int]
    let dilation: [Int]
    let ceilMode: Bool
    let settings: String

    init(
        axisCount: Int, layer: String, kernelSize: AxisSizes, stride: AxisSizes?, padding: AxisSizes,
        dilation: AxisSizes, ceilMode: Bool
    ) throws {
        kernel = try kernelSize.resolved(axisCount, "kernelSize", of: layer, atLeast: 1)
        self.stride = try (stride ?? kernelSize).resolved(axisCount, "stride", of: layer, atLeast: 1)
        self.padding = try padding.resolved(axisCount, "padding", of: layer, atLeast: 0)
        self.dilation = try dilation.resolved(axisCount, "dilation", of: layer, atLeast: 1)
        self.ceilMode = ceilMode
        for ((kernel, gap), margin) in zip(zip(kernel, self.dilation), self.padding)
        where margin > ((kernel - 1) * gap + 1) / 2 {
            throw ModuleError(
                "setting",
                "\(layer): padding is \(padding), expected at most half of the window \(kernelSize).",
                fix: "Choose less padding or a larger window.")
        }
        var parts = ["window \(kernelSize)", "stride \(stride ?? kernelSize)"]
        if padding != 0 { parts.append("padding \(padding)") }
        if dilation != 1 { parts.append("dilation \(dilation)") }
        if ceilMode { parts.append("ceil") }
        settings = parts.joined(separator: ", ")
    }

    /// Refuses inputs with other axes or smaller than the window.
    func check(_ x: Tensor, for layer: Module) throws {
        _ = try SpatialInput.isBatch(x, axisCount: kernel.count, for: layer)
        let sizes = x.shape.suffix(kernel.count)
        let needed = zip(zip(kernel, dilation), padding).map { ($0.0 - 1) * $0.1 + 1 - 2 * $1 }
        guard zip(sizes, needed).allSatisfy({ $0 >= max(1, $1) }) else {
            throw layer.refusal(
                of: x, expected: "at least \(needed.map { max(1, $0) }) positions",
                fix: "Use larger inputs or a smaller window.")
        }
    }
}
