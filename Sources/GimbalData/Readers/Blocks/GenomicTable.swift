// One wide table of genomic columns and survival: TCGA as pathology papers use it.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads a table whose columns end in `_rnaseq`, `_cnv` or `_mut`: one block for each ending, a block of clinical
/// numbers, and survival.
///
/// A .csv, plain, with gzip, or alone in a .zip. A row is a slide (`slide_id`), several of which may belong to one
/// patient (`case_id`), which the data set keeps as `groups`. Targets are `time` (`survival_months`) and `event`
/// (1 - `censorship`: 1 where death was seen). `age` and `is_female` form the block `clinical`. A sample without any
/// value in a block is missing there. The card can name other columns: `time`, `event` (then 1 means seen), `group`.
/// - Paper: Chen et al. 2021, "Multimodal co-attention transformer for survival prediction", ICCV.
public enum GenomicTable: DataReader {
    /// Id of the format.
    public static let id = "genomic-table"
    /// How the format is recognised.
    public static let summary = "table with columns *_rnaseq, *_cnv or *_mut and survival_months, censorship"

    private static let endings = ["rnaseq", "cnv", "mut"]
    private static let clinical = ["age", "is_female"]

    /// Whether the header has columns with the endings.
    public static func recognizes(_ url: URL) -> Bool {
        let name = url.lastPathComponent.lowercased()
        guard [".csv", ".csv.gz", ".csv.zip"].contains(where: name.hasSuffix) else { return false }
        let content: Data?
        if name.hasSuffix(".zip") {
            content = try? contents(url)
        } else {
            content = try? beginning(of: url, count: 1 << 18)
        }
        guard let header = content?.prefix(while: { $0 != UInt8(ascii: "\n") }),
            let text = String(data: header, encoding: .utf8)
        else { return false }
        return endings.contains {
            text.contains("_\($0),") || text.hasSuffix("_\($0)") || text.hasSuffix("_\($0)\r")
        }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> BlockDataSet {
        var reader = try CSVReader(try contents(source.url), path: source.url.path)
        guard let header = try reader.next() else {
            throw DataError("blocks.empty", "\(source.url.path) is empty.", fix: "Give it a header and rows.")
        }
        var rows = try GenomicRows(header, source.card, reader, endings: endings, clinical: clinical)
        while let row = try reader.next() { try rows.append(row, reader) }
        guard !rows.samples.isEmpty else {
            throw DataError(
                "blocks.empty", "\(source.url.path) has a header and no rows.", fix: "Give it rows.")
        }
        let targets = try Tensor(rows.targets, shape: [rows.samples.count, 2])
        return try BlockDataSet(
            sampleNames: rows.samples, blocks: try rows.blocks(),
            targets: .values(targets, names: ["time", "event"]), groups: rows.groups,
            provenance: try source.provenance(files: [source.url]))
    }

    private static func contents(_ url: URL) throws -> Data {
        guard url.pathExtension.lowercased() == "zip" else { return try decompressedContents(of: url) }
        let archive = try ZipArchive(url, limit: 4 << 30)
        guard let entry = archive.entries.first, archive.entries.count == 1 else {
            throw DataError(
                "blocks.zip", "\(url.path) holds \(archive.entries.count) files, expected one table.",
                fix: "Unpack it and name the table.")
        }
        return try archive.contents(of: entry)
    }
}

/// Rows of a genomic table while they are read.
private struct GenomicRows {
    private(set) var samples: [String] = []
    private(set) var groups: [String]
    /// Time and event, row by row.
    private(set) var targets: [Double] = []
    private var parts: [(name: String, columns: [Int], values: [Float], rows: [Int?])] = []
    private let names: [String]
    private let places: (sample: Int, group: Int, time: Int, event: Int)
    private let isCensorship: Bool
    private let missing: [String]
    private var lines: [String: Int] = [:]

    init(
        _ header: CSVRow, _ card: DataCard, _ reader: CSVReader, endings: [String], clinical: [String]
    ) throws {
        names = header.fields
        groups = []
        missing = card.missingTexts ?? []
        if let twice = NumberTable.firstDuplicate(names.filter { !$0.isEmpty }) {
            throw reader.problem(
                "feature", header.line, "the column \"\(twice)\" comes twice",
                fix: "Give every column a name of its own.")
        }
        isCensorship = card.event == nil
        let group = try reader.column(card.group ?? "case_id", header: names, place: 0)
        places = (
            names.firstIndex(of: "slide_id") ?? group, group,
            try reader.column(card.time ?? "survival_months", header: names, place: 0),
            try reader.column(card.event ?? "censorship", header: names, place: 0)
        )
        for ending in endings {
            let columns = names.indices.filter { names[$0].hasSuffix("_" + ending) }
            if !columns.isEmpty { parts.append((ending, columns, [], [])) }
        }
        let own = clinical.compactMap { names.firstIndex(of: $0) }
        if !own.isEmpty { parts.append(("clinical", own, [], [])) }
    }

    mutating func append(_ row: CSVRow, _ reader: CSVReader) throws {
        let sample = row.fields[places.sample]
        if let other = lines.updateValue(row.line, forKey: sample) {
            throw reader.problem(
                "sample", row.line, column: names[places.sample],
                "the sample \"\(sample)\" was on line \(other) already", fix: "Keep one row per sample.")
        }
        samples.append(sample)
        groups.append(row.fields[places.group])
        targets += try [time(row, reader), event(row, reader)]
        for part in parts.indices {
            let start = parts[part].values.count
            for column in parts[part].columns {
                parts[part].values.append(
                    try NumberTable.number(row, column, names[column], reader, missing: missing))
            }
            if parts[part].values[start...].allSatisfy(\.isNaN) {
                parts[part].values.removeSubrange(start...)
                parts[part].rows.append(nil)
            } else {
                parts[part].rows.append(start / parts[part].columns.count)
            }
        }
    }

    private func time(_ row: CSVRow, _ reader: CSVReader) throws -> Double {
        let text = row.fields[places.time]
        guard let value = Double(text), value.isFinite, value >= 0 else {
            throw reader.problem(
                "time", row.line, column: names[places.time], "found \"\(text)\", expected a time from 0",
                fix: "Correct the time.")
        }
        return value
    }

    private func event(_ row: CSVRow, _ reader: CSVReader) throws -> Double {
        let text = row.fields[places.event]
        guard let value = Double(text), value == 0 || value == 1 else {
            throw reader.problem(
                "event", row.line, column: names[places.event], "found \"\(text)\", expected 0 or 1",
                fix: "Correct the mark.")
        }
        return isCensorship ? 1 - value : value
    }

    func blocks() throws -> [DataBlock] {
        try parts.map { part in
            try DataBlock(
                name: part.name, featureNames: part.columns.map { names[$0] }, rowOfSample: part.rows,
                values: try Tensor(
                    part.values, shape: [part.values.count / part.columns.count, part.columns.count]))
        }
    }
}
