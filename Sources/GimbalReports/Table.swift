// Tables as values, written as text, Markdown, CSV or LaTeX.
import Foundation

/// How a report is written.
public enum ReportFormat: String, Sendable, Codable, CaseIterable {
    /// Aligned columns for a terminal or a plain file.
    case text
    /// GitHub's dialect.
    case markdown
    /// Plain numbers for programs, RFC 4180.
    case csv
    /// `tabular` environments that need the package booktabs.
    case latex
}

/// Rows of texts under titled columns.
public struct Table: Sendable, Equatable {
    /// A column's title and whether its cells line up at the right.
    public struct Column: Sendable, Equatable {
        /// Heading.
        public let title: String
        /// Whether cells are numbers, which line up at the right.
        public let isNumeric: Bool

        /// Describes a column.
        public init(_ title: String, isNumeric: Bool = false) {
            self.title = title
            self.isNumeric = isNumeric
        }
    }

    /// The columns.
    public let columns: [Column]
    /// Cells, one array per row; missing cells at the end are empty.
    public let rows: [[String]]

    /// Describes a table.
    public init(columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows.map { row in row + Array(repeating: "", count: max(0, columns.count - row.count)) }
    }

    /// Returns the table without the columns that are empty in every row.
    public func withoutEmptyColumns() -> Table {
        let kept = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        return Table(columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
    }

    /// Returns the table in a format; ends with a line break.
    public func rendered(_ format: ReportFormat) -> String {
        switch format {
        case .text: text()
        case .markdown: markdown()
        case .csv: csv()
        case .latex: latex()
        }
    }
}

extension Table {
    private var titles: [String] { columns.map(\.title) }

    private func text() -> String {
        let all = [titles] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            let cells = columns.indices.map { padded(row[$0], to: widths[$0], right: columns[$0].isNumeric) }
            return trimmedEnd(cells.joined(separator: "  "))
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([lines[0], rule] + lines.dropFirst()).map { $0 + "\n" }.joined()
    }

    private func markdown() -> String {
        let marks = columns.map { $0.isNumeric ? "--:" : "---" }
        let lines = [titles.map(markdownEscaped), marks] + rows.map { $0.map(markdownEscaped) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private func csv() -> String {
        ([titles] + rows).map { $0.map(csvEscaped).joined(separator: ",") + "\n" }.joined()
    }

    private func latex() -> String {
        let alignment = columns.map { $0.isNumeric ? "r" : "l" }.joined()
        let lines = ([titles] + rows).map { $0.map(latexEscaped).joined(separator: " & ") + " \\\\\n" }
        return "\\begin{tabular}{\(alignment)}\n\\toprule\n\(lines[0])\\midrule\n"
            + lines.dropFirst().joined() + "\\bottomrule\n\\end{tabular}\n"
    }
}

private func padded(_ text: String, to width: Int, right: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
}

private func trimmedEnd(_ text: String) -> String {
    var result = Substring(text)
    while result.last == " " { result = result.dropLast() }
    return String(result)
}

func markdownEscaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
}

/// Quotes a field where RFC 4180 asks for it.
public func csvEscaped(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
}

func latexEscaped(_ text: String) -> String {
    text.map { character in
        switch character {
        case "\\": "\\textbackslash{}"
        case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
        case "~": "\\textasciitilde{}"
        case "^": "\\textasciicircum{}"
        case "±": "$\\pm$"
        case "<", ">": "$\(character)$"
        case "≥": "$\\geq$"
        case "≤": "$\\leq$"
        case "–", "−": "--"
        default: String(character)
        }
    }.joined()
}
