// A checksum of what methods see of many graphs.
import GimbalCore
import GimbalData
import GimbalTensor

extension GraphCollection {
    /// Returns the SHA-256 of graphs, features, targets and published splits, whatever files they came from.
    func contentChecksum() throws -> String {
        var content = ContentHash()
        for (graph, features) in zip(graphs, features) {
            try content.add("edges by target", graph.pattern.rowPointers)
            try content.add("sources", graph.pattern.columns)
            try content.add("weights", graph.weights)
            try content.add("features of edges", graph.edgeFeatures)
            try content.add("features", features.dense())
        }
        switch targets {
        case .classes(let labels):
            content.add("labels of \(labels.classNames.count) classes", labels.classes.map { $0 ?? -1 })
        case .values(let values, let names): try content.add("values of \(names)", values.contiguous())
        case .none: break
        }
        for split in publicSplits {
            content.add("train", split.train)
            content.add("validation", split.validation)
            content.add("test", split.test)
        }
        return content.hash.hexadecimal()
    }
}
