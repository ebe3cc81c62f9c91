// Sums, means and maxima of looked-up vectors.
import GimbalTensor

/// How the vectors of a bag become one.
public enum BagReduction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Adds the rows.
    case sum
    /// Averages the rows.
    case mean
    /// Keeps the largest value of each feature.
    case max
}

/// Looks up the vectors of each bag of indices and sums, averages or takes their maxima.
///
/// An empty bag gives zeros. Padding indices do not count.
///
/// - Shapes: indices `[B, L]` (every row a bag) or `[T]` with `offsets` `[B]` (where each bag begins) → `[B, D]`;
///   weight `[V, D]`, `sampleWeights` as the indices (for sums only).
/// - Initialisation: N(0, 1), PyTorch's default; the padding vector is zero.
/// - Throws: `TensorError` for indices out of range, other shapes, or offsets that do not rise from 0.
public final class EmbeddingBag: Module, UnaryLayer {
    /// Settings of a table of vectors.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of vectors.
        public var vectorCount: Int
        /// Features of a vector.
        public var featureCount: Int
        /// How the vectors of a bag become one.
        public var reduction: BagReduction
        /// Index that does not count; negative ones count from the end.
        public var paddingIndex: Int?
        /// Largest norm of a vector; longer ones are shortened in the table when they are looked up.
        public var maximumNorm: Double?
        /// Order of that norm.
        public var normOrder: Double

        /// Describes a table; defaults are PyTorch's.
        public init(
            vectorCount: Int, featureCount: Int, reduction: BagReduction = .mean, paddingIndex: Int? = nil,
            maximumNorm: Double? = nil, normOrder: Double = 2
        ) {
            self.vectorCount = vectorCount
            self.featureCount = featureCount
            self.reduction = reduction
            self.paddingIndex = paddingIndex
            self.maximumNorm = maximumNorm
            self.normOrder = normOrder
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[vectorCount, featureCount]`.
    @Parameter public var weight: Tensor
    private let rows: EmbeddingRows

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `ModuleError` for a padding index outside the table or a norm that is not positive.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        rows = try EmbeddingRows(
            layer: "EmbeddingBag", count: config.vectorCount, paddingIndex: config.paddingIndex,
            maximumNorm: config.maximumNorm, normOrder: config.normOrder)
        weight = try rows.first(
            Initializer.normal(deviation: 1)([config.vectorCount, config.featureCount], context))
        super.init()
        try checkCounts(("vectorCount", config.vectorCount), ("featureCount", config.featureCount))
    }

    /// Makes a table of `vectorCount` vectors with `featureCount` features.
    public convenience init(
        _ vectorCount: Int, _ featureCount: Int, reduction: BagReduction = .mean, _ context: Context
    ) throws {
        try self.init(
            Config(vectorCount: vectorCount, featureCount: featureCount, reduction: reduction), context)
    }

    public override var settings: String {
        "\(config.vectorCount) x \(config.featureCount), \(config.reduction.rawValue)"
            + (config.paddingIndex.map { ", padding \($0)" } ?? "")
    }

    /// Reduces every row of `[B, L]` indices.
    public func callAsFunction(_ indices: Tensor, _ context: Context) throws -> Tensor {
        try self(indices, sampleWeights: nil, context)
    }

    /// Reduces every row of `[B, L]` indices, each vector weighted.
    public func callAsFunction(_ indices: Tensor, sampleWeights: Tensor?, _ context: Context) throws -> Tensor
    {
        guard indices.rank == 2 else {
            throw refusal(of: indices, expected: "[bags, indices]", fix: "Give offsets with a flat list.")
        }
        let (bagCount, length) = (indices.shape[0], indices.shape[1])
        let bags = try Tensor.arange(bagCount, device: indices.device).repeatInterleave(length)
        return try reduce(
            indices, bags: bags, bagCount: bagCount, weights: sampleWeights?.flattened(), context)
    }

    /// Reduces the bags that begin at `offsets` `[B]` in a flat list of indices `[T]`.
    public func callAsFunction(
        _ indices: Tensor, offsets: Tensor, sampleWeights: Tensor? = nil, _ context: Context
    ) throws -> Tensor {
        guard indices.rank == 1, offsets.rank == 1, offsets.count > 0 else {
            throw refusal(
                of: indices, expected: "a flat list and one offset per bag, found \(offsets.shape)",
                fix: "Flatten the indices.")
        }
        let starts = try offsets.integers() + [indices.count]
        let lengths = zip(starts.dropFirst(), starts).map { $0 - $1 }
        guard starts[0] == 0, lengths.allSatisfy({ $0 >= 0 }) else {
            throw refusal(
                of: indices, expected: "offsets that rise from 0 to at most \(indices.count)",
                fix: "Give the position at which each bag begins.")
        }
        let bags = try Tensor.arange(offsets.count, device: indices.device)
            .repeatInterleave(Tensor(lengths).moved(to: indices.device))
        return try reduce(
            indices, bags: bags, bagCount: offsets.count, weights: sampleWeights, context)
    }

    private func reduce(
        _ indices: Tensor, bags: Tensor, bagCount: Int, weights: Tensor?, _ context: Context
    ) throws -> Tensor {
        try rows.check(indices, for: self)
        let table = try rows.shortened(context[$weight], at: indices, own: weight)
        var vectors = try rows.lookUp(indices, in: table, for: self)
            .reshaped([-1, config.featureCount])  // [T, D]
        let counted = try indices.notEqual(rows.paddingIndex).flattened().converted(to: vectors.dtype)  // [T]
        if let weights { vectors = try weighted(vectors, weights) }
        let empty = try Tensor.zeros(
            [bagCount, config.featureCount], dtype: vectors.dtype, device: vectors.device)
        if config.reduction == .max { return try maxima(vectors, counted, bags, empty) }
        if rows.paddingIndex >= 0 { vectors = try vectors * counted.unsqueezed(axis: 1) }
        let sums = try empty.indexAdd(bags, axis: 0, source: vectors)
        guard config.reduction == .mean else { return sums }
        let counts = try Tensor.zeros([bagCount], dtype: vectors.dtype, device: vectors.device)
            .indexAdd(bags, axis: 0, source: counted)
        return try sums / counts.clamped(min: 1).unsqueezed(axis: 1)
    }

    private func weighted(_ vectors: Tensor, _ weights: Tensor) throws -> Tensor {
        guard config.reduction == .sum, weights.shape == [vectors.shape[0]] else {
            throw refusal(
                of: weights, expected: "one weight per index, and the reduction sum",
                fix: "Give no weights for means and maxima.")
        }
        return try vectors * weights.unsqueezed(axis: 1)
    }

    private func maxima(_ vectors: Tensor, _ counted: Tensor, _ bags: Tensor, _ empty: Tensor) throws
        -> Tensor
    {
        let positions = try counted.nonzero().squeezed(axis: 1)
        let index = try bags.indexSelect(positions, axis: 0).unsqueezed(axis: 1)
            .expanded([positions.count, config.featureCount])
        return try empty.scatterReduce(
            index, axis: 0, source: vectors.indexSelect(positions, axis: 0), reduce: .amax,
            includeSelf: false)
    }
}
