// The splits that Geom-GCN published, also for graphs that come in other formats.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads the splits `NAME_split_0.6_0.2_I.npz`: one mask of nodes per part.
///
/// Nodes without a label (citeseer has 15) are left out: nothing can be learnt from them or measured on them.
public enum GeomGCNSplits {
    /// Returns the splits of a data set in the order of their numbers; empty if there are none.
    ///
    /// - Parameters:
    ///   - folder: where the files lie.
    ///   - name: name of the data set, as the files' names begin.
    ///   - labels: the classes of the nodes that the splits are of.
    /// - Throws: `DataError` if a file lacks a mask, or a mask does not fit the nodes.
    public static func read(in folder: URL, name: String, labels: ClassLabels) throws -> [DataSplit] {
        try files(in: folder, name: name).map { file in
            let contents = try NPZContents(file)
            let keys = ["train_mask", "val_mask", "test_mask"]
            try contents.require(keys)
            let parts = try keys.map { key in
                try contents.mask(key, count: labels.classes.count).filter { labels.classes[$0] != nil }
            }
            return try DataSplit(
                train: parts[0], validation: parts[1], test: parts[2], labels: labels, name: file.path)
        }
    }

    /// The files of a data set's splits in the order of their numbers.
    static func files(in folder: URL, name: String) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let numbered = names.compactMap { file -> (number: Int, file: String)? in
            guard file.hasPrefix("\(name)_split_"), file.hasSuffix(".npz") else { return nil }
            return Int(file.dropLast(4).split(separator: "_").last ?? "").map { ($0, file) }
        }
        return numbered.sorted { $0.number < $1.number }.map { folder.appendingPathComponent($0.file) }
    }
}

extension NPZContents {
    /// The positions where a mask of truth values, or of zeros and ones, is true.
    func mask(_ key: String, count: Int) throws -> [Int] {
        let values = try masked(key)
        guard values.count == count else {
            throw problem("shape", "\(key) has \(values.count) values, expected \(count)")
        }
        if let place = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw problem("value", "\(key)[\(place)] is \(values[place]), expected 0 or 1")
        }
        return values.indices.filter { values[$0] == 1 }
    }
}
