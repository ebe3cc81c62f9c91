// Blocks in numbered files with a training and a test part: the layout of MOGONET's ROSMAP and BRCA data.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads blocks `1_tr.csv`, `1_te.csv`, `1_featname.csv` and so on, with `labels_tr.csv` and `labels_te.csv`.
///
/// The tables hold numbers alone: one row per sample, in the same order in every block. Training and test rows are the
/// public split (without a validation part). Block names are the card's under `files` (`mrna: 1_tr.csv`), else
/// `block-1`, `block-2` ...; for three blocks, as ROSMAP and BRCA have, `mrna`, `methylation`, `mirna`.
/// - Paper: Wang et al. 2021, "MOGONET integrates multi-omics data ...", Nature Communications 12.
public enum MogonetFolder: DataReader {
    /// Id of the format.
    public static let id = "mogonet"
    /// How the format is recognised.
    public static let summary =
        "folder with 1_tr.csv, 1_te.csv, 1_featname.csv ... and labels_tr.csv, labels_te.csv"

    /// The tables lie in one folder.
    public static let readsFolders = true

    /// Whether a folder has labels and a first block.
    public static func recognizes(_ url: URL) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return false }
        return Set(["1_tr.csv", "labels_tr.csv"]).isSubset(of: names)
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> BlockDataSet {
        let labels = (try Self.labels(source, "tr"), try Self.labels(source, "te"))
        let counts = (labels.0.count, labels.1.count)
        let numbers = try blockNumbers(source.url)
        let names = blockNames(source.card, numbers)
        let blocks = try zip(numbers, names).map { number, name in
            try block(source, number, name: name, counts: counts)
        }
        let samples = (0..<counts.0).map { "train-\($0 + 1)" } + (0..<counts.1).map { "test-\($0 + 1)" }
        let files = try FileManager.default.contentsOfDirectory(atPath: source.url.path)
            .filter { $0.hasSuffix(".csv") }.sorted().map { source.url.appendingPathComponent($0) }
        let total = counts.0 + counts.1
        return try BlockDataSet(
            sampleNames: samples, blocks: blocks,
            targets: .classes(ClassLabels(texts: (labels.0 + labels.1).map { String($0) })),
            publicSplit: try DataSplit(
                train: Array(0..<counts.0), validation: [], test: Array(counts.0..<total), count: total,
                name: source.name), provenance: try source.provenance(files: files))
    }

    private static func blockNumbers(_ folder: URL) throws -> [Int] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let numbers = names.compactMap { $0.hasSuffix("_tr.csv") ? Int($0.dropLast("_tr.csv".count)) : nil }
        guard !numbers.isEmpty else {
            throw DataError(
                "blocks.none", "\(folder.path): there is no block 1_tr.csv.",
                fix: "Name the blocks 1_tr.csv, 2_tr.csv ...")
        }
        return numbers.sorted()
    }

    private static func blockNames(_ card: DataCard, _ numbers: [Int]) -> [String] {
        let usual = ["mrna", "methylation", "mirna"]
        return numbers.enumerated().map { place, number in
            card.files?.first { $0.value == "\(number)_tr.csv" }?.key
                ?? (numbers == [1, 2, 3] ? usual[place] : "block-\(number)")
        }
    }

    private static func labels(_ source: DataSource, _ part: String) throws -> [Int] {
        let table = try NumberTable(plain: source.url.appendingPathComponent("labels_\(part).csv"))
        guard table.columnCount == 1 else {
            throw DataError(
                "blocks.labels", "\(table.path) has \(table.columnCount) columns, expected 1.",
                fix: "Give one class per row.")
        }
        return try table.values.enumerated().map { row, value in
            guard let label = Int(exactly: value) else {
                throw DataError(
                    "blocks.labels",
                    "\(table.path), line \(row + 1): the class is \(value), expected a whole number.",
                    fix: "Number the classes.")
            }
            return label
        }
    }

    private static func block(_ source: DataSource, _ number: Int, name: String, counts: (Int, Int)) throws
        -> DataBlock
    {
        let parts = try [("tr", counts.0), ("te", counts.1)].map { part, count in
            let table = try NumberTable(plain: source.url.appendingPathComponent("\(number)_\(part).csv"))
            guard table.rowCount == count else {
                throw DataError(
                    "blocks.rows",
                    "\(table.path) has \(table.rowCount) rows, expected \(count) as labels_\(part).csv has.",
                    fix: "Give one row per label.")
            }
            return table
        }
        let names =
            try featureNames(source.url, number) ?? (0..<parts[0].columnCount).map { "feature-\($0 + 1)" }
        for table in parts where table.columnCount != names.count {
            throw DataError(
                "blocks.features",
                "\(table.path) has \(table.columnCount) columns, expected \(names.count) as "
                    + "\(number)_featname.csv has.", fix: "Give one name per column.")
        }
        let total = counts.0 + counts.1
        return try DataBlock(
            name: name, featureNames: names, rowOfSample: Array(0..<total),
            values: try Tensor(parts[0].values + parts[1].values, shape: [total, names.count]))
    }

    private static func featureNames(_ folder: URL, _ number: Int) throws -> [String]? {
        let url = folder.appendingPathComponent("\(number)_featname.csv")
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        var reader = try CSVReader(url)
        var names: [String] = []
        while let row = try reader.next() { names.append(row.fields[0]) }
        if let twice = NumberTable.firstDuplicate(names) {
            throw DataError(
                "blocks.feature", "\(url.path): the feature \"\(twice)\" comes twice.",
                fix: "Give every feature a name of its own.")
        }
        return names
    }
}
