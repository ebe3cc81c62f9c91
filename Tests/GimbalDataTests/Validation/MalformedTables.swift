// Malformed tables and cards.
import Foundation

extension MalformedFile {
    private static func rows(_ header: String, _ count: Int, _ row: (Int) -> String) -> String {
        ([header] + (0..<count).map(row)).joined(separator: "\n") + "\n"
    }

    static let delimited: [MalformedFile] = [
        .init(
            "a row is too short", "t.csv", text: "a,b\n1,2\n3\n", "table.ragged",
            "line 3: 1 field, expected 2"),
        .init(
            "a row is too long", "t.tsv", text: "a\tb\n1\t2\n3\t4\t5\n", "table.ragged",
            "line 3: 3 fields, expected 2"),
        .init("a quote stays open", "t.csv", text: "a,b\n1,\"2\n3,4\n", "table.quote", "line 2"),
        .init("text follows a quote", "t.csv", text: "a,b\n1,2\n1,\"2\" x\n", "table.quote", "line 3"),
        .init("an empty table", "t.csv", Data(), "table.empty", "t.csv is empty"),
        .init("blank lines only", "t.csv", text: "\n  \n\n", "table.empty", "5 bytes"),
        .init("a header without rows", "t.csv", text: "a,b\n", "table.header-only", "t.csv"),
        .init(
            "two columns of one name", "t.csv", text: "a,b,a\n1,2,3\n", "table.name-twice", "columns 1 and 3"),
        .init("UTF-16", "t.csv", Data([0xFF, 0xFE, 0x61, 0, 0x2C, 0]), "table.utf16", "t.csv"),
        .init("bytes that no text has", "t.csv", Data([0x61, 0x2C, 0, 0x0A]), "table.binary", "t.csv"),
        .init(
            "a spreadsheet called .csv", "t.csv", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1]), "table.spreadsheet",
            "t.csv"),
        .init(
            "a Latin-1 letter", "t.csv", Data("a,b\n1,2\nM".utf8) + Data([0xFC]) + Data("ller,4\n".utf8),
            "table.encoding", "line 3"),
        .init("a broken archive", "t.csv.zip", Data([0x50, 0x4B, 3, 4, 9, 9]), "zip.open", "t.csv.zip"),
        .init(
            "a cut gzip file", "t.csv.gz", Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB]), "gzip.truncated",
            "t.csv.gz"),
        .init(
            "a gzip file with a wrong byte", "t.csv.gz",
            Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 9]),
            "gzip.damaged", "t.csv.gz"),
        .init(
            "a number that is none", "t.csv",
            text: rows("a,b", 40) { "\($0 == 6 ? "nan" : "0.\($0)1"),\($0 % 7).5" },
            "check.nan", "column \"a\", row 7"),
        .init(
            "an infinite number", "t.csv",
            text: rows("a,b", 40) { "\($0 % 7).5,\($0 == 8 ? "inf" : "0.\($0)1")" },
            "check.infinite", "column \"b\", row 9"),
    ]

    static let carded: [MalformedFile] = [
        .init(
            "one class only", table: rows("x,kind", 40) { "0.\($0)1,red" },
            card: "targets: [kind]\ncolumns: {kind: category}\n",
            "check.single-class", "column \"kind\""),
        .init(
            "the target under another name",
            table: rows("x,kind,code", 80) { "0.\($0)1,\($0 % 2 == 0 ? "a,u" : "b,v")" },
            card: "targets: [kind]\n", "check.copy-of-target", "column \"code\""),
        .init(
            "a target without values", table: rows("x,y", 40) { "0.\($0)1," },
            card: "targets: [y]\ncolumns: {y: number}\n",
            "check.empty-column", "column \"y\""),
        .init(
            "a target that never changes", table: rows("x,y", 40) { "0.\($0)1,4" },
            card: "targets: [y]\ncolumns: {y: number}\n",
            "check.constant", "column \"y\""),
        .init(
            "a target that is not there", table: "age,b\n1,2\n", card: "targets: [aeg]\n", "table.column",
            "\"aeg\""),
        .init(
            "a cell without a value", table: "a,b\n1,2\n,4\n", card: "missing: error\n", "table.missing",
            "row 2, column \"a\""),
        .init(
            "no row without gaps", table: "a,b\n1,\n,4\n", card: "missing: drop\n", "table.missing",
            "none is left"),
        .init(
            "a text among numbers", table: "a,b\n1,2\nx,4\n", card: "columns: {a: number}\n", "table.number",
            "line 3, column \"a\": found \"x\""),
        .init(
            "a month too many", table: "a,b\n2024-01-01,2\n2024-13-01,4\n", card: "columns: {a: date}\n",
            "table.date",
            "line 3, column \"a\""),
        .init(
            "a day or a month", table: "a,b\n1/2/2024,2\n3/4/2024,4\n", card: "columns: {a: date}\n",
            "table.date-order",
            "column \"a\""),
        .init(
            "a separator of two letters", table: "a,b\n1,2\n", card: "delimiter: \"--\"\n", "table.delimiter",
            "\"--\""),
        .init(
            "a test file that is not there", table: "a,b\n1,2\n",
            card: "files: {train: t.csv, test: u.csv}\n",
            "file.missing", "u.csv does not exist"),
        .init(
            "a negative time", table: rows("x,t,e", 30) { "0.\($0)1,\($0 == 3 ? -1 : $0 + 1),\($0 % 2)" },
            card: "time: t\nevent: e\n", "survival.time", "row 4"),
        .init(
            "no event at all", table: rows("x,t,e", 30) { "0.\($0)1,\($0 + 1),0" },
            card: "time: t\nevent: e\n",
            "survival.censored", "all 30"),
        .init(
            "three kinds of events", table: rows("x,t,e", 30) { "0.\($0)1,\($0 + 1),\($0 % 3)" },
            card: "time: t\nevent: e\n",
            "survival.event", "row 3"),
        .init("an empty card", folder: ["data.yaml": ""], "card.empty", "data.yaml is empty"),
        .init(
            "a card that is no YAML", folder: ["data.yaml": "format: [unclosed\n"], "card.yaml",
            "no valid YAML"),
        .init("a card of plain text", folder: ["data.yaml": "just text"], "card.yaml", "keys and values"),
        .init(
            "an unknown key", folder: ["data.yaml": "format: table\nnmae: b\n"], "card.key",
            "line 2: the key \"nmae\""),
        .init("no format", folder: ["data.yaml": "name: a\n"], "card.value", "\"format\" is missing"),
        .init(
            "a value of the wrong form", folder: ["data.yaml": "format: table\nheader: perhaps\n"],
            "card.value", "\"header\""),
        .init("an unknown format", folder: ["data.yaml": "format: tabel\n"], "format.unknown", "\"tabel\""),
        .init(
            "no file named", folder: ["data.yaml": "format: planetoid\n"], "card.file",
            "planetoid needs the key"),
    ]

    private static let arff = "@relation s\n@attribute a real\n@attribute b {x,y}\n@data\n"
    private static let keel = """
        @relation k
        @attribute A real [0.0, 1.0]
        @attribute B integer [1, 9]
        @attribute C {u, v}
        @inputs A, B
        @outputs C
        @data

        """

    static let attributed: [MalformedFile] = [
        .init(
            "no @data", "a.arff", text: "@relation s\n@attribute a numeric\n", "arff.no-data",
            "ends without @data"),
        .init(
            "an unknown keyword", "a.arff", text: "@relation s\n@atribute a numeric\n@data\n", "arff.keyword",
            "line 2"),
        .init(
            "an unknown type", "a.arff", text: "@relation s\n@attribute a nummeric\n@data\n1\n", "arff.type",
            "\"nummeric\""),
        .init(
            "categories without an end", "a.arff", text: "@relation s\n@attribute a {x, y\n@data\nx\n",
            "arff.categories", "line 2"),
        .init("no rows", "a.arff", text: arff, "arff.no-rows", "a.arff"),
        .init(
            "an undeclared category", "a.arff", text: arff + "1,x\n2,z\n", "table.category",
            "line 6, column \"b\": found \"z\""),
        .init(
            "a cell given twice", "a.arff", text: arff + "1,x\n{0 1, 0 2}\n", "arff.sparse-twice", "line 6"),
        .init(
            "a cell of no column", "a.arff", text: arff + "{0 1, 5 x}\n", "arff.sparse-column",
            "line 5: the row names column 5"),
        .init(
            "a number out of its range", "k.dat", text: keel + "0.5,3,u\n1.5,3,v\n", "table.range",
            "line 9, column \"A\""),
        .init(
            "an output that is no column", "k.dat",
            text: keel.replacingOccurrences(of: "@outputs C", with: "@outputs D") + "0.5,3,u\n",
            "keel.column", "\"D\""),
        .init(
            "a range upside down", "k.dat",
            text: keel.replacingOccurrences(of: "[1, 9]", with: "[9, 1]") + "0.5,3,u\n",
            "keel.bounds", "line 3"),
        .init("no rows after the header", "k.dat", text: keel, "keel.no-rows", "k.dat"),
        .init(
            "features and labels of different lengths",
            folder: ["cleaned_features_final.csv": "age\n50\n60\n", "label.csv": "event_time,label\n3,1\n"],
            "deephit.rows",
            "label.csv"),
    ]
}
