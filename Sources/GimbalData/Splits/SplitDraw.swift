// One draw of a split by classes: per class, by shares, in folds.
import GimbalCore
import GimbalTensor

/// The rules that draw, for one set of samples and one seed.
struct SplitDraw {
    let samples: SplitSamples
    let rule: String
    var generator: SplitMix64

    init(_ samples: SplitSamples, rule: String, seed: UInt64) {
        self.samples = samples
        self.rule = rule
        // A stream of its own, so that no other use of the run's seed shares its numbers.
        generator = SplitMix64(seed: RandomStream.derivedSeed(seed, name: "split"))
    }

    func published(_ seed: UInt64) throws -> DataSplit {
        let splits = samples.publicSplits
        guard !splits.isEmpty else {
            throw DataError(
                "split.public", "data set \"\(samples.name)\" has no public split.",
                fix:
                    "Use --split \(SplitStrategy.standard(for: samples)), or add split.csv (id,part) to your own data."
            )
        }
        return splits[Int(seed % UInt64(splits.count))]
    }

    mutating func perClass(train: Int, validation: Int) throws -> DataSplit {
        let classes = try shuffledClasses(atLeast: train + validation + 1)
        return try split(
            train: classes.flatMap { $0.prefix(train) },
            validation: classes.flatMap { $0.dropFirst(train).prefix(validation) },
            test: classes.flatMap { $0.dropFirst(train + validation) })
    }

    mutating func perClassWithTotals(train: Int, validation: Int, test: Int) throws -> DataSplit {
        let classes = try shuffledClasses(atLeast: train)
        // Shuffled again across classes: validation and test take them as they come.
        let rest = generator.shuffled(classes.flatMap { $0.dropFirst(train) }.sorted())
        guard rest.count >= validation + test else {
            throw problem(
                "size",
                "\(rest.count) labelled \(samples.unit) remain after training, expected at least "
                    + "\(validation + test) for validation and test")
        }
        return try split(
            train: classes.flatMap { $0.prefix(train) }, validation: Array(rest.prefix(validation)),
            test: Array(rest.dropFirst(validation).prefix(test)))
    }

    /// Every class that occurs gives at least one sample to the training part.
    mutating func ratio(_ shares: [Double]) throws -> DataSplit {
        var parts: [[Int]] = [[], [], []]
        for (_, members) in samples.strata {
            let shuffled = generator.shuffled(members)
            var begin = 0
            for (part, end) in Self.ends(shares, count: shuffled.count, least: 1).enumerated() {
                parts[part] += shuffled[begin..<end]
                begin = end
            }
        }
        return try split(train: parts[0], validation: parts[1], test: parts[2])
    }

    mutating func randomRatio(_ shares: [Double]) throws -> DataSplit {
        let shuffled = generator.shuffled(samples.eligible)
        let ends = Self.ends(shares, count: shuffled.count, least: 0)
        return try split(
            train: Array(shuffled[..<ends[0]]), validation: Array(shuffled[ends[0]..<ends[1]]),
            test: Array(shuffled[ends[1]..<ends[2]]))
    }

    /// Deals the classes one after another, so that fold sizes and class counts differ by one at most.
    mutating func kFold(_ count: Int, tested: Int) throws -> DataSplit {
        var folds = [[Int]](repeating: [], count: count)
        var place = 0
        for (_, members) in samples.strata {
            for sample in generator.shuffled(members) {
                folds[place % count].append(sample)
                place += 1
            }
        }
        return try split(folds: folds, tested: tested)
    }

    func split(folds: [[Int]], tested: Int) throws -> DataSplit {
        let validating = (tested + 1) % folds.count
        let train = folds.indices.filter { $0 != tested && $0 != validating }.flatMap { folds[$0] }
        return try split(train: train, validation: folds[validating], test: folds[tested])
    }

    /// Where each part ends; rounding the running sum keeps the total right, where rounding each part would not.
    static func ends(_ shares: [Double], count: Int, least: Int) -> [Int] {
        var share = 0.0
        var begin = 0
        return shares.indices.map { part in
            share += shares[part]
            let wanted = Int((share * Double(count)).rounded())
            begin = min(count, max(wanted, begin, part == 0 ? least : 0))
            return begin
        }
    }

    /// The members of each class that occurs, shuffled.
    private mutating func shuffledClasses(atLeast needed: Int) throws -> [[Int]] {
        guard let labels = samples.labels else {
            throw problem("labels", "the \(samples.unit) have no classes")
        }
        let strata = samples.strata
        if let small = strata.first(where: { $0.samples.count < needed }) {
            throw problem(
                "class",
                "class \"\(labels.classNames[small.label])\" has \(small.samples.count) labelled \(samples.unit), "
                    + "expected at least \(needed)")
        }
        return strata.map { generator.shuffled($0.samples) }
    }

    func split(train: [Int], validation: [Int], test: [Int]) throws -> DataSplit {
        let parts = [train, validation, test].map { $0.sorted() }
        if let labels = samples.labels {
            return try DataSplit(
                train: parts[0], validation: parts[1], test: parts[2], labels: labels, name: samples.name)
        }
        if let empty = parts.firstIndex(where: \.isEmpty) {
            throw problem("empty", "the \(SplitPart.allCases[empty]) part is empty")
        }
        return try DataSplit(
            train: parts[0], validation: parts[1], test: parts[2], count: samples.count, name: samples.name)
    }

    func problem(_ code: String, _ what: String, fix: String? = nil) -> DataError {
        DataError(
            "split.\(code)", "split \(rule) of \"\(samples.name)\": \(what).",
            fix: fix ?? "Use smaller numbers, or --split ratio:0.6,0.2,0.2.")
    }
}
