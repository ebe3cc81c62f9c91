// Saved splits: what was written is what is read, and only for the data it belongs to.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("saved splits")
struct SavedSplitTests {
    @Test("return the parts for the same data, and refuse other data")
    func roundTrip() throws {
        let data = try Samples.dataSet(classCounts: [80, 120, 60], unlabelled: 10)
        let saved = try SavedSplit(drawing: .benchmark, of: data, seed: 4)
        let parts = try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("split.json")
            try saved.write(to: url)
            let loaded = try SavedSplit.read(from: url)
            #expect(loaded == saved)
            return try loaded.parts(for: data.provenance, count: 270)
        }
        #expect(try parts == SplitStrategy.benchmark.split(data, seed: 4))
        let count = #expect(throws: DataError.self) { try saved.parts(for: data.provenance, count: 269) }
        #expect(count?.message.contains("divides 270 samples, \"sample\" has 269") == true)
        let other = DataProvenance(name: "other", format: "test", checksum: "1")
        let sum = #expect(throws: DataError.self) { try saved.parts(for: other, count: 270) }
        #expect(sum?.code == "data.split.checksum")
    }

    @Test(
        "name what is malformed",
        arguments: [
            ("", "cannot be understood"), ("{}", "is missing"), ("[1]", "wrong form"),
            (
                #"{"strategy":"pubilc","seed":0,"data":"d","checksum":"0","count":3,"split":{"train":[0],"validation":[1],"test":[2]}}"#,
                "\"public\""
            ),
            (
                #"{"strategy":"public","seed":0,"data":"d","checksum":"0","count":2,"split":{"train":[0],"validation":[1],"test":[2]}}"#,
                "expected samples in 0..<2"
            ),
            (
                #"{"strategy":"public","seed":0,"data":"d","checksum":"0","count":3,"split":{"train":[0],"validation":[1],"test":[0]}}"#,
                "in the train and the test part"
            ),
            (
                #"{"strategy":"public","seed":"x","data":"d","checksum":"0","count":3,"split":{"train":[0],"validation":[1],"test":[2]}}"#,
                "seed"
            ),
        ])
    func malformed(text: String, hint: String) throws {
        try Samples.withFolder(["split.json": text], base: [:]) { folder in
            let error = #expect(throws: DataError.self) {
                try SavedSplit.read(from: folder.appendingPathComponent("split.json"))
            }
            #expect(error?.code == "data.split.file")
            #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
        }
    }

    @Test("are tables of id and part for others, by number or by name")
    func tables() throws {
        let split = try DataSplit(train: [3, 0], validation: [1], test: [4], count: 6)
        let names = ["a", "b,c", "d", "e \"f\"", "", " g"]
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("split.csv")
            try split.writeTable(to: url)
            let text = try String(contentsOf: url, encoding: .utf8)
            #expect(text == "id,part\n0,train\n1,validation\n3,train\n4,test\n")
            let read = try DataSplit.readTable(from: url, count: 6)
            #expect(read.train == [0, 3] && read.validation == [1] && read.test == [4])
            try split.writeTable(to: url, ids: names)
            let named = try DataSplit.readTable(from: url, count: 6, ids: names)
            #expect(named == read)
            let few = #expect(throws: DataError.self) { try split.writeTable(to: url, ids: ["a"]) }
            #expect(few?.code == "data.split.ids")
            #expect(try DataSplit.readTable(from: url, count: 6, ids: names) == read, "the file is unchanged")
        }
    }

    @Test(
        "name the line of a malformed table",
        arguments: [
            ("id,part\n0,train\n9,test\n", "csv.sample", "line 3"),
            ("0,train\n1,tset\n", "csv.part", "found \"tset\""),
            ("0,train\n0,test\n", "csv.duplicate", "line 2"),
            ("0\n1\n", "csv.fields", "one field"),
            ("x,train\n", "csv.sample", "found \"x\""),
            ("0,test\n", "split.empty", "the train part is empty"),
        ])
    func malformedTable(text: String, code: String, hint: String) throws {
        try Samples.withFolder(["split.csv": text], base: [:]) { folder in
            let error = #expect(throws: DataError.self) {
                try DataSplit.readTable(from: folder.appendingPathComponent("split.csv"), count: 3)
            }
            #expect(error?.code == "data.\(code)")
            #expect(error?.message.contains(hint) == true, "\(error?.message ?? "")")
        }
        try Samples.withFolder(["split.csv": "anna,train\nbret,test\n"], base: [:]) { folder in
            let error = #expect(throws: DataError.self) {
                try DataSplit.readTable(
                    from: folder.appendingPathComponent("split.csv"), count: 2, ids: ["anna", "bert"])
            }
            #expect(error?.fix == "Did you mean \"bert\"?")
        }
    }
}
