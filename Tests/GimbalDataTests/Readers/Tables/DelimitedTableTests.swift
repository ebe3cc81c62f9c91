// Delimited text: separators, quotes, headers, kinds of columns, missing values.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("DelimitedTable")
struct DelimitedTableTests {
    @Test("types columns: numbers, categories, dates, texts, and what is missing in each")
    func types() throws {
        let names = (0..<30).map { "person \($0)" }
        var text = "size,colour,day,name\n"
        for row in 0..<30 {
            text += "\(row).5,\(row % 2 == 0 ? "red" : "blue"),2024-05-\(row % 9 + 10),\(names[row])\n"
        }
        text += "NA,?,,-\n"
        let table = try TableSamples.read(text).table
        #expect(table.kinds == [.number, .category, .date, .text])
        #expect(table.rowCount == 31)
        #expect(table.columns.map(\.missingCount) == [1, 1, 1, 1])
        #expect(try table.numbers("size")?.prefix(3) == [0.5, 1.5, 2.5])
        #expect(try table.texts("colour").prefix(2) == ["red", "blue"])
        // 2024-05-10 is day 19853 after 1970-01-01.
        #expect(try table.numbers("day")?[0] == 19853 * 86400)
        #expect(try table.texts("name").suffix(2) == ["person 29", nil])
    }

    @Test(
        "reads every separator and every end of line",
        arguments: [",", ";", "\t", "|", " "], ["\n", "\r\n", "\r"])
    func separators(separator: String, end: String) throws {
        let rows = [["a", "b", "c"], ["1", "x", "2.5"], ["-3", "y", "1e3"], ["4", "x", "0"]]
        let text = rows.map { $0.joined(separator: separator) }.joined(separator: end)
        for closing in ["", end, end + end] {
            let table = try TableSamples.read(text + closing).table
            #expect(table.columnNames == ["a", "b", "c"])
            #expect(try table.numbers("a") == [1, -3, 4])
            #expect(try table.numbers("c") == [2.5, 1000, 0])
            #expect(try table.texts("b") == ["x", "y", "x"])
        }
    }

    @Test("reads quotes, doubled quotes, separators and line ends in quotes, and a byte order mark")
    func quotes() throws {
        let text = "\u{FEFF}name,note\r\n\"a \"\"b\"\"\",\"x,y\r\nz\"\r\n  c  ,  \"d\"  \r\n\r\ne,\"\"\r\n"
        let table = try TableSamples.read(text) { $0.columns = ["name": .text, "note": .text] }.table
        #expect(try table.texts("name") == ["a \"b\"", "c", "e"])
        #expect(try table.texts("note") == ["x,y\r\nz", "d", nil])
    }

    @Test("finds out whether the first row names the columns")
    func headers() throws {
        #expect(try TableSamples.read("1,2\n3,4\n").table.columnNames == ["column-1", "column-2"])
        #expect(try TableSamples.read("x,y\nx,n\ny,n\n").table.rowCount == 3)
        #expect(try TableSamples.read("k,v\nx,n\ny,n\n").table.columnNames == ["k", "v"])
        #expect(try TableSamples.read("k,v\nx,n\ny,n\n") { $0.header = false }.table.rowCount == 3)
        #expect(try TableSamples.read("1,2\n3,4\n") { $0.header = true }.table.columnNames == ["1", "2"])
        // R's write.table leaves out the name of the row names; write.csv and pandas leave it empty.
        let short = try TableSamples.read("a\tb\n1\t5\t6\n2\t7\t8\n").table
        #expect(short.columnNames == ["a", "b"])
        #expect(try short.numbers("a") == [5, 7])
        let unnamed = "\"\",\"a\"\n\"1\",5\n\"2\",6\n"
        #expect(try TableSamples.read(unnamed).table.columnNames == ["a"])
        let asked = try TableSamples.read(unnamed) { $0.columns = ["column-1": .number] }.table
        #expect(asked.columnNames == ["column-1", "a"])
    }

    @Test("reads a first line of counts and class names")
    func counts() throws {
        let dataSet = try TableSamples.read("3,2,cat,dog\n1,2,0\n3,4,1\n5,6,0\n")
        #expect(dataSet.roles.targets == ["column-3"])
        #expect(try dataSet.labels().classes == [0, 1, 0])
        #expect(try dataSet.labels().classNames == ["cat", "dog"])
    }

    @Test("reads numbers to the nearest double, as the standard library does")
    func exactNumbers() throws {
        var stream = WeylSequence()
        var texts = [
            "0", "-0", "1", "+2.5", ".28", "7.", "1e22", "1e23", "9007199254740993", "1.7976931348623157e308",
            "4.9e-324", "2.2250738585072011e-308", "0.1234567890123456789", "123456789012345678901234567890",
            "1e400", "-1e-400", "9.5E+3", "0.30000000000000004", "5e-1", "8.41e21", "00012",
        ]
        for _ in 0..<3000 {
            let digits = (0..<(1 + Int(stream.next() % 20))).map { _ in String(stream.next() % 10) }.joined()
            let place = Int(stream.next() % UInt64(digits.count + 1))
            let cut = digits.index(digits.startIndex, offsetBy: place)
            let mark = place == digits.count ? "" : "."
            let exponent = stream.next() % 4 == 0 ? "e\(Int(stream.next() % 60) - 30)" : ""
            texts.append(
                "\(stream.next() % 2 == 0 ? "-" : "")\(digits[..<cut])\(mark)\(digits[cut...])\(exponent)")
        }
        let table = try TableSamples.read("n\n" + texts.joined(separator: "\n")) {
            $0.columns = ["n": .number]
        }.table
        let values = try #require(try table.numbers("n"))
        let wrong = zip(texts, values).filter { text, value in
            let plain =
                text.hasPrefix(".") ? "0" + text : text.hasPrefix("-.") ? "-0" + text.dropFirst() : text
            return Double(plain)?.bitPattern != value.bitPattern
        }
        #expect(values.count == texts.count)
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("keeps nan and inf for the validation, and whole numbers beyond a double's digits as texts")
    func specials() throws {
        let table = try TableSamples.read("a,b\n1,12345678901234567890\nnan,12345678901234567891\n-inf,3\n")
            .table
        let values = try #require(try table.numbers("a"))
        #expect(values[1].isNaN)
        #expect(values[2] == -.infinity)
        #expect(table.columns.map(\.missingCount) == [0, 0])
        #expect(try table.texts("b")[0] == "12345678901234567890")
    }

    @Test("takes a comma for the decimal mark only between semicolons, and only if it cannot mark thousands")
    func decimalComma() throws {
        let table = try TableSamples.read("a;b;c\n1,5;1,234;7\n-2,25;5,678;8\n").table
        #expect(try table.numbers("a") == [1.5, -2.25])
        #expect(table.kinds == [.number, .category, .number])
        let told = try TableSamples.read("a;b\n1,5;1,234\n2,5;5,678\n") { $0.columns = ["b": .number] }.table
        #expect(try told.numbers("b") == [1.234, 5.678])
    }

    @Test(
        "reads dates as people write them",
        arguments: [
            ("2024-02-29", 1_709_164_800.0), ("2024/02/29", 1_709_164_800), ("29.2.2024", 1_709_164_800),
            ("2/29/2024", 1_709_164_800), ("29/2/2024", 1_709_164_800),
            ("2024-02-29T13:45", 1_709_214_300), ("2024-02-29 13:45:10.5", 1_709_214_310.5),
            ("2024-02-29T13:45:10+02:00", 1_709_207_110), ("2024-02-29T13:45:10Z", 1_709_214_310),
            ("1969-12-31", -86400), ("1900-03-01", -2_203_891_200),
        ])
    func dates(text: String, seconds: Double) throws {
        let table = try TableSamples.read("d,k\n\(text),x\n\(text),y\n").table
        #expect(table.kinds[0] == .date)
        #expect(try table.numbers("d") == [seconds, seconds])
    }

    @Test("takes no date where day and month cannot be told apart, and none that does not exist")
    func noDates() throws {
        #expect(try TableSamples.read("d,k\n1/2/2024,x\n3/4/2024,y\n").table.kinds[0] == .category)
        #expect(try TableSamples.read("d,k\n2023-02-29,x\n2023-01-01,y\n").table.kinds[0] == .category)
    }

    @Test("takes the card's word for kinds, missing texts and separators")
    func cards() throws {
        let text = "a;b;c\n1;-999;x\n2;5;none\n"
        let table = try TableSamples.read(text) {
            $0.columns = ["a": .category, "c": .text]
            $0.missingTexts = ["-999", "none"]
            $0.delimiter = ";"
            $0.targets = ["a"]
        }
        #expect(table.table.kinds == [.category, .number, .text])
        #expect(table.table.columns.map(\.missingCount) == [0, 1, 1])
        #expect(try table.labels().classNames == ["1", "2"])
        let less = try TableSamples.read(text) { $0.columns = ["b": .ignore] }.table
        #expect(less.columnNames == ["a", "c"])
    }

    @Test("reads many rows in blocks as it reads few")
    func blocks() throws {
        let count = 40_000
        let lines = (0..<count).map { "\($0),c\($0 % 37),text \($0),\($0 % 5 == 0 ? "" : "1.5")" }
        let table = try TableSamples.read("n,c,t,m\n" + lines.joined(separator: "\n")).table
        #expect(table.rowCount == count)
        #expect(try table.numbers("n") == (0..<count).map(Double.init))
        #expect(try table.column("c").valueCounts().count == 37)
        let names = try table.texts("c")
        #expect(names.indices.allSatisfy { names[$0] == "c\($0 % 37)" })
        let texts = try table.texts("t")
        #expect(texts.indices.allSatisfy { texts[$0] == "text \($0)" })
        #expect(try table.column("m").missingCount == count / 5)
    }

    @Test("finds a text late in a column of numbers, and reads the column as categories")
    func lateText() throws {
        let count = 20_000
        let lines = (0..<count).map { "\($0 % 3),\($0 == count - 1 ? "unknown" : "\($0 % 4)")" }
        let table = try TableSamples.read("a,b\n" + lines.joined(separator: "\n")).table
        #expect(table.kinds == [.number, .category])
        #expect(try table.column("b").valueCounts().map(\.value).sorted() == ["0", "1", "2", "3", "unknown"])
    }

    @Test("joins two files as they are split")
    func trainTest() throws {
        try Samples.withFolder([:], base: ["a.txt": "1,x\n2,y\n3,x\n", "b.txt": "4,y\n5,z\n"]) { folder in
            var card = DataCard(format: "table")
            card.files = ["train": "a.txt", "test": "b.txt"]
            card.targets = ["column-2"]
            card.header = false
            let dataSet = try DelimitedTable.read(DataSource(folder, card: card))
            #expect(dataSet.publicSplit?.train == [0, 1, 2])
            #expect(dataSet.publicSplit?.test == [3, 4])
            #expect(try dataSet.labels().classNames == ["x", "y", "z"])
            #expect(dataSet.provenance.files == ["a.txt", "b.txt"])
        }
    }

    @Test("proposes a card with which the file is read the same")
    func proposal() throws {
        try Samples.withFolder([:], base: ["a.csv": "size;class\n1,5;x\n2,5;y\n3,5;x\n;y\n"]) { folder in
            let url = folder.appendingPathComponent("a.csv")
            let card = try DelimitedTable.proposal(DataSource(url, card: DataCard(format: "table")))
            #expect(card.delimiter == ";")
            #expect(card.header == true)
            #expect(card.targets == ["class"])
            #expect(card.columns == ["size": .number, "class": .category])
            #expect(card.missing == .impute)
            let again = try DelimitedTable.read(DataSource(url, card: card))
            #expect(try again.table.numbers("size") == [1.5, 2.5, 3.5, 0])
        }
    }
}

/// Numbers without pattern, the same in every run.
private struct WeylSequence {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 27)
    }
}
