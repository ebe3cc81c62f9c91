// Graphs as a model takes them, and its numbers back in the unit of the data.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

/// Graphs with the features that a model takes, and their targets where the data have some.
public struct PreparedGraphs: Sendable {
    /// The graphs.
    public let graphs: [Graph]
    /// Features of the nodes of each graph `[nodes, features]`.
    public let features: [Tensor]
    /// One target per graph: classes, -1 where unknown, or standardised numbers, NaN where unknown; nil where the data
    /// have none.
    public let target: Target?

    /// Puts graphs beside what describes them.
    public init(graphs: [Graph], features: [Tensor], target: Target? = nil) {
        self.graphs = graphs
        self.features = features
        self.target = target
    }

    /// Computes something for all graphs in batches that fit into memory: rows of the results, in the order of graphs.
    ///
    /// - Parameter body: from graphs side by side to one row for each.
    /// - Throws: what `body` throws.
    public func rows(_ body: (GraphBatch) throws -> Tensor) throws -> Tensor {
        let parts = try stride(from: 0, to: graphs.count, by: Self.chunk).map { start in
            let end = min(start + Self.chunk, graphs.count)
            return try body(
                GraphBatch(Array(graphs[start..<end]), features: Array(features[start..<end])))
        }
        return parts.count == 1 ? parts[0] : try Tensor.concatenated(parts, axis: 0)
    }

    /// Graphs that go through a network at once when nothing is learnt.
    private static let chunk = 256
}

extension GraphsPreprocessing {
    /// Returns the graphs as the model takes them.
    ///
    /// - Throws: `DataError` if their features are not those that the model was trained on, a class is unknown, or the
    ///   targets are others.
    public func apply(to collection: GraphCollection) throws -> PreparedGraphs {
        PreparedGraphs(
            graphs: collection.graphs, features: try features(of: collection),
            target: try target(of: collection))
    }

    /// Returns predicted numbers `[graphs, outputs]` in the unit of the data; class scores stay as they are.
    public func inverse(_ predictions: Tensor) throws -> Tensor {
        guard case .values(_, let centers, let scales) = target else { return predictions }
        return try predictions * Tensor(scales.map(Float.init)) + Tensor(centers.map(Float.init))
    }

    private func features(of collection: GraphCollection) throws -> [Tensor] {
        switch nodes {
        case .columns(let count, let names):
            try checkColumns(collection, count, names)
            return try collection.features.map { try $0.dense() }
        case .degrees(let degrees):
            let columns = Dictionary(uniqueKeysWithValues: degrees.enumerated().map { ($1, $0) })
            return try collection.graphs.map { try Self.indicators($0, columns) }
        case .constant: return try collection.graphs.map { try Tensor.ones([$0.nodeCount, 1]) }
        }
    }

    private static func indicators(_ graph: Graph, _ columns: [Int: Int]) throws -> Tensor {
        var rows = [Float](repeating: 0, count: graph.nodeCount * columns.count)
        for (node, degree) in try graph.inDegreeCounts().enumerated() {
            if let column = columns[degree] { rows[node * columns.count + column] = 1 }
        }
        return try Tensor(rows, shape: [graph.nodeCount, columns.count])
    }

    private func checkColumns(_ collection: GraphCollection, _ count: Int, _ names: [String]?) throws {
        let name = collection.provenance.name
        let found = collection.features.first?.featureCount ?? count
        guard found == count else {
            throw DataError(
                "model.features",
                "data set \"\(name)\" has \(found) feature columns, the model was trained on \(count).",
                fix: "Give the columns of the training data, in the same order.")
        }
        guard let names, let own = collection.featureNames,
            let column = names.indices.first(where: { names[$0] != own[$0] })
        else { return }
        throw DataError(
            "model.features",
            "data set \"\(name)\": feature column \(column + 1) is \"\(own[column])\", the model was trained on "
                + "\"\(names[column])\" there.",
            fix: "Give the columns of the training data, in the same order.")
    }

    private func target(of collection: GraphCollection) throws -> GimbalTasks.Target? {
        switch (target, collection.targets) {
        case (.classes(let names), .classes(let labels)):
            let known = try labels.renumbered(as: names).classes
            return .classes(try Tensor(known.map { $0 ?? -1 }), count: names.count)
        case (.values(let names, let centers, let scales), .values(let values, let own)):
            guard own == names else {
                throw DataError(
                    "model.targets",
                    "data set \"\(collection.provenance.name)\" has the targets \(own.joined(separator: ", ")), "
                        + "the model predicts \(names.joined(separator: ", ")).",
                    fix: "Give the same columns in the same order, or none.")
            }
            let scaled = try (values - Tensor(centers)) / Tensor(scales)
            return .values(try scaled.converted(to: .float32))
        default: return nil
        }
    }
}
