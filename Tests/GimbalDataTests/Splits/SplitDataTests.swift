// Splits of tables, images, collections and blocks: each kind tells what it knows.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import Testing

@Suite("splits of data sets")
struct SplitDataTests {
    private func table(_ change: (inout TableRoles) -> Void = { _ in }) throws -> TableDataSet {
        let rows = 0..<60
        var roles = TableRoles()
        change(&roles)
        return try TableDataSet(
            try Table([
                try Column("age", .numbers(rows.map(Double.init))),
                try Column("patient", .texts(TextValues(rows.map { "p\($0 / 4)" }))),
                try Column("day", .dates(rows.map { Double(86_400 * (59 - $0)) })),
                try Column(
                    "part",
                    .categories(
                        rows.map { $0 < 30 ? 0 : $0 < 40 ? 1 : $0 < 59 ? 2 : -1 },
                        names: ["Train", "val", "TEST"])),
                try Column("class", .categories(rows.map { $0 % 3 == 0 ? 1 : 0 }, names: ["no", "yes"])),
                try Column(
                    "size", .numbers(rows.map { Double($0 * $0) }), isMissing: rows.map { $0 == 7 }),
                try Column("wrong", .categories(rows.map { $0 == 4 ? 1 : 0 }, names: ["train", "tset"])),
            ]), roles: roles, provenance: Samples.provenance)
    }

    @Test("keep the classes of a table's target")
    func tableClasses() throws {
        let data = try table { $0.targets = ["class"] }
        let split = try SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(data, seed: 0)
        #expect(split.train.count { $0 % 3 == 0 } == 12 && split.train.count == 36)
        #expect(try split == SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(data.dataSet, seed: 0))
        let standard = SplitStrategy.standard(for: try data.splitSamples())
        #expect(standard.text == "ratio:0.6,0.2,0.2")
    }

    @Test("leave rows out whose target is missing")
    func missingTarget() throws {
        let split = try SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(
            try table { $0.targets = ["size"] }, seed: 0)
        let used = (split.train + split.validation + split.test).sorted()
        #expect(used == (0..<60).filter { $0 != 7 })
    }

    @Test("follow the group, order and part columns of a table")
    func roles() throws {
        let data = try table {
            $0.group = "patient"
            $0.order = "day"
        }
        let groups = try SplitStrategy(parsing: "group-ratio:0.6,0.2,0.2").split(data, seed: 1)
        #expect(Set(groups.train.map { $0 / 4 }).isDisjoint(with: groups.test.map { $0 / 4 }))
        #expect(groups.train.count == 36)
        #expect(SplitStrategy.standard(for: try data.splitSamples()).text == "group-ratio:0.6,0.2,0.2")
        let time = try SplitStrategy(parsing: "time:0.6,0.2,0.2").split(data, seed: 1)
        #expect(time.train == Array(24..<60) && time.test == Array(0..<12))
        let column = try SplitStrategy.column("part").split(data, seed: 1)
        #expect(column.train == Array(0..<30) && column.validation == Array(30..<40))
        #expect(column.test == Array(40..<59))
    }

    @Test("name the row and column that say no part, and columns that cannot order")
    func malformed() throws {
        let data = try table()
        let part = #expect(throws: DataError.self) { try SplitStrategy.column("wrong").split(data, seed: 0) }
        #expect(part?.message.contains("number 5 of the rows has \"tset\" in column \"wrong\"") == true)
        #expect(part?.fix == "Did you mean \"test\"?")
        let name = #expect(throws: DataError.self) { try SplitStrategy.column("prat").split(data, seed: 0) }
        #expect(name?.code == "data.table.column" && name?.fix == "Did you mean \"part\"?")
        let kind = #expect(throws: DataError.self) { try SplitStrategy.column("age").split(data, seed: 0) }
        #expect(kind?.message.contains("holds number values") == true)
        let ordered = try table { $0.order = "patient" }
        let order = #expect(throws: DataError.self) {
            try SplitStrategy(parsing: "time:0.6,0.2,0.2").split(ordered, seed: 0)
        }
        #expect(order?.message.contains("the order column \"patient\" holds text values") == true)
    }

    @Test("divide images, blocks and texts as far as they can")
    func otherKinds() throws {
        let images = try ImageDataSet(
            try ImageArray(try Tensor(repeating: UInt8(0), shape: [30, 1, 2, 2])),
            labels: try ClassLabels((0..<30).map { $0 % 3 }, classNames: ["a", "b", "c"]),
            provenance: Samples.provenance)
        let split = try SplitStrategy(parsing: "per-class:2,3").split(images, seed: 0)
        #expect(split.sizes == [6, 9, 15])
        let blocks = try BlockDataSet(
            sampleNames: (0..<30).map { "s\($0)" }, blocks: [],
            targets: .values(try Tensor((0..<30).map(Double.init), shape: [30, 1]), names: ["y"]),
            provenance: Samples.provenance)
        let tenths = try SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(blocks, seed: 0)
        // Three strata of ten.
        #expect([0, 1, 2].allSatisfy { stratum in tenths.train.count { $0 / 10 == stratum } == 6 })
        let grouped = try BlockDataSet(
            sampleNames: (0..<30).map { "s\($0)" }, blocks: [],
            groups: (0..<30).map { $0 == 29 ? "" : "g\($0 / 3)" }, provenance: Samples.provenance)
        let nameless = #expect(throws: DataError.self) {
            try SplitStrategy.groupKFold(count: 5).split(grouped, seed: 0)
        }
        #expect(nameless?.message.contains("number 30 of the samples has no group") == true)
        let whole = try BlockDataSet(
            sampleNames: grouped.sampleNames, blocks: [], groups: (0..<30).map { "g\($0 / 3)" },
            provenance: Samples.provenance)
        let fold = try SplitStrategy.groupKFold(count: 5).split(whole, seed: 0)
        #expect(fold.test.count == 6 && Set(fold.test.map { $0 / 3 }).count == 2)
        let text = TextCorpus(
            unit: .word, vocabulary: try Vocabulary(["a"]), train: [0], provenance: Samples.provenance)
        let kind = #expect(throws: DataError.self) { try SplitStrategy.public.split(text.dataSet, seed: 0) }
        #expect(kind?.code == "data.split.kind")
    }
}
