// Many graphs, each with features and a target.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// What is known of each graph of a collection.
public enum SampleTargets: Sendable {
    /// A class per sample.
    case classes(ClassLabels)
    /// Numbers `[samples, names]` float64, NaN where not measured, with the name of each column.
    case values(Tensor, names: [String])
    /// Nothing.
    case none

    /// Number of samples; nil where nothing is known.
    public var count: Int? {
        switch self {
        case .classes(let labels): labels.classes.count
        case .values(let values, _): values.shape[0]
        case .none: nil
        }
    }
}

/// Graphs, the features of their nodes, and a target for each.
public struct GraphCollection: DataContent {
    /// The graphs; edge features travel with them.
    public let graphs: [Graph]
    /// Features of the nodes of each graph, all with the same columns.
    public let features: [NodeFeatures]
    /// What is to be predicted.
    public let targets: SampleTargets
    /// Name of each feature column, if columns have names.
    public let featureNames: [String]?
    /// The splits that the collection is published with, in their order.
    public let publicSplits: [DataSplit]
    /// What was left out while reading, one line each: molecules that do not parse, with their row.
    public let remarks: [String]
    /// Where the data came from.
    public let provenance: DataProvenance

    /// Puts the parts together; at most one split is published.
    ///
    /// - Throws: `DataError` if counts of graphs, features and targets, nodes or columns do not fit.
    public init(
        _ graphs: [Graph], features: [NodeFeatures], targets: SampleTargets = .none,
        featureNames: [String]? = nil, publicSplit: DataSplit? = nil, remarks: [String] = [],
        provenance: DataProvenance
    ) throws {
        try self.init(
            graphs, features: features, targets: targets, featureNames: featureNames,
            publicSplits: publicSplit.map { [$0] } ?? [], remarks: remarks, provenance: provenance)
    }

    /// Puts the parts together.
    ///
    /// - Parameter publicSplits: the splits that the collection is published with; seed *i* takes the *i*-th.
    /// - Throws: `DataError` if counts of graphs, features and targets, nodes or columns do not fit, or a split
    ///   names a graph that is not there.
    public init(
        _ graphs: [Graph], features: [NodeFeatures], targets: SampleTargets = .none,
        featureNames: [String]? = nil, publicSplits: [DataSplit], remarks: [String] = [],
        provenance: DataProvenance
    ) throws {
        func require(_ what: String, _ found: Int, _ expected: Int) throws {
            guard found != expected else { return }
            throw DataError(
                "graphs.count", "data set \"\(provenance.name)\": \(found) \(what), expected \(expected).",
                fix: "Give one entry per graph, node and column.")
        }
        try require("feature matrices", features.count, graphs.count)
        try require("targets", targets.count ?? graphs.count, graphs.count)
        let columns = featureNames?.count ?? features.first?.featureCount ?? 0
        for (index, pair) in zip(graphs, features).enumerated() {
            try require("feature rows in graph \(index)", pair.1.nodeCount, pair.0.nodeCount)
            try require("feature columns in graph \(index)", pair.1.featureCount, columns)
        }
        for split in publicSplits { try split.check(count: graphs.count, name: provenance.name) }
        self.graphs = graphs
        self.features = features
        self.targets = targets
        self.featureNames = featureNames
        self.publicSplits = publicSplits
        self.remarks = remarks
        self.provenance = provenance
    }

    /// The first split that the collection is published with, if any.
    public var publicSplit: DataSplit? { publicSplits.first }

    /// The data as one case of all kinds.
    public var dataSet: DataSet { .graphs(self) }
}
