// Degrees as features: what graphs without descriptions of their nodes are given.
import GimbalGraphs
import GimbalTensor

extension GraphCollection {
    /// Returns the collection with one indicator per degree that occurs as the only features.
    ///
    /// Graphs of social networks come without any description of their nodes; methods that tell graphs apart use this.
    /// - Paper: Xu et al. 2019, arXiv 1810.00826, section 7 ("node features are one-hot encodings of node degrees").
    public func oneHotDegrees() throws -> GraphCollection {
        let degrees = try graphs.map { try $0.pattern.rowPointers.diff(axis: 0).integers() }
        let known = Set(degrees.joined()).sorted()
        let columns = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        let features = try degrees.map { degrees in
            try CompressedRows(
                columnCount: known.count, pointers: Array(0...degrees.count),
                columns: degrees.compactMap { columns[$0] },
                values: [Float](repeating: 1, count: degrees.count)
            ).features()
        }
        return try GraphCollection(
            graphs, features: features, targets: targets, featureNames: known.map { "degree \($0)" },
            publicSplits: publicSplits, remarks: remarks, provenance: provenance)
    }
}
