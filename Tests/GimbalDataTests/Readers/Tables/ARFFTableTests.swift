// ARFF and KEEL files: what is read, and every malformed file that was thought of.
import Foundation
import GimbalCore
import GimbalData
import Testing

@Suite("ARFFTable")
struct ARFFTableTests {
    private static let head = """
        % comment
        @RELATION 'a set'

        @Attribute size NUMERIC
        @attribute 'a kind' {red, 'dark blue', it\\'s}
        @attribute note string
        @attribute day date "yyyy-MM-dd"
        @attribute class {no,yes}
        @data

        """

    @Test("reads types, quotes, escapes, comments and missing values")
    func reads() throws {
        let rows =
            "% first\n1.5, red , 'a, \\'b\\'', 2024-02-29, yes\n\n?,'dark blue',\"x\",?,no\n2,it\\'s,?,'2024-03-01',?\n"
        let dataSet = try TableSamples.read(Self.head + rows, as: ARFFTable.self, file: "a.arff")
        let table = dataSet.table
        #expect(table.kinds == [.number, .category, .text, .date, .category])
        #expect(try table.texts("a kind") == ["red", "dark blue", "it's"])
        #expect(try table.texts("note") == ["a, 'b'", "x", nil])
        #expect(try table.numbers("day")?[0] == 1_709_164_800)
        #expect(table.columns.map(\.missingCount) == [1, 0, 1, 1, 1])
        #expect(dataSet.roles.targets == ["class"])
        #expect(try dataSet.labels().classes == [1, 0, nil])
    }

    @Test("reads sparse rows and weights")
    func sparse() throws {
        let head = "@relation s\n@attribute a {x,y}\n@attribute b numeric\n@attribute c real\n@data\n"
        let table = try TableSamples.read(
            head + "{1 5, 2 -1.5}\n{0 y}\n{}\n% c\nx,1,2, {3}\n{0 'y', 2 7}, {0.5}\n", as: ARFFTable.self
        ).table
        #expect(try table.texts("a") == ["x", "y", "x", "x", "y"])
        #expect(try table.numbers("b") == [5, 0, 0, 1, 0])
        #expect(try table.numbers("c") == [-1.5, 0, 0, 2, 7])
        #expect(try table.numbers("instance-weight") == [1, 1, 1, 3, 0.5])
    }

    @Test("takes the card's word over the head")
    func cards() throws {
        let text = "@relation s\n@attribute e {0,1}\n@attribute t numeric\n@data\n0,5\n1,6\n"
        let dataSet = try TableSamples.read(text, as: ARFFTable.self) {
            $0.columns = ["e": .number]
            $0.time = "t"
            $0.event = "e"
        }
        #expect(dataSet.table.kinds == [.number, .number])
        #expect(try dataSet.survivalTarget().events == [false, true])
    }

    private static let keel =
        "@relation k\n@attribute A real[0.0,1.0]\n@attribute B integer [1, 9]\n"
        + "@attribute C{u, v}\n@inputs A, B\n@outputs C\n@data\n"

    @Test("reads a KEEL file")
    func readsKEEL() throws {
        let dataSet = try TableSamples.read(
            Self.keel + "0.5, 3, u\n<null>,9,v\n", as: KEELTable.self, file: "k.dat")
        #expect(dataSet.roles.targets == ["C"])
        #expect(dataSet.featureColumns.map(\.name) == ["A", "B"])
        #expect(try dataSet.table.numbers("B") == [3, 9])
        #expect(dataSet.table.columns.map(\.missingCount) == [1, 0, 0])
        let plain = try TableSamples.read("1,2,x\n3,4,y\n", as: KEELTable.self, file: "p.dat")
        #expect(plain.roles.targets == ["column-3"])
        #expect(plain.table.rowCount == 2)
    }

    private static let small = "@relation s\n@attribute a numeric\n@attribute b {x,y}\n@data\n"

    private static let malformed: [(text: String, code: String, hint: String)] = [
        ("@relation s\n@attribute a numeric\n", "arff.no-data", "ends without @data"),
        ("@relation s\n@data\n1\n", "arff.no-attributes", "line 3: no @attribute"),
        (
            "@relation s\n@atribute a numeric\n@data\n", "arff.keyword",
            "line 2: the keyword \"@atribute\" is unknown"
        ),
        ("@relation s\n1,2\n@data\n", "arff.header", "line 2: found \"1,2\""),
        ("@relation s\n@attribute a nummeric\n@data\n1\n", "arff.type", "has the type \"nummeric\""),
        ("@relation s\n@attribute a relational\n@data\n1\n", "arff.relational", "a table in a cell"),
        ("@relation s\n@attribute a {x, y\n@data\nx\n", "arff.categories", "line 2: the categories of \"a\""),
        ("@relation s\n@attribute a {}\n@data\nx\n", "arff.categories", "are none"),
        ("@relation s\n@attribute a {x,y,x}\n@data\nx\n", "arff.category-twice", "\"x\" twice"),
        ("@relation s\n@attribute\n@data\nx\n", "arff.attribute", "line 2: the attribute has no name"),
        ("@relation s\n@attribute a real\n@attribute a real\n@data\n1,2\n", "arff.name-twice", "line 3"),
        (small, "arff.no-rows", "no rows follow @data"),
        (small + "1,x\n2\n", "table.ragged", "line 6: 1 field, expected 2"),
        (small + "1,x\n2,z\n", "table.category", "line 6, column \"b\": found \"z\""),
        (small + "1,x\nq,y\n", "table.number", "line 6, column \"a\": found \"q\""),
        (small + "1,'x\n", "table.quote", "line 5: a quote is opened"),
        (small + "{0 1, 5 x}\n", "arff.sparse-column", "line 5: the row names column 5, expected 0..<2"),
        (small + "1,x\n{0 1, 0 2}\n", "arff.sparse-twice", "line 6: the row names column 0 twice"),
        (small + "{0 1, 1 x\n", "arff.sparse", "line 5: the sparse row is not closed"),
        (small + "{0}\n", "arff.sparse", "line 5"),
    ]

    @Test("names line, finding and expectation", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try TableSamples.read(wanted.text, as: ARFFTable.self) }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let malformedKEEL: [(text: String, code: String, hint: String)] = [
        (keel + "0.5,3,u\n1.5,3,v\n", "table.range", "line 9, column \"A\": found 1.5, expected 0.0 to 1.0"),
        (keel + "0.5,x,u\n", "table.number", "line 8, column \"B\""),
        (keel + "0.5,3,w\n", "table.category", "line 8, column \"C\": found \"w\""),
        (keel.replacing("@outputs C", with: "@outputs D") + "0.5,3,u\n", "keel.column", "name \"D\""),
        (
            keel.replacing("[1, 9]", with: "[9, 1]") + "0.5,3,u\n", "keel.bounds",
            "line 3: the range [9, 1] of \"B\""
        ),
        (keel, "keel.no-rows", "no rows follow"),
    ]

    @Test("refuses malformed KEEL files", arguments: malformedKEEL.indices)
    func refusesKEEL(index: Int) throws {
        let wanted = Self.malformedKEEL[index]
        let error = #expect(throws: DataError.self) {
            try TableSamples.read(wanted.text, as: KEELTable.self, file: "k.dat")
        }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("refuses a table of the 121 tasks without its class")
    func rData() throws {
        let error = #expect(throws: DataError.self) {
            try TableSamples.read("\tf1\tclas\n1\t0.5\t2\n", as: RDataTable.self, file: "x_R.dat")
        }
        #expect(error?.code == "data.r-dat.class")
        #expect(error?.fix == "Did you mean \"clas\"?")
    }
}
