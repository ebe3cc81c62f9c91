// The user's own blocks: tables about the same samples, some of which lack a table.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads the blocks that a card names.
///
/// ```yaml
/// format: blocks
/// blocks:
///   mrna: {file: mrna.csv, id: patient}
///   methylation: {file: methylation.csv}
/// labels: {file: labels.csv}
/// split: {file: split.csv}
/// ```
/// Every block has a header and a column that names the sample, the first one if the card says nothing. A sample that
/// a block does not list is missing there. Samples are those of any block, in the order of the first table that lists
/// them (blocks in the order of their names). With `labels`, every label must belong to a known sample; samples without
/// a label have no class. With `split`, parts are `train`, `validation` and `test`.
public enum BlockTables: DataReader {
    /// Id of the format.
    public static let id = "blocks"
    /// How the format is recognised.
    public static let summary = "data.yaml with blocks: {NAME: {file: ..., id: ...}}"

    /// The tables lie in one folder.
    public static let readsFolders = true

    /// Never: only a card can say which tables belong together.
    public static func recognizes(_ url: URL) -> Bool { false }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> BlockDataSet {
        guard let cards = source.card.blocks, !cards.isEmpty else {
            throw DataError(
                "blocks.card", "\(source.url.path): the card names no blocks.",
                fix: "Write blocks: {NAME: {file: NAME.csv}} in data.yaml.")
        }
        let named = cards.sorted { $0.key < $1.key }
        let tables = try named.map { name, card in
            try NumberTable(
                named: source.url.appendingPathComponent(card.file), id: card.id,
                missing: source.card.missingTexts ?? [])
        }
        let samples = samples(tables)
        let index = Dictionary(uniqueKeysWithValues: samples.enumerated().map { ($1, $0) })
        try checkOverlap(named.map(\.key), tables, count: samples.count)
        let blocks = try zip(named.map(\.key), tables).map { try block($0, $1, index) }
        let labels = try source.card.labels.map { try texts($0, source.url, index, "label") }
        return try BlockDataSet(
            sampleNames: samples, blocks: blocks,
            targets: labels.map { .classes(ClassLabels(texts: $0)) } ?? .none,
            publicSplit: try source.card.split.map {
                try split(try texts($0, source.url, index, "part"), source)
            }, provenance: try source.provenance(files: files(source)))
    }

    private static func samples(_ tables: [NumberTable]) -> [String] {
        var seen: Set<String> = []
        return tables.flatMap { $0.rowNames.filter { seen.insert($0).inserted } }
    }

    /// Two blocks without any sample in common are a sign of names that do not match.
    private static func checkOverlap(_ names: [String], _ tables: [NumberTable], count: Int) throws {
        for a in tables.indices {
            for b in tables.indices
            where b > a && Set(tables[a].rowNames).isDisjoint(with: tables[b].rowNames) {
                throw DataError(
                    "blocks.common",
                    "the blocks \"\(names[a])\" and \"\(names[b])\" have no sample in common: the first ones are "
                        + "\"\(tables[a].rowNames[0])\" and \"\(tables[b].rowNames[0])\".",
                    fix: "Write the samples' names the same way in all tables, and check the cards' id.")
            }
        }
    }

    private static func block(_ name: String, _ table: NumberTable, _ index: [String: Int]) throws
        -> DataBlock
    {
        var rows = [Int?](repeating: nil, count: index.count)
        for (row, sample) in table.rowNames.enumerated() {
            if let place = index[sample] { rows[place] = row }
        }
        return try DataBlock(
            name: name, featureNames: table.columnNames ?? [], rowOfSample: rows, values: try table.tensor())
    }

    /// The text that a table assigns to each sample; nil where it lists none.
    private static func texts(
        _ card: DataCard.Assignment, _ folder: URL, _ index: [String: Int], _ what: String
    ) throws -> [String?] {
        var reader = try CSVReader(folder.appendingPathComponent(card.file))
        let header = try reader.next()
        let id = try reader.column(card.id, header: header?.fields, place: 0)
        let value = try reader.column(card.value, header: header?.fields, place: 1)
        var result = [String?](repeating: nil, count: index.count)
        while let row = try reader.next() {
            guard row.fields.count > max(id, value) else {
                throw reader.problem(
                    "columns", row.line, "one column, expected a sample and a \(what)",
                    fix: "Add a column.")
            }
            guard let sample = index[row.fields[id]] else {
                throw reader.problem(
                    "sample", row.line, "the sample \"\(row.fields[id])\" is in no block",
                    fix: suggestion(for: row.fields[id], in: Array(index.keys.sorted().prefix(20))))
            }
            guard result[sample] == nil else {
                throw reader.problem(
                    "sample", row.line, "the sample \"\(row.fields[id])\" has a \(what) already",
                    fix: "Keep one row per sample.")
            }
            result[sample] = row.fields[value].isEmpty ? nil : row.fields[value]
        }
        return result
    }

    private static func split(_ parts: [String?], _ source: DataSource) throws -> DataSplit {
        let known = ["train", "validation", "test"]
        if let stranger = parts.compactMap({ $0 }).first(where: { !known.contains($0) }) {
            throw DataError(
                "blocks.part", "\(source.url.path): the part \"\(stranger)\" is unknown.",
                fix: suggestion(for: stranger, in: known))
        }
        func samples(_ part: String) -> [Int] { parts.indices.filter { parts[$0] == part } }
        return try DataSplit(
            train: samples("train"), validation: samples("validation"), test: samples("test"),
            count: parts.count, name: source.name)
    }

    private static func files(_ source: DataSource) -> [URL] {
        let card = source.card
        let names =
            (card.blocks ?? [:]).values.map(\.file) + [card.labels?.file, card.split?.file].compactMap { $0 }
        return Set(names).sorted().map { source.url.appendingPathComponent($0) }
    }
}
