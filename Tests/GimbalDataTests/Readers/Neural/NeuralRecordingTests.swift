// Recordings of neurons: what is read, and every malformed file that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("NeuralRecording")
struct NeuralRecordingTests {
    private static func load(_ changes: [String: Tensor?] = [:]) throws -> TableDataSet {
        var arrays: OrderedDictionary<String, Tensor> = [
            "trial_offsets": try Tensor([0, 2, 3]), "labels": try Tensor([6, 1] as [Double]),
            "firing_rates": try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2]),
            "position": try Tensor([0.5, 1, 2] as [Float], shape: [3, 1]), "sequence": try Tensor([0, 0, 1]),
        ]
        for (key, value) in changes { arrays[key] = value }
        return try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("sample.npz")
            try NPZ.write(arrays, to: url)
            return try DataSet.load("neural-recording:\(url.path)").content(as: TableDataSet.self, "a table")
        }
    }

    @Test("reads a row per bin, with trials as groups and bins as order")
    func reads() throws {
        let set = try Self.load()
        let names = ["neuron-1", "neuron-2", "position-1", "direction", "trial", "bin"]
        #expect(set.table.columnNames == names)
        #expect(try set.table.column("neuron-2").values == .numbers([2, 4, 6]))
        #expect(try set.table.column("direction").values == .categories([1, 1, 0], names: ["1", "6"]))
        #expect(try set.table.column("trial").values == .numbers([0, 0, 1]))
        #expect(set.roles.targets == ["direction"] && set.roles.group == "trial" && set.roles.order == "bin")
    }

    private static let malformed:
        [(change: @Sendable () throws -> [String: Tensor?], code: String, hint: String)] = [
            ({ ["labels": nil] }, "npz.keys", "labels"),
            ({ ["trial_offsets": try Tensor([0, 2, 4])] }, "npz.offsets", "expected ascending from 0 to 3"),
            ({ ["trial_offsets": try Tensor([0, 2, 2, 3])] }, "npz.offsets", "ascending"),
            ({ ["labels": try Tensor([1] as [Double])] }, "npz.labels", "1 entries, expected 2"),
            ({ ["labels": try Tensor([1, 0.5] as [Double])] }, "npz.labels", "labels[1] is 0.5"),
            ({ ["firing_rates": try Tensor([1, 2] as [Float])] }, "npz.shape", "expected [bins, n]"),
            (
                { ["firing_rates": try Tensor([1, 2, 3, .nan, 5, 6] as [Float], shape: [3, 2])] },
                "npz.value",
                "firing_rates[1, 1] is nan"
            ),
        ]

    @Test("refuses malformed files, naming array and place", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let changes = try wanted.change()
        let error = #expect(throws: DataError.self) { try Self.load(changes) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test(
        "reads the reaches of Chewie",
        .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func chewie() throws {
        let url = try #require(TestEnvironment.dataFolder)
            .appendingPathComponent("mihi-chewie/chewie-10032013-0.10.npz")
        #expect(try DataFormats.standard.reader(recognizing: url).id == "neural-recording")
        let set = try NeuralRecording.read(DataSource(url, card: DataCard(format: "neural-recording")))
        #expect(set.table.rowCount == 1_640)
        #expect(set.featureColumns.count { $0.name.hasPrefix("neuron-") } == 174)
        guard case .categories(let codes, let names) = try set.table.column("direction").values,
            case .numbers(let trials) = try set.table.column("trial").values
        else {
            Issue.record("expected categories and numbers")
            return
        }
        #expect(names.count == 8 && trials.last == 158)
        var counts = [Int](repeating: 0, count: 8)
        var last = -1.0
        for (code, trial) in zip(codes, trials) where trial != last {
            counts[Int(code)] += 1
            last = trial
        }
        #expect(counts == [19, 22, 22, 21, 20, 18, 22, 15])
    }
}
