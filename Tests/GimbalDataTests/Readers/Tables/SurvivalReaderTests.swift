// DeepSurv's arrays and DeepHit's pair of tables.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("Survival readers")
struct SurvivalReaderTests {
    private static func arrays(_ changes: [String: Tensor?] = [:]) throws -> OrderedDictionary<String, Tensor>
    {
        var arrays: OrderedDictionary<String, Tensor> = [
            "train_x": try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]),
            "train_t": try Tensor([5, 6.5] as [Float]), "train_e": try Tensor([1, 0] as [Int32]),
            "test_x": try Tensor([7, 8] as [Float], shape: [1, 2]), "test_t": try Tensor([9] as [Float]),
            "test_e": try Tensor([1] as [Int32]),
        ]
        for (key, value) in changes { arrays[key] = value }
        return arrays
    }

    private static func read(_ arrays: OrderedDictionary<String, Tensor>) throws -> TableDataSet {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("sample.npz")
            try NPZ.write(arrays, to: url)
            return try DeepSurvNPZ.read(DataSource(url, card: DataCard(format: "deepsurv")))
        }
    }

    @Test("reads features, times, events and the split of DeepSurv's arrays")
    func deepSurv() throws {
        let dataSet = try Self.read(try Self.arrays())
        #expect(dataSet.featureColumns.map(\.name) == ["x1", "x2"])
        #expect(try dataSet.table.numbers("x2") == [2, 4, 8])
        let target = try dataSet.survivalTarget()
        #expect(target.times == [5, 6.5, 9])
        #expect(target.events == [true, false, true])
        #expect(dataSet.publicSplit?.train == [0, 1])
        #expect(dataSet.publicSplit?.test == [2])
    }

    private static let malformed:
        [(change: @Sendable () throws -> [String: Tensor?], code: String, hint: String)] = [
            ({ ["test_x": nil] }, "deepsurv.parts", "expected train_x and test_x"),
            ({ ["test_e": nil] }, "deepsurv.parts", "no test_e"),
            ({ ["train_x": try Tensor([1, 2] as [Float])] }, "deepsurv.shape", "train_x is [2]"),
            ({ ["train_t": try Tensor([1] as [Float])] }, "deepsurv.shape", "train_t is [1], expected [2]"),
            (
                { ["test_x": try Tensor([7] as [Float], shape: [1, 1])] }, "deepsurv.shape",
                "test_x has 1 columns"
            ),
            ({ ["train_t": try Tensor([1, -1] as [Float])] }, "deepsurv.time", "train_t[1] is -1.0"),
            ({ ["train_t": try Tensor([.nan, 1] as [Float])] }, "deepsurv.time", "train_t[0] is nan"),
            ({ ["train_e": try Tensor([0, 2] as [Int32])] }, "deepsurv.event", "train_e[1] is 2.0"),
        ]

    @Test("refuses malformed arrays", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let arrays = try Self.arrays(try wanted.change())
        let error = #expect(throws: DataError.self) { try Self.read(arrays) }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("reads DeepHit's pair of tables and numbers repeated names")
    func deepHit() throws {
        let files = [
            "cleaned_features_final.csv": "age,grade,grade\n50,1,0\n60,0,1\n",
            "label.csv": "event_time,label\n3 ,0 \n4 ,1 \n",
        ]
        try Samples.withFolder([:], base: files) { folder in
            #expect(try DataFormats.standard.reader(recognizing: folder).id == "deephit")
            let dataSet = try DeepHitFolder.read(DataSource(folder, card: DataCard(format: "deephit")))
            #expect(dataSet.table.columnNames == ["age", "grade", "grade-2", "event_time", "label"])
            #expect(try dataSet.survivalTarget().events == [false, true])
        }
        try Samples.withFolder(["label.csv": "event_time,label\n3,1\n"], base: files) { folder in
            let error = #expect(throws: DataError.self) {
                try DeepHitFolder.read(DataSource(folder, card: DataCard(format: "deephit")))
            }
            #expect(error?.code == "data.deephit.rows")
        }
        try Samples.withFolder(["label.csv": "time,label\n3,1\n4,0\n"], base: files) { folder in
            let error = #expect(throws: DataError.self) {
                try DeepHitFolder.read(DataSource(folder, card: DataCard(format: "deephit")))
            }
            #expect(error?.code == "data.table.column")
            #expect(error?.message.contains("event_time") == true)
        }
    }

    @Test("published arrays", .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"))
    func published() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("survival")
        for (name, train, test, features, trainEvents, testEvents) in [
            ("metabric_IHC4_clinical", 1523, 381, 9, 887, 216), ("support", 7098, 1775, 14, 4823, 1213),
            ("gbsg_cancer", 1546, 686, 7, 968, 299), ("whas", 1310, 328, 6, 552, 138),
        ] {
            let url = folder.appendingPathComponent("deepsurv/\(name)_train_test.npz")
            #expect(try DataFormats.standard.reader(recognizing: url).id == "deepsurv")
            let dataSet = try DeepSurvNPZ.read(DataSource(url, card: DataCard(format: "deepsurv")))
            let split = try #require(dataSet.publicSplit)
            let events = try dataSet.survivalTarget().events
            #expect(split.train.count == train)
            #expect(split.test.count == test)
            #expect(dataSet.featureColumns.count == features)
            #expect(split.train.count { events[$0] } == trainEvents)
            #expect(split.test.count { events[$0] } == testEvents)
        }
        let deepHit = try DeepHitFolder.read(
            DataSource(folder.appendingPathComponent("deephit-metabric"), card: DataCard(format: "deephit")))
        #expect(deepHit.table.rowCount == 1981)
        #expect(deepHit.featureColumns.count == 79)
        #expect(try deepHit.survivalTarget().eventCount == 888)
    }
}
