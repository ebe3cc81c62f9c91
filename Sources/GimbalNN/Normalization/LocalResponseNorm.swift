// Local response normalisation - Krizhevsky, Sutskever, Hinton 2012, section 3.3. No reference code was looked at.
import GimbalTensor

/// Divides each channel by the energy of its neighbours at the same position.
///
/// y = x / (k + alpha · mean of x² over `size` channels)^beta; channels beyond the ends count as zero
///
/// - Shapes: x `[N, C, ...]` with at least one position axis → the same.
/// - Precision: squares in Float32 for half inputs.
/// - Throws: `TensorError` for fewer axes.
/// - Paper: Krizhevsky et al. 2012, section 3.3. Deviation: alpha multiplies the mean, not the sum, as in PyTorch.
public final class LocalResponseNorm: Module, UnaryLayer {
    /// Settings of a local response normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of neighbouring channels, the own one included.
        public var size: Int
        /// Weight of the energy.
        public var alpha: Double
        /// Exponent.
        public var beta: Double
        /// Added to the energy.
        public var k: Double

        /// Describes a layer; defaults are PyTorch's.
        public init(size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) {
            self.size = size
            self.alpha = alpha
            self.beta = beta
            self.k = k
        }
    }

    /// The settings that the layer was made with.
    public let config: Config

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` without a neighbour.
    public init(_ config: Config) throws {
        try checkSetting(config.size >= 1, "size is \(config.size)", "1 or more", Self.self)
        self.config = config
        super.init()
    }

    /// Creates the layer with PyTorch's defaults.
    public convenience init(_ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) throws {
        try self.init(Config(size: size, alpha: alpha, beta: beta, k: k))
    }

    public override var settings: String {
        "size \(config.size), alpha \(config.alpha), beta \(config.beta), k \(config.k)"
    }

    /// Divides by the energy of the neighbours.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let shape = x.shape
        guard shape.count >= 3 else {
            throw TensorError(
                code: "tensor.shape", operation: "LocalResponseNorm",
                message: "x is \(shape), expected [N, C, ...] with at least one axis of positions",
                fix: "Reshape it.")
        }
        return try x.normalized(weight: nil, bias: nil) { x, _, _ in
            let squares = try x.square().reshaped([shape[0], 1, shape[1], -1])  // [N, 1, C, positions]
            let energy = try squares.padded([0, 0, config.size / 2, (config.size - 1) / 2])
                .averagePool2d(kernelSize: [config.size, 1], stride: [1, 1]).reshaped(shape)
            return try x / (energy * config.alpha + config.k).pow(config.beta)
        }
    }
}
