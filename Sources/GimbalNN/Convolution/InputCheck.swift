// What layers on sequences, images and volumes expect of their inputs.
import GimbalTensor

/// Shapes of inputs with channels and one to three axes of positions.
enum SpatialInput {
    private static let axisNames = [1: ["L"], 2: ["H", "W"], 3: ["D", "H", "W"]]

    /// `[N, 3, H, W] or [3, H, W]`.
    static func expected(_ axisCount: Int, channels: Int?) -> String {
        let axes = axisNames[axisCount] ?? ["..."]
        let sample = ([channels.map(String.init) ?? "C"] + axes).joined(separator: ", ")
        return "[N, \(sample)] or [\(sample)]"
    }

    /// Tells whether the input is a batch, not one sample.
    ///
    /// - Throws: `TensorError` naming the layer if there is another number of axes or of channels.
    static func isBatch(_ x: Tensor, axisCount: Int, channels: Int? = nil, for layer: Module) throws -> Bool {
        let shape = x.shape
        let isBatch = shape.count == axisCount + 2
        let found = shape.count > axisCount ? shape[shape.count - axisCount - 1] : nil
        guard isBatch || shape.count == axisCount + 1, channels == nil || found == channels else {
            throw layer.refusal(
                of: x, expected: expected(axisCount, channels: channels),
                fix: channels == nil
                    ? "Reshape it." : "Put the channels first, or make the layer for so many channels.")
        }
        return isBatch
    }
}

extension Module {
    /// An error that names this layer, the input's shape and what was expected.
    func refusal(of x: Tensor, expected: String, fix: String) -> TensorError {
        TensorError(
            code: "tensor.shape", operation: "\(type(of: self))(\(settings))",
            message: "the input \(x.shape) \(x.dtype) does not fit, expected \(expected)", fix: fix)
    }

    /// Refuses an input whose dtype is not that of the layer's parameters.
    func checkDType(_ x: Tensor, against weight: Tensor) throws {
        guard x.dtype == weight.dtype else {
            throw TensorError(
                code: "tensor.dtype", operation: "\(type(of: self))(\(settings))",
                message: "the input \(x.shape) is \(x.dtype), the layer's parameters are \(weight.dtype)",
                fix: "Convert the input with `converted(to:)` or the module with `convert(to:)`.")
        }
    }

    /// Refuses counts below one.
    func checkCounts(_ counts: (String, Int)...) throws {
        for (name, count) in counts where count < 1 {
            throw ModuleError(
                "setting", "\(type(of: self)): \(name) is \(count), expected at least 1.",
                fix: "Choose a larger number.")
        }
    }
}
