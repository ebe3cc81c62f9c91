// How the files of a table are laid out: separator, header, columns.
import Foundation
import GimbalCore

/// Separator, header and columns of a table's files, found out or told by the card.
struct TableLayout {
    let files: [URL]
    let syntax: TableSyntax
    let header: TableHeader
    let scan: TableScan
    private let card: DataCard
    private var plans: [ColumnPlan]

    /// Opens files and finds out how they are written.
    ///
    /// - Parameters:
    ///   - numbersRepeatedNames: whether a name that comes again gets a number instead of being an error.
    ///   - refine: what the format knows about its columns, after the card has had its say.
    /// - Throws: `DataError` for files that are no tables of one kind.
    init(
        _ source: DataSource, numbersRepeatedNames: Bool = false,
        refine: (inout [ColumnPlan]) -> Void = { _ in }
    ) throws {
        card = source.card
        files = try source.tableFiles()
        let texts = try files.map(TableText.init)
        syntax = try card.delimiter.map(TablePreview.syntax(named:)) ?? TablePreview.syntax(texts[0])
        let missing = MissingTexts(card.missingTexts ?? MissingTexts.standard)
        var previews: [[PreviewRow]] = []
        for text in texts {
            do {
                previews.append(try TablePreview.rows(text, syntax, limit: 200))
            } catch let fault as QuoteFault { throw fault.problem(text) }
        }
        header = TableHeader.find(previews[0], told: card.header, missing)
        var inputs: [TableInput] = []
        for (text, rows) in zip(texts, previews) {
            inputs.append(try Self.input(text, rows, header, first: previews[0]))
        }
        let fieldCount = Self.fieldCount(header, previews[0])
        scan = try TableScan(inputs, syntax, columnCount: fieldCount)
        plans = try Self.plans(
            header, fieldCount, texts[0], previews[0], numbersRepeatedNames: numbersRepeatedNames)
        try checkCounts()
        try applyCard()
        refine(&plans)
    }

    /// Whether the file names its columns.
    var hasNames: Bool {
        switch header {
        case .names, .namesAfterRowNames: true
        case .none, .counts: false
        }
    }

    /// The separator as cards write it.
    var delimiterName: String {
        switch syntax.delimiter {
        case 0x09: "tab"
        case 0x20: "blank"
        default: String(UnicodeScalar(syntax.delimiter))
        }
    }

    /// Columns that the file itself says are to be predicted.
    var targets: [String] {
        if case .counts = header { return [plans[plans.count - 1].name] }
        return []
    }

    /// Reads the columns.
    ///
    /// - Throws: `DataError` naming line, column and cell of what is not as the card says.
    func table() throws -> Table {
        let missing = MissingTexts(card.missingTexts ?? MissingTexts.standard)
        var columns = try ColumnTyping.read(scan, plans, missing)
        if case .counts(_, let names) = header, let last = columns.last {
            columns[columns.count - 1] = try last.renamingCategories(names, scan.inputs[0].text)
        }
        return try Table(columns)
    }

    /// Checks that roles name columns.
    ///
    /// - Throws: `DataError` naming key and file.
    func check(_ roles: TableRoles, _ table: Table) throws {
        let named =
            roles.targets.map { ("targets", $0) }
            + [("time", roles.time), ("event", roles.event), ("group", roles.group), ("order", roles.order)]
            .compactMap { key, name in name.map { (key, $0) } }
        for (key, name) in named where !table.columnNames.contains(name) {
            throw unknown(key, name, in: table.columnNames)
        }
    }

    private mutating func applyCard() throws {
        for (name, kind) in (card.columns ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let column = plans.firstIndex(where: { $0.name == name }) else {
                throw unknown("columns", name, in: plans.map(\.name))
            }
            plans[column].kind = kind
        }
        let targets = (card.targets ?? []) + self.targets + [TableRoles(card).event].compactMap { $0 }
        for column in plans.indices where targets.contains(plans[column].name) {
            plans[column].isTarget = true
        }
    }

    private func unknown(_ key: String, _ name: String, in names: [String]) -> DataError {
        DataError(
            "table.column",
            "\(files[0].path): the card's \(key) name the column \"\(name)\", which is not there.",
            fix: suggestion(for: name, in: names))
    }

    private func checkCounts() throws {
        guard scan.rowCount > 0 else {
            throw DataError(
                "table.header-only", "\(files[0].path) has a header and no rows.", fix: "Add rows of values.")
        }
        if let empty = scan.rowCounts.firstIndex(of: 0) {
            throw DataError(
                "table.header-only", "\(files[empty].path) has no rows.", fix: "Add rows of values.")
        }
        if case .counts(let stated, _) = header, stated != scan.rowCount {
            throw scan.inputs[0].text.problem(
                "count", line: 1, "\(scan.rowCount) rows follow, expected \(stated) as this line states",
                fix: "Get the whole file, or correct the number.")
        }
    }

    private static func input(
        _ text: TableText, _ rows: [PreviewRow], _ header: TableHeader, first: [PreviewRow]
    ) throws -> TableInput {
        if header == .none { return TableInput(text: text, position: text.start, line: 1) }
        guard let own = rows.first, let wanted = first.first, own.fields == wanted.fields else {
            throw text.problem(
                "names", line: rows.first?.line ?? 1, "the first row is not that of the other file",
                fix: "Give both files the same header.")
        }
        return TableInput(text: text, position: own.end.position, line: own.end.line)
    }

    private static func fieldCount(_ header: TableHeader, _ rows: [PreviewRow]) -> Int {
        switch header {
        case .names(let names): names.count
        case .namesAfterRowNames(let names): names.count + 1
        case .none: rows.first?.fields.count ?? 0
        case .counts: rows.count > 1 ? rows[1].fields.count : 0
        }
    }

    private static func plans(
        _ header: TableHeader, _ fieldCount: Int, _ text: TableText, _ rows: [PreviewRow],
        numbersRepeatedNames: Bool
    ) throws -> [ColumnPlan] {
        let names: [String] =
            switch header {
            case .names(let names): names
            case .namesAfterRowNames(let names): [""] + names
            case .none, .counts: [String](repeating: "", count: fieldCount)
            }
        var plans: [ColumnPlan] = []
        var places: [String: Int] = [:]
        for (column, own) in names.enumerated() {
            var name = own.isEmpty ? "column-\(column + 1)" : own
            if let before = places[name] {
                guard numbersRepeatedNames else {
                    throw text.problem(
                        "name-twice", line: rows[0].line,
                        "columns \(before + 1) and \(column + 1) have the name \"\(name)\"",
                        fix: "Give every column a name of its own.")
                }
                var number = 2
                while places["\(own)-\(number)"] != nil { number += 1 }
                name = "\(own)-\(number)"
            }
            places[name] = column
            var plan = ColumnPlan(name)
            if column == 0, own.isEmpty, names.count > 1, names.dropFirst().contains(where: { !$0.isEmpty }) {
                plan.kind = .ignore
            }
            plans.append(plan)
        }
        return plans
    }
}

extension Column {
    /// Turns class numbers from 0 into categories of given names.
    func renamingCategories(_ names: [String], _ text: TableText) throws -> Column {
        guard case .numbers(let values) = values else { return self }
        let codes = values.enumerated().map {
            Int32(isMissing($0.offset) ? -1 : min(max($0.element, -2), 1e6))
        }
        if let row = codes.firstIndex(where: { $0 >= Int32(names.count) || $0 < -1 }) {
            throw text.problem(
                "category", line: row + 2, column: name,
                "found \(values[row]), expected a class in 0..<\(names.count) as the first line names them",
                fix: "Number the classes from 0.")
        }
        return try Column(name, .categories(codes, names: names), isMissing: isMissing)
    }
}
