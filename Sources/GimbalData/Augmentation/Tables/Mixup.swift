// Samples mixed with other samples of their batch, and targets with them.
import GimbalCore
import GimbalTensor

/// Samples mixed with others of the batch, with what it takes to mix their targets alike.
public struct MixedSamples: Sendable {
    /// The mixed samples `[N, ...]`.
    public let samples: Tensor
    /// The sample that each one is mixed with, `[N]` int64; perhaps itself.
    public let partners: Tensor
    /// The share of each result that is its own, in 0...1, `[N]` float32; the rest is the partner's.
    public let shares: Tensor

    /// Returns share · own target + (1 - share) · the partner's.
    ///
    /// - Shapes: targets `[N, ...]` of floats: one-hot classes or numbers → the same.
    /// - Throws: `DataError` unless there is one target per sample, of floats.
    public func mixed(_ targets: Tensor) throws -> Tensor {
        guard targets.shape.first == partners.count, targets.dtype.isFloatingPoint else {
            throw DataError(
                "augmentation.targets",
                "MixedSamples: the targets are \(targets.shape) of \(targets.dtype), expected "
                    + "[\(partners.count), ...] of floats.",
                fix: "Give one target per sample; classes as one-hot rows.")
        }
        return try Self.mix(targets, partners, shares)
    }

    static func mix(_ x: Tensor, _ partners: Tensor, _ shares: Tensor) throws -> Tensor {
        let ones = [Int](repeating: 1, count: x.shape.count - 1)
        let share = try shares.converted(to: x.dtype).reshaped([partners.count] + ones)
        // Without the difference, equal values would not stay the same bits.
        let others = try x.indexSelect(partners, axis: 0)
        return try x + (others - x) * (1 - share)
    }
}

/// Mixes each sample of a batch with another: λ·x + (1 - λ)·x', λ from Beta(α, α) for each sample.
///
/// Partners are a random order of the batch. Called as an augmentation it returns the samples alone; `pairs` returns
/// what targets are mixed with, too.
/// - Shapes: `[N, ...]` of floats → the same: rows, images, signals.
/// - Paper: Zhang et al. 2018, arXiv 1710.09412, eq. 1. Deviation: the authors' code draws one λ per batch.
public struct Mixup: Augmentation, Codable, Equatable {
    /// Shape α of the distribution; small values leave most samples nearly as they are.
    public let alpha: Double

    /// Describes a mixture, α above 0.
    ///
    /// - Throws: `ConfigError` unless α is positive and finite.
    public init(alpha: Double = 0.2) throws {
        guard alpha > 0, alpha.isFinite else {
            throw augmentationError("Mixup", "alpha is \(alpha), expected a finite number above 0")
        }
        self.alpha = alpha
    }

    /// Returns mixed samples with partners and shares.
    ///
    /// - Throws: `DataError` if the tensor has no axis of samples or is not of floats.
    public func pairs(_ sample: Tensor, _ stream: RandomStream) throws -> MixedSamples {
        guard let count = sample.shape.first, sample.dtype.isFloatingPoint else {
            throw DataError(
                "augmentation.batch",
                "Mixup: the samples are \(sample.shape) of \(sample.dtype), expected [N, ...] of floats.",
                fix: "Insert the axis of samples, or convert to floats.")
        }
        var numbers = try SplitMix64(drawing: stream)
        let partners = try Tensor(numbers.shuffled(Array(0..<count)), shape: [count])
        let shares = try Tensor.beta([count], alpha: alpha, beta: alpha, dtype: .float32, using: stream)
        let mixed = try MixedSamples.mix(sample, partners, shares)
        return MixedSamples(samples: mixed, partners: partners, shares: shares)
    }

    /// Returns mixed samples.
    ///
    /// - Throws: `DataError` if the tensor has no axis of samples or is not of floats.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try pairs(sample, stream).samples
    }
}

/// Gives each row some columns of another row of the batch; each value is drawn for independently.
///
/// Unlike `SwapNoise`, all values that a row receives come from one partner, so that targets can be mixed by shares.
/// - Shapes: `[rows, features]` of float32 → the same.
/// - Paper: Somepalli et al. 2021 (SAINT), arXiv 2106.01342, section 3.2, after CutMix, arXiv 1905.04899.
public struct ColumnMix: Augmentation, Codable, Equatable {
    /// Share of a row's values that come from the partner, in 0...1.
    public let rate: Double

    /// Describes a mixture.
    ///
    /// - Throws: `ConfigError` unless the rate lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "ColumnMix")
        self.rate = rate
    }

    /// Returns mixed rows with partners and shares: the part of the columns that is a row's own.
    ///
    /// - Throws: `DataError` if the tensor is no batch of rows.
    public func pairs(_ sample: Tensor, _ stream: RandomStream) throws -> MixedSamples {
        let shape = try TableShape(sample, "ColumnMix")
        var numbers = try SplitMix64(drawing: stream)
        let partners = numbers.shuffled(Array(0..<shape.rowCount))
        var shares = [Float](repeating: 1, count: shape.rowCount)
        let rows = try sample.withUnsafeElements(of: Float.self) { old in
            try FloatKernel.change(sample) { values in
                for row in 0..<shape.rowCount {
                    let start = row * shape.columnCount, other = partners[row] * shape.columnCount
                    var taken = 0
                    for column in 0..<shape.columnCount where numbers.uniform() < rate {
                        values[start + column] = old[other + column]
                        taken += 1
                    }
                    shares[row] = 1 - Float(taken) / Float(max(shape.columnCount, 1))
                }
            }
        }
        return try MixedSamples(samples: rows, partners: Tensor(partners), shares: Tensor(shares))
    }

    /// Returns mixed rows.
    ///
    /// - Throws: `DataError` if the tensor is no batch of rows.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try pairs(sample, stream).samples
    }
}
