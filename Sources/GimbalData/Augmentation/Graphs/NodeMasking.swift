// Masked node features: whole columns, or whole nodes.
import GimbalCore
import GimbalTensor

/// Sets whole columns of the node features to zero, the same for all nodes; sparse features stay sparse.
///
/// - Paper: Zhu et al. 2020 (GRACE), arXiv 2006.04131, section 3.2; Thakoor et al. 2021 (BGRL), arXiv 2102.06514.
public struct FeatureColumnMasking: Augmentation, Codable, Equatable {
    /// Share of columns that are masked, in 0...1; each is drawn for independently.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "FeatureColumnMasking")
        self.rate = rate
    }

    /// Returns the sample with masked columns; the graph is the same.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        var numbers = try SplitMix64(drawing: stream)
        let masked = (0..<sample.features.featureCount).map { _ in numbers.uniform() < rate }
        guard masked.contains(true) else { return sample }
        return try sample.replacing(features: sample.features.clearing(columns: masked))
    }
}

/// Sets all features of some nodes to zero; sparse features stay sparse.
///
/// - Paper: You et al. 2020 (GraphCL), arXiv 2010.13902, table 1 (attribute masking). Deviation: zeros, where the
///   authors' code puts normal noise.
public struct NodeAttributeMasking: Augmentation, Codable, Equatable {
    /// Share of nodes that are masked, in 0...1; each is drawn for independently.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "NodeAttributeMasking")
        self.rate = rate
    }

    /// Returns the sample with masked nodes; the graph is the same.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        var numbers = try SplitMix64(drawing: stream)
        let masked = (0..<sample.features.nodeCount).map { _ in numbers.uniform() < rate }
        guard masked.contains(true) else { return sample }
        return try sample.replacing(features: sample.features.clearing(rows: masked))
    }
}
