// Drawing splits: the same data, rule and seed give the same split on every machine.
import GimbalCore
import GimbalTensor

extension SplitStrategy {
    /// Returns the rule to use when the user names none: the published split where there is one, else 20 and
    /// 30 nodes per class where every class has 60 or more, else 60 / 20 / 20 percent.
    public static func standard(for dataSet: GraphDataSet) -> SplitStrategy {
        if dataSet.publicSplit != nil { return .public }
        let smallest = dataSet.nodeLabels.counts.filter { $0 > 0 }.min() ?? 0
        return smallest >= 60 ? .benchmark : .ratio(train: 0.6, validation: 0.2, test: 0.2)
    }

    /// Draws split number `seed` of a data set.
    ///
    /// - Throws: `DataError` if nodes are not labelled, a class is too small, or there is no published split.
    public func split(_ dataSet: GraphDataSet, seed: UInt64) throws -> DataSplit {
        try dataSet.requireClasses()
        var draw = SplitDraw(dataSet, rule: text, seed: seed)
        switch self {
        case .public:
            return try Self.published(dataSet, seed: seed)
        case .perClass(let train, let validation):
            return try draw.perClass(train: train, validation: validation)
        case .perClassWithTotals(let train, let validation, let test):
            return try draw.perClassWithTotals(train: train, validation: validation, test: test)
        case .ratio(let train, let validation, let test):
            return try draw.ratio([train, validation, test])
        }
    }

    /// Seed *i* takes split *i*, from the first again after the last.
    private static func published(_ dataSet: GraphDataSet, seed: UInt64) throws -> DataSplit {
        guard !dataSet.publicSplits.isEmpty else {
            throw DataError(
                "split.public", "data set \"\(dataSet.name)\" has no public split.",
                fix: "Use --split \(standard(for: dataSet)), or add split.csv (id,part) to your own data.")
        }
        return dataSet.publicSplits[Int(seed % UInt64(dataSet.publicSplits.count))]
    }
}

/// One draw: the nodes of every class in an order of their own, and what remains of the generator.
private struct SplitDraw {
    private let dataSet: GraphDataSet
    private let rule: String
    /// Nodes of each class that occurs, shuffled.
    private let classes: [(label: Int, nodes: [Int])]
    private var generator: SplitMix64

    init(_ dataSet: GraphDataSet, rule: String, seed: UInt64) {
        self.dataSet = dataSet
        self.rule = rule
        // A stream of its own, so that no other use of the run's seed shares its numbers.
        var generator = SplitMix64(seed: RandomStream.derivedSeed(seed, name: "split"))
        classes = dataSet.nodeLabels.nodesByClass.enumerated().filter { !$0.element.isEmpty }
            .map { (label: $0.offset, nodes: generator.shuffled($0.element)) }
        self.generator = generator
    }

    func perClass(train: Int, validation: Int) throws -> DataSplit {
        try requireNodes(train + validation + 1)
        return try split(
            train: classes.flatMap { $0.nodes.prefix(train) },
            validation: classes.flatMap { $0.nodes.dropFirst(train).prefix(validation) },
            test: classes.flatMap { $0.nodes.dropFirst(train + validation) })
    }

    mutating func perClassWithTotals(train: Int, validation: Int, test: Int) throws -> DataSplit {
        try requireNodes(train)
        // Shuffled again across classes: validation and test take them as they come.
        let rest = generator.shuffled(classes.flatMap { $0.nodes.dropFirst(train) }.sorted())
        guard rest.count >= validation + test else {
            throw problem(
                "size",
                "\(rest.count) labelled nodes remain after training, expected at least "
                    + "\(validation + test) for validation and test")
        }
        return try split(
            train: classes.flatMap { $0.nodes.prefix(train) }, validation: Array(rest.prefix(validation)),
            test: Array(rest.dropFirst(validation).prefix(test)))
    }

    /// Every class that occurs gives at least one node to the training part.
    func ratio(_ shares: [Double]) throws -> DataSplit {
        var parts: [[Int]] = [[], [], []]
        for (_, nodes) in classes {
            var begin = 0
            var share = 0.0
            for part in parts.indices {
                share += shares[part]
                // Rounding the running sum keeps the total right, where rounding each part would not.
                let wanted = Int((share * Double(nodes.count)).rounded())
                let end = min(nodes.count, max(wanted, begin, part == 0 ? 1 : 0))
                parts[part] += nodes[begin..<end]
                begin = end
            }
        }
        return try split(train: parts[0], validation: parts[1], test: parts[2])
    }

    private func requireNodes(_ needed: Int) throws {
        guard let small = classes.first(where: { $0.nodes.count < needed }) else { return }
        throw problem(
            "class",
            "class \"\(dataSet.classNames[small.label])\" has \(small.nodes.count) labelled nodes, "
                + "expected at least \(needed)")
    }

    private func split(train: [Int], validation: [Int], test: [Int]) throws -> DataSplit {
        try DataSplit(
            train: train.sorted(), validation: validation.sorted(), test: test.sorted(),
            labels: dataSet.nodeLabels,
            name: dataSet.name)
    }

    private func problem(_ code: String, _ what: String) -> DataError {
        DataError(
            "split.\(code)", "split \(rule) of \"\(dataSet.name)\": \(what).",
            fix: "Use smaller numbers, or --split ratio:0.6,0.2,0.2.")
    }
}
