// A graph with described and perhaps labelled nodes: what graph methods learn from.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// A graph, its node features and labels, and where they came from.
public struct GraphDataSet: DataContent {
    /// The edges.
    public let graph: Graph
    /// What each node is described by; one indicator per node where the source has no features.
    public let features: NodeFeatures
    /// Class of each node and the names of the classes; no node has one where `labelSets` hold the labels.
    public let nodeLabels: ClassLabels
    /// Labels of each node where a node may have several; nil where it has one class at most.
    public let labelSets: LabelSets?
    /// Measured number of each node, to be predicted; nil where the source has none.
    public let targetValues: [Float]?
    /// Names that the source gives to nodes and feature columns.
    public let names: GraphNames
    /// The splits that the data set is published with, in their order.
    public let publicSplits: [DataSplit]
    /// Where the data came from.
    public let provenance: DataProvenance

    /// The first split that the data set is published with, if any.
    public var publicSplit: DataSplit? { publicSplits.first }
    /// The data as one case of all kinds.
    public var dataSet: DataSet { .graph(self) }
    /// Short name of the data set.
    public var name: String { provenance.name }
    /// Class of each node; nil where it is not labelled.
    public var labels: [Int?] { nodeLabels.classes }
    /// Name of each class.
    public var classNames: [String] { nodeLabels.classNames }
    /// Name of each node, if nodes have names.
    public var nodeNames: [String]? { names.nodes }
    /// Name of each feature column, if columns have names.
    public var featureNames: [String]? { names.features }

    /// Puts the parts together after checking that they fit.
    ///
    /// - Parameters:
    ///   - labelSets: labels of each node where a node may have several; `labels` is then unlabelled.
    ///   - targetValues: a measured number for each node.
    ///   - publicSplits: the splits that the data set is published with; seed *i* takes the *i*-th.
    /// - Throws: `DataError` if features, labels, names or splits do not have one entry per node or column of
    ///   the graph.
    public init(
        graph: Graph, features: NodeFeatures, labels: ClassLabels, labelSets: LabelSets? = nil,
        targetValues: [Float]? = nil, names: GraphNames = GraphNames(), publicSplits: [DataSplit],
        provenance: DataProvenance
    ) throws {
        let nodeCount = graph.nodeCount
        let counts = [
            ("features", features.nodeCount, nodeCount),
            ("labels", labels.classes.count, nodeCount),
            ("sets of labels", labelSets?.nodeCount ?? nodeCount, nodeCount),
            ("target values", targetValues?.count ?? nodeCount, nodeCount),
            ("node names", names.nodes?.count ?? nodeCount, nodeCount),
            ("feature names", names.features?.count ?? features.featureCount, features.featureCount),
        ]
        for (what, found, expected) in counts where found != expected {
            throw DataError(
                "graph.count", "data set \"\(provenance.name)\": \(found) \(what), expected \(expected).",
                fix: "Give one entry per node, and one name per feature column.")
        }
        for split in publicSplits { try split.check(labels: labels, name: provenance.name) }
        self.graph = graph
        self.features = features
        nodeLabels = labels
        self.labelSets = labelSets
        self.targetValues = targetValues
        self.names = names
        self.publicSplits = publicSplits
        self.provenance = provenance
    }

    /// Puts the parts together; at most one split is published.
    ///
    /// - Throws: `DataError` if features, labels, names or split do not have one entry per node or column of
    ///   the graph.
    public init(
        graph: Graph, features: NodeFeatures, labels: ClassLabels, names: GraphNames = GraphNames(),
        publicSplit: DataSplit? = nil, provenance: DataProvenance
    ) throws {
        try self.init(
            graph: graph, features: features, labels: labels, names: names,
            publicSplits: publicSplit.map { [$0] } ?? [], provenance: provenance)
    }

    /// Checks that nodes can be classified: some are labelled, with two classes at least.
    ///
    /// - Throws: `DataError` saying what is missing.
    public func requireClasses() throws {
        let used = Set(labels.compactMap { $0 })
        guard let only = used.first else {
            throw DataError(
                "labels.missing",
                "data set \"\(name)\": no node is labelled, so nothing can be learnt or measured.",
                fix: "Add labels.csv (id,label), or name the label column in data.yaml.")
        }
        guard used.count > 1 else {
            throw DataError(
                "labels.single",
                "data set \"\(name)\": every labelled node has the class \"\(classNames[only])\", "
                    + "expected two classes at least.", fix: "Check the label column.")
        }
    }
}

extension GraphDataSet {
    /// Returns the same data with another graph, features or labels; what is nil stays.
    ///
    /// - Throws: `DataError` if the parts do not fit.
    public func replacing(graph: Graph? = nil, features: NodeFeatures? = nil, labels: ClassLabels? = nil)
        throws
        -> GraphDataSet
    {
        try GraphDataSet(
            graph: graph ?? self.graph, features: features ?? self.features, labels: labels ?? nodeLabels,
            labelSets: labelSets, targetValues: targetValues, names: names, publicSplits: publicSplits,
            provenance: provenance)
    }
}

/// Names that a source gives to the parts of a graph.
public struct GraphNames: Sendable, Equatable {
    /// Name of each node.
    public let nodes: [String]?
    /// Name of each feature column.
    public let features: [String]?

    /// Keeps names; nil where the source has none.
    public init(nodes: [String]? = nil, features: [String]? = nil) {
        self.nodes = nodes
        self.features = features
    }
}
