// Splits by shares, folds, groups, times and columns: what each rule promises, for any kind of data.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import Testing

@Suite("split rules")
struct SplitRuleTests {
    @Test(
        "understand their own canonical form",
        arguments: [
            "random-ratio:0.6,0.2,0.2", "k-fold:10", "group-ratio:0.6,0.2,0.2", "group-k-fold:5",
            "time:0.5,0.25,0.25", "column:set", "column:a:b",
        ])
    func text(text: String) throws {
        let strategy = try SplitStrategy(parsing: text)
        #expect(strategy.text == text)
        let encoded = try JSONEncoder().encode([strategy])
        #expect(try JSONDecoder().decode([SplitStrategy].self, from: encoded) == [strategy])
        #expect(strategy.isResampled == !(text.hasPrefix("time") || text.hasPrefix("column")))
    }

    @Test(
        "refuse what they do not understand",
        arguments: [
            ("k-fold:2", "3 or more"), ("k-fold:ten", "whole number"), ("k-fold", "k-fold:10"),
            ("k-flod:10", "\"k-fold\""), ("group-k-fold:1", "3 or more"),
            ("groupratio:0.6,0.2,0.2", "group-ratio"),
            ("time:0.6,0.2", "three shares"), ("random-ratio:0.6,0.2,0.5", "at most 1"),
            ("column:", "column:NAME"),
        ])
    func malformedText(text: String, hint: String) {
        let error = #expect(throws: ConfigError.self) { try SplitStrategy(parsing: text) }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    @Test("never change between versions")
    func frozen() throws {
        // Computed by an independent implementation of the generator and the shuffle, in another language.
        var samples = SplitSamples(name: "twelve", count: 12)
        let half = try SplitStrategy(parsing: "random-ratio:0.5,0.25,0.25").split(samples: samples, seed: 1)
        #expect(half.train == [0, 1, 4, 8, 9, 11])
        #expect(half.validation == [2, 6, 10])
        samples.labels = try ClassLabels((0..<12).map { $0 / 6 }, classNames: ["a", "b"])
        let fold = try SplitStrategy.kFold(count: 4).split(samples: samples, seed: 5)
        #expect(fold.train == [2, 3, 4, 7, 8, 11])
        #expect(fold.validation == [0, 6, 9])
        #expect(fold.test == [1, 5, 10])
    }

    @Test("test every sample once in each repetition of the folds, with classes spread evenly")
    func folds() throws {
        var samples = SplitSamples(name: "folds", count: 103)
        samples.labels = try ClassLabels(
            (0..<103).map { $0 < 3 ? nil : ($0 < 40 ? 0 : 1) }, classNames: ["a", "b"])
        let strategy = SplitStrategy.kFold(count: 5)
        let splits = try (0..<10).map { try strategy.split(samples: samples, seed: $0) }
        for repetition in [splits[..<5], splits[5...]] {
            #expect(repetition.flatMap(\.test).sorted() == Array(3..<103))
            #expect(repetition.flatMap(\.validation).sorted() == Array(3..<103))
            for split in repetition {
                #expect(split.test.count == 20 && split.validation.count == 20 && split.train.count == 60)
                #expect((7...8).contains(split.test.count { $0 < 40 }))
            }
        }
        #expect(splits[0] != splits[5], "folds are drawn anew")
        #expect(splits[0].validation == splits[1].test)
    }

    @Test("keep the shares of the whole, or the tenths of numbers to be predicted")
    func ratios() throws {
        var samples = SplitSamples(name: "numbers", count: 1001)
        let random = try SplitStrategy(parsing: "random-ratio:0.6,0.2,0.1").split(samples: samples, seed: 0)
        #expect(random.sizes == [601, 200, 100])
        samples.values = (0..<1001).map { $0 == 500 ? .nan : Double(($0 * 7919) % 1001) }
        let values = try #require(samples.values)
        let tenths = try SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(samples: samples, seed: 0)
        let used = (tenths.train + tenths.validation + tenths.test).sorted()
        #expect(used == (0..<1001).filter { $0 != 500 }, "without a target there is nothing to learn")
        let ranked = (0..<1001).filter { $0 != 500 }.sorted { values[$0] < values[$1] }
        for tenth in 0..<10 {
            let members = Set(ranked[(tenth * 100)..<(tenth * 100 + 100)])
            #expect(tenths.train.count { members.contains($0) } == 60)
            #expect(tenths.test.count { members.contains($0) } == 20)
        }
    }

    @Test("never divide a group, and come near the shares", arguments: [0, 1, 2, 3] as [UInt64])
    func groups(seed: UInt64) throws {
        var generator = Numbers(state: seed &+ 5)
        let groupOf = (0..<400).map { _ in Int(generator.next() % 40) * Int(generator.next() % 3) }
        var samples = SplitSamples(name: "groups", count: 400)
        samples.groups = groupOf
        let split = try SplitStrategy(parsing: "group-ratio:0.6,0.2,0.2").split(samples: samples, seed: seed)
        let parts = [split.train, split.validation, split.test].map { Set($0.map { groupOf[$0] }) }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]))
        #expect(parts[1].isDisjoint(with: parts[2]))
        #expect(abs(split.train.count - 240) <= 2 && abs(split.test.count - 80) <= 2, "\(split.train.count)")
        #expect(split.train.count + split.validation.count + split.test.count == 400)
        let folds = try (0..<5).map {
            try SplitStrategy.groupKFold(count: 5).split(samples: samples, seed: 5 * seed + $0)
        }
        #expect(folds.flatMap(\.test).sorted() == Array(0..<400))
        for fold in folds {
            let tested = Set(fold.test.map { groupOf[$0] })
            #expect(tested.isDisjoint(with: fold.train.map { groupOf[$0] }))
            #expect(tested.isDisjoint(with: fold.validation.map { groupOf[$0] }))
        }
    }

    @Test("find a division of groups that fits exactly where moves and swaps reach it")
    func exactGroups() throws {
        var samples = SplitSamples(name: "sizes", count: 100)
        // One group of 50, one of 20, and thirty of one.
        samples.groups = (0..<100).map { $0 < 50 ? 0 : $0 < 70 ? 1 : $0 }
        for seed in 0..<10 as Range<UInt64> {
            let split = try SplitStrategy(parsing: "group-ratio:0.6,0.2,0.2").split(
                samples: samples, seed: seed)
            #expect(split.sizes == [60, 20, 20])
        }
    }

    @Test("train on the past, and never part samples of one time")
    func time() throws {
        var samples = SplitSamples(name: "time", count: 20)
        let times: [Double] = [9, 9, 9, 9, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5, 6, 7, 8]
        samples.order = times
        let split = try SplitStrategy(parsing: "time:0.6,0.2,0.2").split(samples: samples, seed: 7)
        // The wanted ends, 12 and 16, lie within the fives and between 8 and 9.
        #expect(split.train.map { times[$0] }.max() == 5)
        #expect(split.train.count == 13 && split.validation == [17, 18, 19] && split.test == [0, 1, 2, 3])
        #expect(try SplitStrategy(parsing: "time:0.6,0.2,0.2").split(samples: samples, seed: 8) == split)
        samples.order = [Double](repeating: 1, count: 20)
        let equal = #expect(throws: DataError.self) {
            try SplitStrategy(parsing: "time:0.6,0.2,0.2").split(samples: samples, seed: 0)
        }
        #expect(equal?.message.contains("1 distinct times cannot fill three parts") == true)
    }

    @Test("take published splits in turn")
    func published() throws {
        var samples = SplitSamples(name: "published", count: 6)
        samples.publicSplits = try (0..<3).map {
            try DataSplit(train: [$0], validation: [3 + $0], test: [5 - $0 == 3 + $0 ? 0 : 5 - $0], count: 6)
        }
        let drawn = try (0..<5).map { try SplitStrategy.public.split(samples: samples, seed: $0).train }
        #expect(drawn == [[0], [1], [2], [0], [1]])
        #expect(SplitStrategy.public.isResampled(publicSplitCount: 3) && !SplitStrategy.public.isResampled)
    }

    @Test("say what is missing")
    func missing() throws {
        let bare = SplitSamples(name: "bare", count: 30, unit: "images")
        try expect("per-class:2,2", bare, "split.labels", "the images have no classes")
        try expect("group-k-fold:3", bare, "split.groups", "the images have no groups")
        try expect("time:0.6,0.2,0.2", bare, "split.order", "the images have no order")
        try expect("column:set", bare, "split.column", "the images have no columns")
        try expect("public", bare, "split.public", "no public split")
        var samples = SplitSamples(name: "holes", count: 3)
        samples.groups = [0, -1, 1]
        try expect("group-ratio:0.6,0.2,0.2", samples, "split.group", "number 2 of the samples has no group")
        samples.groups = [0, 0, 1]
        try expect("group-ratio:0.6,0.2,0.2", samples, "split.groups", "2 groups for 3 parts")
        samples.order = [0, 1, .nan]
        try expect("time:0.6,0.2,0.2", samples, "split.order", "number 3 of the samples has no time")
        try expect("random-ratio:0.9,0.05,0.05", samples, "split.empty", "the validation part is empty")
        samples.order = [0]
        try expect("time:0.6,0.2,0.2", samples, "split.count", "1 times for 3 samples")
    }

    private func expect(_ rule: String, _ samples: SplitSamples, _ code: String, _ text: String) throws {
        let strategy = try SplitStrategy(parsing: rule)
        let error = #expect(throws: DataError.self) { try strategy.split(samples: samples, seed: 0) }
        #expect(error?.code == "data.\(code)", "\(error?.code ?? "")")
        #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
        #expect(error?.fix.isEmpty == false)
    }
}

/// Numbers for tests, from a linear congruential generator.
private struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

extension DataSplit {
    /// Numbers of training, validation and test samples.
    var sizes: [Int] { [train.count, validation.count, test.count] }
}
