// Labels of nodes that may have several.
import GimbalCore

/// The labels of each node, any number of them, and the names of the labels.
public struct LabelSets: Sendable, Equatable {
    /// Name of each label.
    public let labelNames: [String]
    /// Where the labels of each node begin in `labels`: `nodeCount + 1` positions.
    public let offsets: [Int]
    /// Labels of all nodes one after another, ascending within a node.
    public let labels: [Int32]

    /// Number of nodes.
    public var nodeCount: Int { offsets.count - 1 }

    /// Collects memberships, given in any order.
    ///
    /// - Parameter members: pairs of a node and one of its labels; a pair that comes twice counts once.
    /// - Throws: `DataError` if a node or a label is out of range.
    public init(nodeCount: Int, labelNames: [String], members: [(node: Int, label: Int)]) throws {
        for (node, label) in members
        where !(0..<nodeCount).contains(node) || !labelNames.indices.contains(label) {
            throw DataError(
                "labels.member",
                "node \(node) has label \(label), expected nodes in 0..<\(nodeCount) and labels in "
                    + "0..<\(labelNames.count).", fix: "Name every label, and number nodes from 0.")
        }
        var sets = [[Int32]](repeating: [], count: nodeCount)
        for (node, label) in members { sets[node].append(Int32(label)) }
        var offsets = [0], labels: [Int32] = []
        for set in sets {
            var last: Int32 = -1
            for label in set.sorted() where label != last {
                labels.append(label)
                last = label
            }
            offsets.append(labels.count)
        }
        self.labelNames = labelNames
        self.offsets = offsets
        self.labels = labels
    }

    /// Labels of a node, ascending.
    public func labels(of node: Int) -> ArraySlice<Int32> { labels[offsets[node]..<offsets[node + 1]] }

    /// Number of nodes that have each label.
    public var counts: [Int] {
        var result = [Int](repeating: 0, count: labelNames.count)
        for label in labels { result[Int(label)] += 1 }
        return result
    }

    /// Number of memberships: labels of all nodes together.
    public var memberCount: Int { labels.count }
}
