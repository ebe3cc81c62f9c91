// Splits: drawn alike from the same seed, disjoint, of the promised sizes.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("node splits")
struct DataSplitTests {
    @Test(
        "understand their own canonical form",
        arguments: [
            ("public", "public"), ("random", "per-class:20,500,1000"), ("per-class:20,30", "per-class:20,30"),
            ("per-class:5,50,100", "per-class:5,50,100"), ("ratio:0.6,0.2,0.2", "ratio:0.6,0.2,0.2"),
            ("ratio:.50,0.1,0.10", "ratio:0.5,0.1,0.1"),
        ])
    func text(input: String, canonical: String) throws {
        let strategy = try SplitStrategy(parsing: input)
        #expect(strategy.text == canonical)
        #expect(try SplitStrategy(parsing: canonical) == strategy)
        #expect(strategy.isResampled == (input != "public"))
        let encoded = try JSONEncoder().encode([strategy])
        #expect(try JSONDecoder().decode([SplitStrategy].self, from: encoded) == [strategy])
    }

    @Test(
        "refuse what they do not understand",
        arguments: [
            ("pubilc", "\"public\""), ("", "public, random"), ("per-class", "per-class:20,30"),
            ("per-class:20", "two or three"),
            ("per-class:20,-1", "positive"), ("per-class:a,b", "positive"),
            ("per-class:1,2,3,4", "two or three"),
            ("ratio:0.6,0.2", "three shares"), ("ratio:0.6,0.3,0.3", "at most 1"),
            ("ratio:nan,0.2,0.2", "three shares"),
            ("public:1", "Forms"), ("random:3", "Forms"),
        ])
    func malformedText(text: String, hint: String) {
        let error = #expect(throws: ConfigError.self) { try SplitStrategy(parsing: text) }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    @Test(
        "draw the same nodes from the same seed and others from another",
        arguments: ["per-class:20,30", "per-class:5,40,60", "ratio:0.6,0.2,0.2"])
    func seeds(text: String) throws {
        let dataSet = try Samples.dataSet(classCounts: [80, 120, 60], unlabelled: 10)
        let strategy = try SplitStrategy(parsing: text)
        let splits = try (0..<20).map { try strategy.split(dataSet, seed: $0) }
        #expect(try splits == (0..<20).map { try strategy.split(dataSet, seed: $0) })
        #expect(Set(splits.map(\.train)).count == 20)
        // Every node is drawn sooner or later: nothing but chance decides.
        #expect(Set(splits.flatMap(\.train)).count > 150)
    }

    @Test("never change between versions")
    func frozen() throws {
        // Computed by an independent implementation of the generator and the shuffle, in another language.
        let dataSet = try Samples.dataSet(classCounts: [6, 6])
        let split = try SplitStrategy(parsing: "per-class:2,2").split(dataSet, seed: 1)
        #expect(split.train == [4, 5, 6, 7])
        #expect(split.validation == [0, 2, 8, 10])
    }

    @Test("take the promised number of nodes per class")
    func perClass() throws {
        let dataSet = try Samples.dataSet(classCounts: [80, 120, 60], unlabelled: 10)
        let split = try SplitStrategy.benchmark.split(dataSet, seed: 3)
        #expect(counts(split.train, dataSet) == [20, 20, 20])
        #expect(counts(split.validation, dataSet) == [30, 30, 30])
        #expect(counts(split.test, dataSet) == [30, 70, 10])
        #expect(split.testToTrainRatio == 110.0 / 60)
        #expect(abs(split.overlapRatio - 60 / 110.0) < 1e-12, "never above one")
        let totals = try SplitStrategy(parsing: "per-class:5,40,60").split(dataSet, seed: 3)
        #expect(counts(totals.train, dataSet) == [5, 5, 5])
        #expect(totals.validation.count == 40 && totals.test.count == 60)
    }

    @Test("keep the shares within every class")
    func ratio() throws {
        let dataSet = try Samples.dataSet(classCounts: [10, 100, 1, 3])
        let split = try SplitStrategy(parsing: "ratio:0.6,0.2,0.2").split(dataSet, seed: 0)
        #expect(counts(split.train, dataSet) == [6, 60, 1, 2])
        #expect(counts(split.validation, dataSet) == [2, 20, 0, 0])
        #expect(counts(split.test, dataSet) == [2, 20, 0, 1])
        let part = try SplitStrategy(parsing: "ratio:0.1,0.1,0.3").split(dataSet, seed: 0)
        #expect(counts(part.test, dataSet)[1] == 30)
    }

    @Test("refuse data with classes or totals that are too small, or without a published split")
    func tooSmall() throws {
        let dataSet = try Samples.dataSet(classCounts: [80, 50, 60])
        let few = #expect(throws: DataError.self) { try SplitStrategy.benchmark.split(dataSet, seed: 0) }
        #expect(
            few?.message.contains("class \"class 1\" has 50 labelled nodes, expected at least 51") == true)
        let total = #expect(throws: DataError.self) { try SplitStrategy.random.split(dataSet, seed: 0) }
        #expect(total?.message.contains("130 labelled nodes remain") == true)
        let none = #expect(throws: DataError.self) { try SplitStrategy.public.split(dataSet, seed: 0) }
        #expect(none?.code == "data.split.public")
        #expect(none?.fix.contains("ratio:0.6,0.2,0.2") == true)
    }

    private func counts(_ nodes: [Int], _ dataSet: GraphDataSet) -> [Int] {
        dataSet.classNames.indices.map { label in nodes.count { dataSet.labels[$0] == label } }
    }
}
