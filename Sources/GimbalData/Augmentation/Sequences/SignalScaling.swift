// Signals with noise, and signals made larger or smaller.
import GimbalCore
import GimbalTensor

/// Adds normal noise to every value of a signal.
///
/// - Shapes: `[N, channels, T]` of float32 → the same.
/// - Paper: Um et al. 2017, arXiv 1706.00527, section 3.
public struct Jitter: Augmentation, Codable, Equatable {
    /// Standard deviation of the noise, in the signal's unit.
    public let deviation: Double

    /// Describes the noise.
    ///
    /// - Throws: `ConfigError` if the deviation is negative or not finite.
    public init(deviation: Double) throws {
        try checkDeviation(deviation, "Jitter")
        self.deviation = deviation
    }

    /// Returns the signals with noise.
    ///
    /// - Throws: `DataError` if the tensor is no batch of signals.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try SignalShape(sample, "Jitter")
        return try sample + Tensor.randn(shape.sizes, using: stream) * deviation
    }
}

/// Multiplies each channel of each signal by a number around 1.
///
/// - Shapes: `[N, channels, T]` of float32 → the same.
/// - Paper: Um et al. 2017, arXiv 1706.00527, section 3.
public struct SignalScaling: Augmentation, Codable, Equatable {
    /// Standard deviation of the factors.
    public let deviation: Double

    /// Describes the factors.
    ///
    /// - Throws: `ConfigError` if the deviation is negative or not finite.
    public init(deviation: Double) throws {
        try checkDeviation(deviation, "SignalScaling")
        self.deviation = deviation
    }

    /// Returns the scaled signals.
    ///
    /// - Throws: `DataError` if the tensor is no batch of signals.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try SignalShape(sample, "SignalScaling")
        let factors = try Tensor.randn([shape.count, shape.channels, 1], using: stream) * deviation + 1
        return try sample * factors
    }
}

/// The sizes of a batch of signals.
struct SignalShape {
    let count: Int
    let channels: Int
    let length: Int

    /// Checks that a tensor is a batch of signals.
    ///
    /// - Throws: `DataError` (`data.augmentation.sequence`) naming the augmentation.
    init(_ sample: Tensor, _ name: String) throws {
        guard sample.rank == 3, sample.dtype == .float32 else {
            throw DataError(
                "augmentation.sequence",
                "\(name): the sample is \(sample.shape) of \(sample.dtype), expected [signals, channels, times] "
                    + "of float32.", fix: "Stack signals of one length.")
        }
        (count, channels, length) = (sample.shape[0], sample.shape[1], sample.shape[2])
    }

    var sizes: [Int] { [count, channels, length] }
}
