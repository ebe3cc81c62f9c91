// Signals cut, put together in another order, and run at another speed.
import GimbalCore
import GimbalTensor

/// Cuts the same length out of every signal, each from a place of its own.
///
/// - Shapes: `[N, channels, T]` of float32 → `[N, channels, length]`.
public struct SignalCrop: Augmentation, Codable, Equatable {
    /// Times that stay.
    public let length: Int

    /// Describes the cut.
    ///
    /// - Throws: `ConfigError` if nothing would stay.
    public init(length: Int) throws {
        guard length > 0 else { throw augmentationError("SignalCrop", "a length of \(length)") }
        self.length = length
    }

    /// Returns the parts.
    ///
    /// - Throws: `DataError` if the tensor is no batch of signals or they are shorter than the part.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try SignalShape(sample, "SignalCrop")
        guard shape.length >= length else {
            throw DataError(
                "augmentation.sequence",
                "SignalCrop: the signals have \(shape.length) times, expected \(length) or more.",
                fix: "Crop less, or leave short signals out.")
        }
        var numbers = try SplitMix64(drawing: stream)
        return try resampled(sample, shape) { _ in
            let start = Int(numbers.below(UInt64(shape.length - length + 1)))
            return (0..<length).map { Float(start + $0) }
        }
    }
}

/// Cuts each signal into up to so many segments and puts them together in another order.
///
/// - Shapes: `[N, channels, T]` of float32 → the same.
/// - Paper: Um et al. 2017, arXiv 1706.00527, section 3.
public struct SegmentPermutation: Augmentation, Codable, Equatable {
    /// The most segments of a signal; the number is drawn from 1 to this.
    public let maximum: Int

    /// Describes the cuts.
    ///
    /// - Throws: `ConfigError` if there is not one segment at least.
    public init(maximum: Int) throws {
        guard maximum > 0 else { throw augmentationError("SegmentPermutation", "\(maximum) segments") }
        self.maximum = maximum
    }

    /// Returns the signals in another order.
    ///
    /// - Throws: `DataError` if the tensor is no batch of signals.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try SignalShape(sample, "SegmentPermutation")
        var numbers = try SplitMix64(drawing: stream)
        return try resampled(sample, shape) { _ in
            let most = min(maximum, max(shape.length, 1))
            let segments = 1 + Int(numbers.below(UInt64(most)))
            let inner = numbers.shuffled(Array(1..<max(shape.length, 1))).prefix(segments - 1).sorted()
            let cuts = [0] + inner + [shape.length]
            return numbers.shuffled(Array(0..<cuts.count - 1)).flatMap { segment in
                (cuts[segment]..<cuts[segment + 1]).map { Float($0) }
            }
        }
    }
}

/// Runs each signal at a speed that changes smoothly: faster here, slower there, first and last value in place.
///
/// Speeds at a few knots are drawn from N(1, deviation²), at least 0.1, and interpolated linearly; so are values.
///
/// - Shapes: `[N, channels, T]` of float32 → the same.
/// - Paper: Um et al. 2017, arXiv 1706.00527, section 3. Deviation: straight lines between knots instead of splines.
public struct TimeWarp: Augmentation, Codable, Equatable {
    /// Standard deviation of the speeds.
    public let deviation: Double
    /// Knots between both ends.
    public let knotCount: Int

    /// Describes the speeds.
    ///
    /// - Throws: `ConfigError` if the deviation is negative or not finite, or the number of knots negative.
    public init(deviation: Double = 0.2, knotCount: Int = 4) throws {
        try checkDeviation(deviation, "TimeWarp")
        guard knotCount >= 0 else { throw augmentationError("TimeWarp", "\(knotCount) knots") }
        self.deviation = deviation
        self.knotCount = knotCount
    }

    /// Returns the warped signals.
    ///
    /// - Throws: `DataError` if the tensor is no batch of signals.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try SignalShape(sample, "TimeWarp")
        guard shape.length > 1 else { return sample }
        let knots = knotCount + 2
        let speeds = try (Tensor.randn([shape.count, knots], using: stream) * deviation + 1).floats()
        return try resampled(sample, shape) { row in
            Self.times(Array(speeds[row * knots..<(row + 1) * knots]), length: shape.length)
        }
    }

    /// Where to look at each time: the running sum of the speeds, stretched to the signal's length.
    static func times(_ speeds: [Float], length: Int) -> [Float] {
        var sums: [Float] = [0]
        for time in 1..<length {
            let place = (Float(time) - 0.5) / Float(length - 1) * Float(speeds.count - 1)
            let knot = min(Int(place), speeds.count - 2)
            let share = place - Float(knot)
            let speed = speeds[knot] * (1 - share) + speeds[knot + 1] * share
            sums.append(sums[time - 1] + max(speed, 0.1))
        }
        let stretch = Float(length - 1) / sums[length - 1]
        return sums.map { min($0 * stretch, Float(length - 1)) }
    }
}

/// Reads every channel of each signal at other times, by linear interpolation.
///
/// - Parameter times: the times of a signal, in 0...(T - 1); as many for every signal.
private func resampled(_ sample: Tensor, _ shape: SignalShape, _ times: (Int) -> [Float]) throws -> Tensor {
    let values = try sample.floats()
    var result: [Float] = [], count = 0
    for row in 0..<shape.count {
        let wanted = times(row)
        count = wanted.count
        for channel in 0..<shape.channels {
            let start = (row * shape.channels + channel) * shape.length
            for time in wanted {
                let before = min(Int(time), shape.length - 1), after = min(before + 1, shape.length - 1)
                let share = time - Float(before)
                // Whole times are copied, so that cutting and reordering change no bit.
                let mixed = values[start + before] * (1 - share) + values[start + after] * share
                result.append(share == 0 ? values[start + before] : mixed)
            }
        }
    }
    return try Tensor(result, shape: [shape.count, shape.channels, shape.count == 0 ? shape.length : count])
}
