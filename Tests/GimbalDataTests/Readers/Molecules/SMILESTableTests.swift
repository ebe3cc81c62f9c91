// Tables of molecules: what is read, what is left out and said, and every malformed table that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("SMILESTable")
struct SMILESTableTests {
    private static let table =
        "id,smiles,logP,toxic\na,CCO,-0.3,1\nb,c1ccccc1,2.1,\nc,C1CC,0,0\nd,CC(=O)O,-0.2,0\n"

    private static func load(
        _ text: String = table, name: String = "sample.csv", _ change: (inout DataCard) -> Void = { _ in }
    ) throws -> GraphCollection {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            var card = DataCard(format: SMILESTable.id)
            change(&card)
            return try SMILESTable.read(DataSource(url, card: card))
        }
    }

    @Test("reads molecules and targets, keeps missing ones as NaN, and names rows that do not parse")
    func reads() throws {
        let set = try Self.load()
        #expect(set.graphs.map(\.nodeCount) == [3, 6, 4])
        #expect(set.featureNames?.first == "atomic_num")
        guard case .values(let values, let names) = set.targets else {
            Issue.record("expected values")
            return
        }
        #expect(names == ["logP", "toxic"])
        #expect(values.dtype == .float64 && values.shape == [3, 2])
        let numbers = try values.doubles()
        #expect(numbers[0] == -0.3 && numbers[1] == 1 && numbers[3].isNaN && numbers[5] == 0)
        #expect(set.remarks.count == 1)
        #expect(set.remarks[0].contains("line 4") && set.remarks[0].contains("C1CC"))
        #expect(set.remarks[0].contains("ring closure 1 is never closed"))
    }

    @Test("takes the card's column and targets; a single column of 0 and 1 gives classes")
    func cards() throws {
        let set = try Self.load { $0.targets = ["toxic"] }
        guard case .classes(let labels) = set.targets else {
            Issue.record("expected classes")
            return
        }
        #expect(labels.classes == [1, nil, 0] && labels.classNames == ["0", "1"])
        let other = try Self.load("a,b\nCCO,CCN\nC=C,CC#N\n") { $0.smiles = "b" }
        #expect(other.graphs.map(\.nodeCount) == [3, 3])
        #expect(try Self.load { $0.missing = .drop }.graphs.count == 2)
    }

    @Test("finds the column by its content, with and without a header, and leaves row numbers aside")
    func contents() throws {
        let plain = try Self.load("CCO\nc1ccccc1\nC[N+](C)(C)C\n", name: "list.smi")
        #expect(plain.graphs.map(\.nodeCount) == [3, 6, 5])
        guard case .none = plain.targets else {
            Issue.record("expected no targets")
            return
        }
        let headed = try Self.load("num,structure,y\n1,CCO,0.5\n2,C=O,0.1\n3,C#N,0.2\n")
        guard case .values(_, let names) = headed.targets else {
            Issue.record("expected values")
            return
        }
        #expect(names == ["y"])
    }

    @Test("reads a folder of train, valid and test tables with its split, and completes a card")
    func folders() throws {
        try Fixtures.withTemporaryFolder { folder in
            for (name, text) in [("train", "CCO,0.5\nCC,2"), ("valid", "C1C,0\nC=C,3"), ("test", "CN,4")] {
                try Data("smiles,y\n\(text)\n".utf8).write(to: folder.appendingPathComponent("\(name).csv"))
            }
            guard case .graphs(let set) = try DataSet.load("smiles:\(folder.path)") else {
                Issue.record("expected graphs")
                return
            }
            #expect(set.publicSplit?.train == [0, 1] && set.publicSplit?.validation == [2])
            #expect(set.publicSplit?.test == [3] && set.remarks.count == 1)
            #expect(try DataFormats.standard.reader(recognizing: folder).id == "smiles")
            let card = try SMILESTable.proposal(DataSource(folder, card: DataCard(format: "smiles")))
            #expect(card.smiles == "smiles" && card.targets == ["y"] && card.file == nil)
        }
    }

    private static let malformed:
        [(text: String, card: @Sendable (inout DataCard) -> Void, code: String, hint: String)] = [
            ("smiles,y\nC1C,1\nC(,2\n", { _ in }, "smiles.none", "none of its 2 rows"),
            (table, { $0.missing = .error }, "smiles.ring", "line 4"),
            ("smiles,y\nCC,\nCCC,2\n", { $0.missing = .error }, "smiles.missing", "line 2, column \"y\""),
            ("smiles,y\nCC,high\n", { $0.targets = ["y"] }, "smiles.target", "found \"high\""),
            (table, { $0.smiles = "smile" }, "csv.column", "no column \"smile\""),
            (table, { $0.targets = ["logp"] }, "csv.column", "no column \"logp\""),
            ("a,b\n1,2\n3,4\n", { _ in }, "csv.smiles", "no column is called smiles"),
            ("smiles,y\nCC,1,2\n", { _ in }, "csv.ragged", "line 2"),
            ("smiles,y\n", { _ in }, "smiles.none", "none of its 0 rows"),
        ]

    @Test("refuses malformed tables, naming file, line and column", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Self.load(wanted.text, wanted.card) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.message.contains("sample.csv") == true)
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses a folder without a training table or with two of a kind")
    func refusesFolders() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("smiles\nCC\n".utf8).write(to: folder.appendingPathComponent("test.csv"))
            let none = #expect(throws: DataError.self) { try DataSet.load("smiles:\(folder.path)") }
            #expect(none?.message.contains("no table of the train part") == true)
            for name in ["train.csv", "train.smi"] {
                try Data("smiles\nCC\n".utf8).write(to: folder.appendingPathComponent(name))
            }
            let two = #expect(throws: DataError.self) { try DataSet.load("smiles:\(folder.path)") }
            #expect(two?.message.contains("train.csv and train.smi") == true)
        }
    }

    @Test(
        "reads MoleculeNet and ZINC",
        .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"),
        arguments: [
            ("moleculenet/tox21.csv.gz", 8_014, 0, 12), ("moleculenet/delaney-processed.csv", 1_128, 0, 8),
            ("moleculenet/originals/BBBP.csv", 2_050, 0, 0),
            ("moleculenet/originals/Lipophilicity.csv", 4_200, 0, 1),
            ("moleculenet/originals/sider.csv", 1_427, 0, 27),
            ("moleculenet/originals/clintox.csv", 1_484, 3, 2),
            ("moleculenet/originals/FreeSolv_SAMPL.csv", 642, 0, 2), ("zinc-smiles", 12_000, 0, 5),
        ])
    func real(file: String, rows: Int, unread: Int, targets: Int) throws {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(file)
        #expect(try DataFormats.standard.reader(recognizing: url).id == "smiles")
        let set = try SMILESTable.read(DataSource(url, card: DataCard(format: "smiles")))
        #expect(set.graphs.count == rows - unread)
        #expect(set.remarks.count == unread)
        if targets == 0 {
            guard case .classes(let labels) = set.targets else {
                Issue.record("expected classes")
                return
            }
            #expect(labels.counts == [483, 1_567])
            return
        }
        guard case .values(let values, _) = set.targets else {
            Issue.record("expected values")
            return
        }
        #expect(values.shape == [rows - unread, targets])
        if file == "zinc-smiles" {
            #expect(set.publicSplit?.train.count == 10_000 && set.publicSplit?.test.count == 1_000)
        }
    }
}
