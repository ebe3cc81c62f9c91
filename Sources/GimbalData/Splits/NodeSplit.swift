// Which nodes a model learns from, is tuned on, and is judged on.
import GimbalCore

/// Three disjoint sets of labelled nodes.
public struct NodeSplit: Sendable, Codable, Equatable {
    /// Nodes to learn from.
    public let train: [Int]
    /// Nodes to choose the best epoch and settings on.
    public let validation: [Int]
    /// Nodes to judge on, once.
    public let test: [Int]

    /// Makes a split of labelled nodes.
    ///
    /// - Throws: `DataError` if a part is empty, or a node is out of range, unlabelled or in two places.
    public init(train: [Int], validation: [Int], test: [Int], labels: NodeLabels, name: String = "data")
        throws
    {
        self.train = train
        self.validation = validation
        self.test = test
        try check(labels: labels, name: name)
    }

    /// Test nodes per training node, which the corrected t-test of resampled splits needs.
    ///
    /// - Source: Nadeau, Bengio 2003, "Inference for the generalization error".
    public var testToTrainRatio: Double { Double(test.count) / Double(train.count) }

    /// Ratio of the part that resampled splits share to the part that they do not, for the corrected t-test.
    ///
    /// Nadeau and Bengio (2003) use test to train, for test parts that are smaller than the training parts. Where a
    /// few labelled nodes train and all others test, the runs differ by which nodes they got to train on; two splits
    /// share the smaller of the two parts to the same degree, so it is train to test that counts. (Test to train
    /// would give a variance far beyond what any set of seeds could show, and intervals beyond 100 %.)
    public var overlapRatio: Double { min(testToTrainRatio, 1 / testToTrainRatio) }

    func check(labels: NodeLabels, name: String) throws {
        var seen: [Int: String] = [:]
        for (part, nodes) in [("train", train), ("validation", validation), ("test", test)] {
            if nodes.isEmpty {
                throw problem(
                    "empty", "the \(part) part is empty", name, fix: "Assign labelled nodes to every part.")
            }
            for node in nodes {
                guard labels.classes.indices.contains(node) else {
                    throw problem(
                        "range",
                        "the \(part) part has node \(node), expected nodes in 0..<\(labels.classes.count)",
                        name,
                        fix: "Number the nodes from 0.")
                }
                if labels.classes[node] == nil {
                    throw problem(
                        "unlabelled", "node \(node) is in the \(part) part but has no label", name,
                        fix: "Label it or leave it out of the split.")
                }
                if let other = seen.updateValue(part, forKey: node) {
                    let place =
                        other == part ? "twice in the \(part) part" : "in the \(other) and the \(part) part"
                    throw problem(
                        "overlap", "node \(node) is \(place)", name, fix: "Assign each node to one part.")
                }
            }
        }
    }

    private func problem(_ code: String, _ what: String, _ name: String, fix: String) -> DataError {
        DataError("split.\(code)", "split of \"\(name)\": \(what).", fix: fix)
    }
}
