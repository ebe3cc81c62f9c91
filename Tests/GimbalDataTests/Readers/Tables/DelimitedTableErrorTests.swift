// Malformed tables: each has its own answer.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("DelimitedTable errors")
struct DelimitedTableErrorTests {
    private typealias Case = (
        bytes: Data, change: @Sendable (inout DataCard) -> Void, code: String, hint: String
    )

    private static func text(
        _ text: String, _ code: String, _ hint: String,
        _ change: @escaping @Sendable (inout DataCard) -> Void = { _ in }
    ) -> Case { (Data(text.utf8), change, code, hint) }

    private static let malformed: [Case] = [
        text("a,b\n1,2\n3\n", "table.ragged", "line 3: 1 field, expected 2"),
        text("a,b\n1,2\n3,4,5\n", "table.ragged", "line 3: 3 fields, expected 2"),
        text("a,b\n\n1,2\r\n\n3,4,5\n", "table.ragged", "line 5: 3 fields"),
        text("a,b\n\"x\ny\",2\n3\n", "table.ragged", "line 4: 1 field"),
        text("a,b\n1,\"2\n3,4\n", "table.quote", "line 2: a quote is opened here and never closed"),
        text("a,b\n1,\"2\" x\n", "table.quote", "line 2: text follows a closing quote"),
        text("a,b\n1,\"2\"x\n", "table.quote", "text follows a closing quote"),
        text("", "table.empty", "is empty: 0 bytes"),
        text("\n  \n\n", "table.empty", "is empty: 5 bytes"),
        text("a,b\n", "table.header-only", "a header and no rows"),
        text("a,b,a\n1,2,3\n", "table.name-twice", "columns 1 and 3 have the name \"a\""),
        text("a,b\n1,2\nx,4\n", "table.number", "line 3, column \"a\": found \"x\", expected a number") {
            $0.columns = ["a": .number]
        },
        text("a,b\n1,2\n1.2.3,4\n", "table.number", "found \"1.2.3\"") { $0.columns = ["a": .number] },
        text("a,b\n2024-01-01,2\n2024-13-01,4\n", "table.date", "line 3, column \"a\": found \"2024-13-01\"")
        {
            $0.columns = ["a": .date]
        },
        text("a,b\n1/2/2024,2\n3/4/2024,4\n", "table.date-order", "whether the day or the month") {
            $0.columns = ["a": .date]
        },
        text("age,b\n1,2\n", "table.column", "columns name the column \"aeg\"") {
            $0.columns = ["aeg": .number]
        },
        text("age,b\n1,2\n", "table.column", "targets name the column \"aeg\"") { $0.targets = ["aeg"] },
        text("age,b\n1,2\n", "table.column", "group name the column \"grp\"") { $0.group = "grp" },
        text("a,b\n1,2\n", "table.delimiter", "\"--\" separates no fields") { $0.delimiter = "--" },
        text("a,b\n1,2\n", "table.files", "a file \"trian\"") { $0.files = ["trian": "x", "test": "y"] },
        text("a,b\n1,2\n", "table.files", "names one of the files") { $0.files = ["train": "x"] },
        text("a,b\n1,2\n", "file.missing", "other.csv does not exist") {
            $0.files = ["train": "sample.csv", "test": "other.csv"]
        },
        text("a,b\n1,2\n,4\n", "table.missing", "row 2, column \"a\"") { $0.missing = .error },
        text("a,b\n1,\n,4\n", "table.missing", "none is left") { $0.missing = .drop },
        text("3,2,cat,dog\n1,2,0\n3,4,1\n", "table.count", "2 rows follow, expected 3"),
        text("2,2,cat,dog\n1,2,0\n3,4,2\n", "table.category", "line 3, column \"column-3\": found 2.0"),
        (Data([0xFF, 0xFE, 0x61, 0, 0x2C, 0]), { _ in }, "table.utf16", "is UTF-16 text"),
        (Data([0x61, 0x2C, 0x00, 0x0A]), { _ in }, "table.binary", "zero bytes"),
        (Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1]), { _ in }, "table.spreadsheet", "is a spreadsheet"),
        (
            Data("a,b\n1,2\nM".utf8) + Data([0xFC]) + Data("ller,4\n".utf8), { _ in }, "table.encoding",
            "line 3: byte 0xfc"
        ),
        (Data([0x50, 0x4B, 0x03, 0x04, 9, 9]), { _ in }, "zip.open", "no readable zip archive"),
        (Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]), { _ in }, "gzip.truncated", "end after 0 bytes"),
    ]

    @Test("names place, finding and expectation", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) {
            try TableSamples.read(wanted.bytes, card: wanted.change)
        }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("suggests the nearest column")
    func suggests() throws {
        let error = #expect(throws: DataError.self) {
            try TableSamples.read("age,b\n1,2\n") { $0.targets = ["aeg"] }
        }
        #expect(error?.fix == "Did you mean \"age\"?")
    }

    @Test("refuses two files with different headers")
    func headers() throws {
        try Samples.withFolder([:], base: ["a.csv": "x,y\n1,2\n", "b.csv": "x,z\n1,2\n"]) { folder in
            var card = DataCard(format: "table")
            card.files = ["train": "a.csv", "test": "b.csv"]
            let error = #expect(throws: DataError.self) {
                try DelimitedTable.read(DataSource(folder, card: card))
            }
            #expect(error?.code == "data.table.names")
        }
    }
}
