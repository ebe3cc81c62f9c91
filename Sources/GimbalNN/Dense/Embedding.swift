// Tables of vectors.
import GimbalTensor

/// Looks up a vector for each index.
///
/// - Shapes: indices (int64 or int32) of any shape → `[..., D]`; weight `[V, D]`.
/// - Initialisation: N(0, 1), PyTorch's default; the padding vector is zero.
/// - Throws: `TensorError` for an index outside `0..<V` or indices that are no integers.
public final class Embedding: Module, UnaryLayer {
    /// Settings of a table of vectors.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of vectors.
        public var vectorCount: Int
        /// Features of a vector.
        public var featureCount: Int
        /// Index whose vector starts at zero and gets no gradient; negative ones count from the end.
        public var paddingIndex: Int?
        /// Largest norm of a vector; longer ones are shortened in the table when they are looked up.
        public var maximumNorm: Double?
        /// Order of that norm.
        public var normOrder: Double
        /// First values of the table.
        public var initializer: Initializer

        /// Describes a table; defaults are PyTorch's.
        public init(
            vectorCount: Int, featureCount: Int, paddingIndex: Int? = nil, maximumNorm: Double? = nil,
            normOrder: Double = 2, initializer: Initializer = .normal(deviation: 1)
        ) {
            self.vectorCount = vectorCount
            self.featureCount = featureCount
            self.paddingIndex = paddingIndex
            self.maximumNorm = maximumNorm
            self.normOrder = normOrder
            self.initializer = initializer
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
            layer: "Embedding", count: config.vectorCount, paddingIndex: config.paddingIndex,
            maximumNorm: config.maximumNorm, normOrder: config.normOrder)
        weight = try rows.first(
            config.initializer([config.vectorCount, config.featureCount], context))
        super.init()
        try checkCounts(("vectorCount", config.vectorCount), ("featureCount", config.featureCount))
    }

    /// Makes a table of `vectorCount` vectors with `featureCount` features.
    public convenience init(
        _ vectorCount: Int, _ featureCount: Int, paddingIndex: Int? = nil, _ context: Context
    ) throws {
        try self.init(
            Config(vectorCount: vectorCount, featureCount: featureCount, paddingIndex: paddingIndex), context)
    }

    /// Takes vectors that are known, such as pre-trained ones; frozen unless told otherwise.
    ///
    /// - Parameter vectors: `[vectorCount, featureCount]`, copied.
    /// - Throws: `ModuleError` unless there are two axes and floating-point numbers.
    public init(from vectors: Tensor, isFrozen: Bool = true, paddingIndex: Int? = nil) throws {
        guard vectors.rank == 2, vectors.dtype.isFloatingPoint else {
            throw ModuleError(
                "setting",
                "Embedding: the vectors are \(vectors.shape) \(vectors.dtype), expected [count, features] of floats.",
                fix: "Give a matrix with one vector per row.")
        }
        config = Config(
            vectorCount: vectors.shape[0], featureCount: vectors.shape[1], paddingIndex: paddingIndex)
        rows = try EmbeddingRows(
            layer: "Embedding", count: config.vectorCount, paddingIndex: paddingIndex, maximumNorm: nil,
            normOrder: 2)
        weight = try vectors.detached().cloned()
        super.init()
        $weight.isTrainable = !isFrozen
    }

    public override var settings: String {
        var parts = ["\(config.vectorCount) x \(config.featureCount)"]
        if let index = config.paddingIndex { parts.append("padding \(index)") }
        if let norm = config.maximumNorm { parts.append("norm at most \(norm)") }
        if !$weight.isTrainable { parts.append("frozen") }
        return parts.joined(separator: ", ")
    }

    /// Looks the vectors up.
    public func callAsFunction(_ indices: Tensor, _ context: Context) throws -> Tensor {
        try rows.check(indices, for: self)
        let table = try rows.shortened(context[$weight], at: indices, own: weight)
        return try rows.lookUp(indices, in: table, for: self)
    }
}

/// What tables of vectors share: the padding row, the bound on norms and the message for a wrong index.
struct EmbeddingRows {
    let count: Int
    /// Resolved; -1 without one.
    let paddingIndex: Int
    private let maximumNorm: Double?
    private let normOrder: Double

    init(layer: String, count: Int, paddingIndex: Int?, maximumNorm: Double?, normOrder: Double) throws {
        if let paddingIndex, !(-count..<count).contains(paddingIndex) {
            throw ModuleError(
                "setting", "\(layer): paddingIndex is \(paddingIndex), expected \(-count)..<\(count).",
                fix: "Choose a row of the table.")
        }
        if let maximumNorm, !(maximumNorm > 0) {
            throw ModuleError(
                "setting", "\(layer): maximumNorm is \(maximumNorm), expected a positive number.",
                fix: "Leave it away for no bound.")
        }
        self.count = count
        self.paddingIndex = paddingIndex.map { $0 < 0 ? $0 + count : $0 } ?? -1
        self.maximumNorm = maximumNorm
        self.normOrder = normOrder
    }

    /// First values with the padding row at zero.
    func first(_ drawn: Tensor) throws -> Tensor {
        if paddingIndex >= 0 { try drawn.select(paddingIndex, axis: 0).zeroInPlace() }
        return drawn
    }

    /// Refuses indices that are no integers.
    func check(_ indices: Tensor, for layer: Module) throws {
        guard indices.dtype == .int64 || indices.dtype == .int32 else {
            throw TensorError(
                code: "tensor.dtype", operation: "\(type(of: layer))(\(layer.settings))",
                message: "the indices \(indices.shape) are \(indices.dtype), expected int64 or int32",
                fix: "Convert them with `converted(to: .int64)`.")
        }
    }

    /// Shortens the vectors that are looked up, in the table itself where it is the layer's own.
    func shortened(_ table: Tensor, at indices: Tensor, own: Tensor) throws -> Tensor {
        guard let maximumNorm else { return table }
        let isOwn = table.handle === own.handle
        let target = isOwn ? table : try table.detached().cloned()
        try withoutGradient {
            _ = try callOperator(
                "aten::embedding_renorm_",
                [.tensor(target), .tensor(indices.contiguous()), .real(maximumNorm), .real(normOrder)])
        }
        // A substituted table is not changed: its values are exchanged, its gradient passes as if it were.
        return isOwn ? table : try table + (target - table.detached())
    }

    /// Looks vectors up; an index outside is named.
    func lookUp(_ indices: Tensor, in table: Tensor, for layer: Module) throws -> Tensor {
        do {
            return try table.embedding(indices, paddingIndex: paddingIndex)
        } catch {
            guard error.code == "tensor.index" else { throw error }
            throw try outside(indices, layer)
        }
    }

    private func outside(_ indices: Tensor, _ layer: Module) throws -> TensorError {
        let smallest = try indices.min().integerItem(), largest = try indices.max().integerItem()
        return TensorError(
            code: "tensor.index", operation: "\(type(of: layer))(\(layer.settings))",
            message: "the indices \(indices.shape) are in \(smallest)...\(largest), expected 0..<\(count)",
            fix: "Check the vocabulary, or make the table larger.")
    }
}
