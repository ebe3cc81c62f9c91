// What is done to graphs before a network sees them, fitted on the training graphs.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

/// The preprocessing of a model of whole graphs: the content of `preprocessing.json`.
public struct GraphsPreprocessing: Sendable, Codable, Equatable {
    /// What describes nodes.
    public enum Nodes: Sendable, Codable, Equatable {
        /// The data's own columns, with their names if they have names.
        case columns(count: Int, names: [String]?)
        /// One indicator for each of these degrees, those of the training graphs; other degrees have no column.
        case degrees([Int])
        /// A one for every node.
        case constant
    }

    /// What is predicted.
    public enum Target: Sendable, Codable, Equatable {
        /// Classes, by name.
        case classes([String])
        /// Numbers, by name: less `centers`, divided by `scales`, those of the training graphs.
        case values(names: [String], centers: [Double], scales: [Double])
        /// Nothing.
        case none
    }

    /// More different degrees than this are not worth a column each.
    static let maximumDegreeCount = 512

    /// What describes nodes.
    public let nodes: Nodes
    /// What is predicted.
    public let target: Target

    /// Learns from training graphs.
    ///
    /// A collection whose only feature is the same everywhere does not describe its nodes: their degrees do, or nothing
    /// where all are equal or too many differ.
    ///
    /// - Parameter train: numbers of the training graphs.
    /// - Throws: `DataError` if no training graph has a value of a target.
    /// - Paper: Xu et al. 2019, arXiv 1810.00826, section 7: degrees as features.
    public init(fitting collection: GraphCollection, train: [Int]) throws {
        nodes = try Self.nodes(collection, train)
        switch collection.targets {
        case .classes(let labels): target = .classes(labels.classNames)
        case .values(let values, let names):
            target = try Self.standardized(values, names, train, collection.provenance.name)
        case .none: target = .none
        }
    }

    /// Number of columns that describe a node.
    public var featureCount: Int {
        switch nodes {
        case .columns(let count, _): count
        case .degrees(let degrees): degrees.count
        case .constant: 1
        }
    }

    /// Names of the model's outputs: classes, or the numbers that are predicted.
    public var outputNames: [String] {
        switch target {
        case .classes(let names), .values(let names, _, _): names
        case .none: []
        }
    }

    private static func nodes(_ collection: GraphCollection, _ train: [Int]) throws -> Nodes {
        let features = try train.map { try collection.features[$0].dense() }
        guard try isConstant(features) else {
            return .columns(
                count: features.first?.shape.last ?? 0, names: collection.featureNames)
        }
        let known = try Set(train.flatMap { try collection.graphs[$0].inDegreeCounts() }).sorted()
        return (2...maximumDegreeCount).contains(known.count) ? .degrees(known) : .constant
    }

    /// Whether there is no column, or one whose values are all the same.
    private static func isConstant(_ features: [Tensor]) throws -> Bool {
        guard (features.first?.shape.last ?? 0) < 2 else { return false }
        let filled = features.filter { $0.count > 0 }
        guard let first = try filled.first?.floats().first else { return true }
        return try filled.allSatisfy { try $0.floats().allSatisfy { $0 == first } }
    }

    private static func standardized(_ values: Tensor, _ names: [String], _ train: [Int], _ data: String)
        throws
        -> Target
    {
        let all = try values.doubles()
        var centers: [Double] = [], scales: [Double] = []
        for (column, name) in names.enumerated() {
            let known = train.map { all[$0 * names.count + column] }.filter { !$0.isNaN }
            guard !known.isEmpty else {
                throw DataError(
                    "preprocessing.target",
                    "data set \"\(data)\": no training graph has a value of the target \"\(name)\".",
                    fix: "Choose another split, or leave the target out.")
            }
            let mean = known.reduce(0, +) / Double(known.count)
            let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
            centers.append(mean)
            scales.append(variance > 0 ? variance.squareRoot() : 1)
        }
        return .values(names: names, centers: centers, scales: scales)
    }
}

extension Graph {
    /// Number of edges into each node.
    func inDegreeCounts() throws -> [Int] { try pattern.rowPointers.diff(axis: 0).integers() }
}
