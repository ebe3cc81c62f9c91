// Drawing splits: the same data, rule and seed give the same split on every machine.
import GimbalCore

extension SplitStrategy {
    /// Returns the rule to use when the user names none: the published split where there is one, else 20 and
    /// 30 nodes per class where every class has 60 or more, else 60 / 20 / 20 percent.
    public static func standard(for dataSet: GraphDataSet) -> SplitStrategy {
        if dataSet.publicSplit != nil { return .public }
        let smallest = dataSet.nodeLabels.counts.filter { $0 > 0 }.min() ?? 0
        return smallest >= 60 ? .benchmark : .ratio(train: 0.6, validation: 0.2, test: 0.2)
    }

    /// Returns the rule to use for samples when the user names none: the published split where there is one, else
    /// 60 / 20 / 20 percent by groups, by time, or stratified, whichever the samples allow first.
    public static func standard(for samples: SplitSamples) -> SplitStrategy {
        if !samples.publicSplits.isEmpty { return .public }
        if samples.groups != nil { return .groupRatio(train: 0.6, validation: 0.2, test: 0.2) }
        if samples.order != nil { return .time(train: 0.6, validation: 0.2, test: 0.2) }
        return .ratio(train: 0.6, validation: 0.2, test: 0.2)
    }

    /// Draws split number `seed` of a data set.
    ///
    /// - Throws: `DataError` if targets, groups or times are missing that the rule needs, a class is too small, a
    ///   part would be empty, or there is no published split.
    public func split(_ data: some SplittableData, seed: UInt64) throws -> DataSplit {
        try split(samples: try data.splitSamples(), seed: seed)
    }

    /// Draws split number `seed` of samples.
    ///
    /// - Throws: `DataError` if targets, groups or times are missing that the rule needs, a class is too small, a
    ///   part would be empty, or there is no published split.
    public func split(samples: SplitSamples, seed: UInt64) throws -> DataSplit {
        try samples.checkCounts()
        var draw = SplitDraw(samples, rule: text, seed: seed)
        switch self {
        case .public: return try draw.published(seed)
        case .perClass(let train, let validation):
            return try draw.perClass(train: train, validation: validation)
        case .perClassWithTotals(let train, let validation, let test):
            return try draw.perClassWithTotals(train: train, validation: validation, test: test)
        case .ratio(let train, let validation, let test): return try draw.ratio([train, validation, test])
        case .randomRatio(let train, let validation, let test):
            return try draw.randomRatio([train, validation, test])
        case .kFold(let count):
            draw = SplitDraw(samples, rule: text, seed: seed / UInt64(count))
            return try draw.kFold(count, tested: Int(seed % UInt64(count)))
        case .groupRatio(let train, let validation, let test):
            return try draw.groupRatio([train, validation, test])
        case .groupKFold(let count):
            draw = SplitDraw(samples, rule: text, seed: seed / UInt64(count))
            return try draw.groupKFold(count, tested: Int(seed % UInt64(count)))
        case .time(let train, let validation, let test): return try draw.time([train, validation, test])
        case .column(let name): return try draw.column(name)
        }
    }
}
