// Blocks of tables: what is read, missing samples, and every malformed set that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("BlockTables")
struct BlockTablesTests {
    private static let base = [
        "mrna.csv": "patient,g1,g2\na,1,2\nb,3,NA\nc,5,6\n", "cnv.csv": "id,h1\nb,7\nd,8\n",
        "labels.csv": "id,label\na,sick\nb,well\nd,sick\n",
        "split.csv": "id,part\na,train\nb,train\nd,test\n",
    ]
    private static let card =
        "format: blocks\nblocks:\n  mrna: {file: mrna.csv, id: patient}\n  cnv: {file: cnv.csv}\n"
        + "labels: {file: labels.csv}\nsplit: {file: split.csv}\n"

    private static func load(_ changes: [String: String?] = [:]) throws -> BlockDataSet {
        try Samples.withFolder(changes, base: base.merging(["data.yaml": card]) { $1 }) { folder in
            try DataSet.load(folder).content(as: BlockDataSet.self, "blocks")
        }
    }

    @Test("reads blocks with missing samples and values, labels and split")
    func reads() throws {
        let set = try Self.load()
        #expect(set.sampleNames == ["b", "d", "a", "c"])
        #expect(set.blocks.map(\.name) == ["cnv", "mrna"])
        #expect(set.blocks[0].rowOfSample == [0, 1, nil, nil])
        #expect(set.blocks[1].rowOfSample == [1, nil, 0, 2])
        #expect(set.blocks[1].featureNames == ["g1", "g2"])
        let values = try set.blocks[1].values.floats()
        #expect(values[0] == 1 && values[2] == 3 && values[3].isNaN && values[5] == 6)
        guard case .classes(let labels) = set.targets else {
            Issue.record("expected classes")
            return
        }
        #expect(labels.classNames == ["sick", "well"] && labels.classes == [1, 0, 0, nil])
        #expect(set.publicSplit?.train == [0, 2] && set.publicSplit?.test == [1])
    }

    private static let malformed: [(changes: [String: String?], code: String, hint: String)] = [
        (["mrna.csv": "patient,g1\na,1\na,2\n"], "csv.sample", "\"a\" was on line 2 already"),
        (["mrna.csv": "patient,g1\na,x\nb,2\n"], "csv.number", "line 2, column \"g1\": found \"x\""),
        (["mrna.csv": "patient,g1\na,inf\nb,2\n"], "csv.number", "found \"inf\""),
        (["mrna.csv": "patient,g1,g1\na,1,2\n"], "csv.feature", "\"g1\" comes twice"),
        (["mrna.csv": "patient,g1\nA,1\nB,2\n"], "blocks.common", "no sample in common"),
        (["mrna.csv": "patient,g1\n"], "blocks.empty", "0 rows"),
        (["mrna.csv": "name,g1\na,1\n"], "csv.column", "patient"),
        (["labels.csv": "id,label\nz,sick\n"], "csv.sample", "\"z\" is in no block"),
        (["labels.csv": "id,label\na,sick\na,well\n"], "csv.sample", "has a label already"),
        (["labels.csv": "id\na\n"], "csv.columns", "one column"),
        (["split.csv": "id,part\na,train\nb,tset\n"], "blocks.part", "\"tset\" is unknown"),
        (["data.yaml": "format: blocks\n"], "blocks.card", "names no blocks"),
        (["cnv.csv": nil], "file.missing", "cnv.csv"),
    ]

    @Test("refuses malformed blocks, naming file, line and column", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Self.load(wanted.changes) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }
}

@Suite("MogonetFolder")
struct MogonetFolderTests {
    private static let base = [
        "1_tr.csv": "0.5,1\n2,3\n4,5\n", "1_te.csv": "6,7\n", "1_featname.csv": "g1\ng2\n",
        "2_tr.csv": "1\n2\n3\n",
        "2_te.csv": "4\n", "labels_tr.csv": "0.0\n1.0\n1.0\n", "labels_te.csv": "0\n",
    ]

    private static func load(_ changes: [String: String?] = [:]) throws -> BlockDataSet {
        try Samples.withFolder(changes, base: base) { folder in
            try DataSet.load(folder).content(as: BlockDataSet.self, "blocks")
        }
    }

    @Test("reads blocks of training and test samples with their split")
    func reads() throws {
        let set = try Self.load()
        #expect(set.blocks.map(\.name) == ["block-1", "block-2"])
        #expect(set.blocks[0].featureNames == ["g1", "g2"] && set.blocks[1].featureNames == ["feature-1"])
        #expect(try set.blocks[0].values.floats() == [0.5, 1, 2, 3, 4, 5, 6, 7])
        #expect(set.publicSplit?.train == [0, 1, 2] && set.publicSplit?.test == [3])
        guard case .classes(let labels) = set.targets else {
            Issue.record("expected classes")
            return
        }
        #expect(labels.classes == [0, 1, 1, 0])
    }

    private static let malformed: [(changes: [String: String?], code: String, hint: String)] = [
        (["2_tr.csv": "1\n2\n"], "blocks.rows", "2 rows, expected 3"),
        (["1_featname.csv": "g1\n"], "blocks.features", "2 columns, expected 1"),
        (["1_featname.csv": "g1\ng1\n"], "blocks.feature", "\"g1\" comes twice"),
        (["1_te.csv": "6,x\n"], "csv.number", "line 1, column \"2\": found \"x\""),
        (["labels_te.csv": "0.5\n"], "blocks.labels", "expected a whole number"),
        (["labels_te.csv": "0,1\n"], "blocks.labels", "2 columns, expected 1"),
        (["2_te.csv": nil], "file.missing", "2_te.csv"),
    ]

    @Test("refuses malformed blocks, naming file, line and column", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Self.load(wanted.changes) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("reads ROSMAP", .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func rosmap() throws {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent("mogonet-rosmap")
        let set = try DataSet.load(url).content(as: BlockDataSet.self, "blocks")
        #expect(set.sampleNames.count == 351 && set.blocks.map(\.name) == ["mrna", "methylation", "mirna"])
        #expect(set.blocks.allSatisfy { $0.values.shape == [351, 200] })
        guard case .classes(let labels) = set.targets else {
            Issue.record("expected classes")
            return
        }
        #expect(labels.counts == [118 + 51, 127 + 55])
        #expect(set.publicSplit?.train.count == 245 && set.publicSplit?.test.count == 106)
    }
}

@Suite("GenomicTable")
struct GenomicTableTests {
    private static let base =
        ",case_id,slide_id,age,is_female,survival_months,censorship,A_rnaseq,B_rnaseq,A_cnv\n"
        + "0,p1,s1,60,1,12.5,0,0.1,0.2,1\n1,p1,s2,60,1,12.5,0,0.1,0.2,\n2,p2,s3,,0,3,1,0.3,,-1\n"

    private static func load(_ text: String = base, _ change: (inout DataCard) -> Void = { _ in }) throws
        -> BlockDataSet
    {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("sample.csv")
            try Data(text.utf8).write(to: url)
            #expect(try DataFormats.standard.reader(recognizing: url).id == "genomic-table")
            var card = DataCard(format: GenomicTable.id)
            change(&card)
            return try GenomicTable.read(DataSource(url, card: card))
        }
    }

    @Test("reads blocks by ending, survival, patients as groups, and missing samples")
    func reads() throws {
        let set = try Self.load()
        #expect(set.sampleNames == ["s1", "s2", "s3"] && set.groups == ["p1", "p1", "p2"])
        #expect(set.blocks.map(\.name) == ["rnaseq", "cnv", "clinical"])
        #expect(set.blocks[0].featureNames == ["A_rnaseq", "B_rnaseq"])
        #expect(set.blocks[1].rowOfSample == [0, nil, 1])
        #expect(try set.blocks[1].values.floats() == [1, -1])
        let clinical = try set.blocks[2].values.floats()
        #expect(clinical[4].isNaN && clinical[5] == 0)
        guard case .values(let values, let names) = set.targets else {
            Issue.record("expected values")
            return
        }
        #expect(names == ["time", "event"])
        #expect(try values.doubles() == [12.5, 1, 12.5, 1, 3, 0])
    }

    private static let malformed: [(from: String, to: String, code: String, hint: String)] = [
        ("2,p2,s3", "2,p2,s1", "csv.sample", "\"s1\" was on line 2 already"),
        ("12.5,0,0.1,0.2,1", "-1,0,0.1,0.2,1", "csv.time", "found \"-1\""),
        ("3,1,0.3", "3,2,0.3", "csv.event", "line 4, column \"censorship\""),
        ("0.3,,-1", "0.3,high,-1", "csv.number", "column \"B_rnaseq\": found \"high\""),
        ("B_rnaseq", "A_rnaseq", "csv.feature", "\"A_rnaseq\" comes twice"),
        ("survival_months", "months", "csv.column", "no column \"survival_months\""),
    ]

    @Test("refuses malformed tables, naming line and column", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let text = Self.base.replacingOccurrences(of: wanted.from, with: wanted.to)
        let error = #expect(throws: DataError.self) { try Self.load(text) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses groups that do not fit the samples")
    func groups() throws {
        let error = #expect(throws: DataError.self) {
            try BlockDataSet(sampleNames: ["a"], blocks: [], groups: [], provenance: Samples.provenance)
        }
        #expect(error?.code == "data.blocks.count" && error?.message.contains("the groups know 0") == true)
    }

    @Test(
        "reads TCGA's tables", .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"),
        arguments: [
            ("blca", 437, 373, 2_814, 248, 201.0), ("luad", 516, 453, 2_812, 284, 202),
            ("ucec", 539, 480, 0, 123, 79),
        ])
    func tcga(name: String, slides: Int, patients: Int, rnaseq: Int, cnv: Int, events: Double) throws {
        let url = try #require(TestEnvironment.dataFolder)
            .appendingPathComponent("tcga-multiomics/tcga_\(name)_all_clean.csv.zip")
        let set = try DataSet.load(url).content(as: BlockDataSet.self, "blocks")
        #expect(set.sampleNames.count == slides && Set(set.groups ?? []).count == patients)
        let widths = Dictionary(uniqueKeysWithValues: set.blocks.map { ($0.name, $0.featureNames.count) })
        #expect(widths["rnaseq"] ?? 0 == rnaseq && widths["cnv"] == cnv && widths["clinical"] == 2)
        guard case .values(let values, _) = set.targets else {
            Issue.record("expected values")
            return
        }
        let numbers = try values.doubles()
        #expect(stride(from: 1, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] } == events)
    }
}
