// Tables in every format.
import GimbalReports
import Testing

@Suite("Table")
struct TableTests {
    private let table = Table(
        columns: [.init("method"), .init("accuracy %", isNumeric: true), .init("note")],
        rows: [["gcn", "81.5 ± 0.4", ""], ["a_b", "9.1", "x, \"y\" | z"]])

    @Test("aligns numbers at the right, texts at the left, without trailing blanks")
    func text() {
        let expected = """
            method  accuracy %  note
            ------  ----------  -----------
            gcn     81.5 ± 0.4
            a_b            9.1  x, "y" | z

            """
        #expect(table.rendered(.text) == expected.replacing("-----------", with: "----------"))
    }

    @Test("escapes bars in Markdown")
    func markdown() {
        let expected = """
            | method | accuracy % | note |
            | --- | --: | --- |
            | gcn | 81.5 ± 0.4 |  |
            | a_b | 9.1 | x, "y" \\| z |

            """
        #expect(table.rendered(.markdown) == expected)
    }

    @Test("quotes fields with commas and quotes in CSV")
    func csv() {
        #expect(
            table.rendered(.csv) == "method,accuracy %,note\ngcn,81.5 ± 0.4,\na_b,9.1,\"x, \"\"y\"\" | z\"\n")
    }

    @Test("escapes what LaTeX would read as commands")
    func latex() {
        let text = table.rendered(.latex)
        #expect(
            text.hasPrefix("\\begin{tabular}{lrl}\n\\toprule\nmethod & accuracy \\% & note \\\\\n\\midrule\n")
        )
        #expect(text.contains("gcn & 81.5 $\\pm$ 0.4 &  \\\\\na\\_b & 9.1 &"))
        #expect(text.hasSuffix("\\bottomrule\n\\end{tabular}\n"))
    }

    @Test("fills short rows and drops columns that are empty everywhere")
    func emptyColumns() {
        let short = Table(columns: [.init("a"), .init("b")], rows: [["1"], ["2"]])
        #expect(short.rows == [["1", ""], ["2", ""]])
        #expect(short.withoutEmptyColumns() == Table(columns: [.init("a")], rows: [["1"], ["2"]]))
    }
}

@Suite("Report")
struct ReportTests {
    private let records = Table(columns: [.init("x")], rows: [["1"]])

    @Test("shows records in CSV only")
    func recordsOnlyInCSV() {
        let table = Table(columns: [.init("shown")], rows: [["yes"]])
        let report = Report([.heading("Title"), .table(table), .list([]), .records(records)])
        #expect(report.rendered(.text) == "Title\n\nshown\n-----\nyes\n")
        #expect(report.rendered(.csv) == "x\n1\n")
    }

    @Test("falls back to its first table in CSV")
    func fallback() {
        #expect(Report([.heading("Title"), .table(records)]).rendered(.csv) == "x\n1\n")
        #expect(Report([.heading("Title")]).rendered(.csv).isEmpty)
    }

    @Test("writes headings and lists in each dialect")
    func dialects() {
        let report = Report([.heading("A & B"), .list(["50 %"])])
        #expect(report.rendered(.markdown) == "## A & B\n\n- 50 %\n")
        #expect(report.rendered(.latex).contains("\\paragraph{A \\& B}"))
        #expect(report.rendered(.latex).contains("\\item 50 \\%"))
    }
}
