// Margins as a layer.
import GimbalTensor

/// Adds margins: PyTorch's `ZeroPad`, `ConstantPad`, `ReflectionPad`, `ReplicationPad` and `CircularPad` of all ranks.
///
/// - Shapes: x `[..., L]`, `[..., H, W]` or `[..., D, H, W]` → the same, larger by the widths; negative widths crop
///   (zeros and constants only).
/// - Throws: `ModuleError` for an odd number of widths; `TensorError` for an input with too few axes or, in the modes
///   reflect and circular, smaller than its margins.
public final class Padding: Module, UnaryLayer {
    /// Settings of the margins.
    public struct Config: Sendable, Codable, Hashable {
        /// Before and after, last axis first: `[left, right, top, bottom]`.
        public var widths: [Int]
        /// What the margins hold.
        public var mode: PaddingMode
        /// The number of the mode `constant`.
        public var value: Double

        /// Describes margins of zeros, unless told otherwise.
        public init(widths: [Int], mode: PaddingMode = .constant, value: Double = 0) {
            self.widths = widths
            self.mode = mode
            self.value = value
        }
    }

    /// The settings that the layer was made with.
    public let config: Config

    /// Creates the layer.
    public init(_ config: Config) throws {
        let isCrop = config.widths.contains { $0 < 0 }
        guard !config.widths.isEmpty, config.widths.count % 2 == 0, !isCrop || config.mode == .constant else {
            throw ModuleError(
                "setting",
                "Padding: widths are \(config.widths), expected pairs"
                    + (config.mode == .constant ? "." : " of at least 0."),
                fix: "Give the margins before and after, last axis first.")
        }
        self.config = config
        super.init()
    }

    /// Creates the layer with margins `[left, right, top, bottom]`.
    public convenience init(_ widths: [Int], mode: PaddingMode = .constant, value: Double = 0) throws {
        try self.init(Config(widths: widths, mode: mode, value: value))
    }

    /// Creates the layer with one margin on all sides of the last axes, two by default (images).
    public convenience init(
        _ width: Int, axisCount: Int = 2, mode: PaddingMode = .constant, value: Double = 0
    ) throws {
        try self.init(
            Config(widths: Array(repeating: width, count: 2 * axisCount), mode: mode, value: value))
    }

    public override var settings: String {
        "\(config.widths), \(config.mode.rawValue)\(config.value == 0 ? "" : " \(config.value)")"
    }

    /// Adds the margins.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let axisCount = config.widths.count / 2, margin = config.widths.max() ?? 0
        let smallest =
            switch config.mode {
            case .reflect: margin + 1
            case .circular: margin
            case .constant, .replicate: 0
            }
        guard x.rank >= axisCount + (config.mode == .constant ? 0 : 1),
            x.shape.suffix(axisCount).allSatisfy({ $0 >= smallest })
        else {
            throw refusal(
                of: x, expected: "[..., \(axisCount) axes of at least \(smallest) positions]",
                fix: "Use narrower margins.")
        }
        return try x.padded(
            config.widths, mode: config.mode, value: config.mode == .constant ? config.value : nil)
    }
}
