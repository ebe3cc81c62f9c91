// Tables in Weka's attribute-relation file format.
import Foundation
import GimbalCore

/// Reads an ARFF file: categories, numbers, texts and dates as declared, plain and sparse rows, weights.
///
/// `?` stands for a missing value. Weights, if rows have them, become the column `instance-weight`. The column called
/// class, else the last one if it holds categories, is to be predicted, unless the card or the names of columns
/// say that it is a survival table.
/// - Source: Weka's documentation of the format; date formats other than those of `DateText` are not read.
public enum ARFFTable: DataReader {
    /// Id of the format.
    public static let id = "arff"
    /// How the format is recognised.
    public static let summary = "ARFF: @relation, @attribute and @data"

    /// Whether the first line that is no comment begins with @relation.
    public static func recognizes(_ url: URL) -> Bool { Declared.begins(url) }

    /// Reads a table.
    ///
    /// - Throws: `DataError` naming file and line for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let files = try source.tableFiles()
        let declared = try Declared(
            files, format: id, missing: source.card.missingTexts ?? ["?"], source.card)
        return try declared.dataSet(source, files) { table in
            var card = source.card
            if card.targets == nil, card.time == nil, card.event == nil {
                TableRoles.propose(&card, table, hasNames: true)
                if card.time != nil { (card.time, card.event) = (nil, nil) }
            }
            return TableRoles(card)
        }
    }

    /// Proposes roles by the names of columns.
    ///
    /// - Throws: `DataError` if the file is malformed.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        let dataSet = try read(source)
        var card = source.card
        card.name = source.name
        if card.files == nil { card.file = card.file ?? source.url.lastPathComponent }
        TableRoles.propose(&card, dataSet.table, hasNames: true)
        if card.missing == nil, dataSet.table.firstMissing != nil { card.missing = .impute }
        return card
    }
}

/// A table whose head declares its columns.
struct Declared {
    let header: AttributeHeader
    let table: Table
    private let rowCounts: [Int]

    /// Whether the first line that is no comment begins with @relation or @attribute.
    static func begins(_ url: URL) -> Bool {
        guard (try? checkReadable(url)) != nil, let data = try? decompressedContents(of: url) else {
            return false
        }
        for line in data.prefix(1 << 18).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = String(decoding: line.drop { $0 <= 0x20 || $0 >= 0xBB }.prefix(10), as: UTF8.self)
            if text.isEmpty || text.hasPrefix("%") { continue }
            return text.lowercased().hasPrefix("@relation") || text.lowercased().hasPrefix("@attribute")
        }
        return false
    }

    /// Reads files with the same head.
    ///
    /// - Throws: `DataError` naming file and line.
    init(_ files: [URL], format: String, missing: [String], _ card: DataCard) throws {
        let texts = try files.map(TableText.init)
        let headers = try texts.map { try AttributeHeader($0, format: format) }
        header = headers[0]
        for (text, other) in zip(texts, headers) where other.names != header.names {
            throw DataError(
                "\(format).names", "\(text.path) declares other attributes than \(texts[0].path).",
                fix: "Give both files the same attributes in the same order.")
        }
        let expanded = try zip(texts, headers).map { try SparseRows.expanded($0, $1) }
        let hasWeights = expanded.contains { $0?.hasWeights == true }
        var plans = try Self.plans(header, card, texts[0])
        if hasWeights {
            plans.append(ColumnPlan(SparseRows.weightName))
            plans[plans.count - 1].kind = .number
        }
        var inputs: [TableInput] = []
        for ((text, other), rows) in zip(zip(texts, headers), expanded) {
            let start = other.dataStart ?? (text.start, 1)
            if let rows {
                let plain = try TableText(rows.rows, path: text.path)
                inputs.append(TableInput(text: plain, position: 0, line: start.line))
            } else {
                inputs.append(TableInput(text: text, position: start.position, line: start.line))
            }
        }
        let scan = try TableScan(inputs, Self.syntax(inputs[0]), columnCount: plans.count)
        rowCounts = scan.rowCounts
        if let empty = rowCounts.firstIndex(of: 0) {
            throw DataError(
                "\(format).no-rows", "\(files[empty].path): no rows follow @data.", fix: "Add rows.")
        }
        table = try Table(try ColumnTyping.read(scan, plans, MissingTexts(missing)))
    }

    /// Adds roles, split and origin.
    func dataSet(_ source: DataSource, _ files: [URL], _ roles: (Table) throws -> TableRoles) throws
        -> TableDataSet
    {
        try TableDataSet(
            table, roles: try roles(table), publicSplit: try source.trainTestSplit(rowCounts),
            provenance: try source.provenance(files: files)
        ).applying(source.card.missing ?? .impute).dataSet
    }

    /// Commas, or tabs where the first row has no comma.
    private static func syntax(_ input: TableInput) -> TableSyntax {
        let data = input.text.data
        let row = data[(data.startIndex + input.position)...].drop { $0 <= 0x20 }.prefix { $0 != 0x0A }
        let isTabbed = !row.contains(UInt8(ascii: ",")) && row.contains(0x09)
        var syntax = TableSyntax(delimiter: isTabbed ? 0x09 : UInt8(ascii: ","))
        syntax.quotesWithApostrophes = true
        syntax.escapesWithBackslash = true
        syntax.comment = UInt8(ascii: "%")
        return syntax
    }

    private static func plans(_ header: AttributeHeader, _ card: DataCard, _ text: TableText) throws
        -> [ColumnPlan]
    {
        var plans = header.attributes.map(\.plan)
        for (name, kind) in (card.columns ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let column = plans.firstIndex(where: { $0.name == name }) else {
                throw DataError(
                    "table.column",
                    "\(text.path): the card's columns name the column \"\(name)\", which is not there.",
                    fix: suggestion(for: name, in: header.names))
            }
            plans[column].kind = kind
            if kind != .category { plans[column].names = nil }
            if kind != .number { plans[column].range = nil }
        }
        return plans
    }
}
