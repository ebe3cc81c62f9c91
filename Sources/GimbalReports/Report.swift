// A report: headings, sentences and tables in order.

/// A document of a few blocks that can be written in every format.
public struct Report: Sendable, Equatable {
    /// A part of a report.
    public enum Block: Sendable, Equatable {
        /// The title of what follows.
        case heading(String)
        /// Sentences.
        case paragraph(String)
        /// One sentence per item.
        case list([String])
        /// A table.
        case table(Table)
        /// A table with plain numbers that stands for the whole report in CSV, and nowhere else.
        case records(Table)
    }

    /// The parts in order.
    public let blocks: [Block]

    /// Describes a report.
    public init(_ blocks: [Block]) { self.blocks = blocks }

    /// Returns the report in a format; in CSV only its records, or its first table if there are none.
    public func rendered(_ format: ReportFormat) -> String {
        switch format {
        case .csv: records()?.rendered(.csv) ?? ""
        case .latex: latexPreamble + joined(.latex)
        case .text, .markdown: joined(format)
        }
    }

    private var latexPreamble: String { "% needs \\usepackage{booktabs}\n" }

    private func records() -> Table? {
        for case .records(let table) in blocks { return table }
        for case .table(let table) in blocks { return table }
        return nil
    }

    private func joined(_ format: ReportFormat) -> String {
        blocks.map { written($0, format) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func written(_ block: Block, _ format: ReportFormat) -> String {
        switch block {
        case .records: ""
        case .table(let table): table.rendered(format)
        case .heading(let text): heading(text, format)
        case .paragraph(let text): paragraph(text, format)
        case .list(let items): list(items, format)
        }
    }

    private func heading(_ text: String, _ format: ReportFormat) -> String {
        switch format {
        case .markdown: "## \(text)\n"
        case .latex: "\\paragraph{\(latexEscaped(text))}\n"
        case .text, .csv: "\(text)\n"
        }
    }

    private func paragraph(_ text: String, _ format: ReportFormat) -> String {
        format == .latex ? latexEscaped(text) + "\n" : text + "\n"
    }

    private func list(_ items: [String], _ format: ReportFormat) -> String {
        guard !items.isEmpty else { return "" }
        switch format {
        case .latex:
            let lines = items.map { "\\item \(latexEscaped($0))\n" }.joined()
            return "\\begin{itemize}\n\(lines)\\end{itemize}\n"
        case .text, .markdown, .csv: return items.map { "- \($0)\n" }.joined()
        }
    }
}
