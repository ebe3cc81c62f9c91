// A checksum of what methods see of a graph.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

extension GraphDataSet {
    /// Returns the SHA-256 of graph, features, classes and published splits, whatever files they came from.
    ///
    /// The checksum of the files alone would not do for a fingerprint: a card beside them can choose another column as
    /// label, or read edges as directed.
    func contentChecksum() throws -> String {
        var content = ContentHash()
        try content.add("edges by target", graph.pattern.rowPointers)
        try content.add("sources", graph.pattern.columns)
        try content.add("weights", graph.weights)
        switch features {
        case .dense(let x): try content.add("dense features", x)
        case .sparse(let x):
            try content.add("features by node", x.pattern.rowPointers)
            try content.add("columns of \(x.pattern.columnCount)", x.pattern.columns)
            try content.add("values", x.values)
        }
        content.add("labels of \(classNames.count) classes", labels.map { $0 ?? -1 })
        // Seed i takes split i, so that every published split counts; without one, its parts are empty.
        content.add("train", publicSplits.flatMap(\.train))
        content.add("validation", publicSplits.flatMap(\.validation))
        content.add("test", publicSplits.flatMap(\.test))
        if publicSplits.count > 1 { content.add("splits", publicSplits.map(\.train.count)) }
        return content.hash.hexadecimal()
    }
}

/// Hashes named arrays with their types and sizes, so that none can be mistaken for another.
struct ContentHash {
    private(set) var hash = SHA256()

    mutating func add(_ name: String, _ tensor: Tensor?) throws {
        hash.update("\(name) \(tensor.map { "\($0.dtype) \($0.shape)" } ?? "none")\n")
        try tensor?.withUnsafeBytes { hash.update($0) }
    }

    mutating func add(_ name: String, _ values: [Int]) {
        hash.update("\(name) \(values.count)\n")
        values.withUnsafeBytes { hash.update($0) }
    }
}
