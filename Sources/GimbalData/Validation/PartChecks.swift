// What two parts of a split share though they must not.

/// Checks of equal samples within data and between parts of a split.
enum PartChecks {
    /// Reports samples that come again, contradict each other, or lie on both sides of a split.
    ///
    /// - Parameters:
    ///   - equal: samples with the same features.
    ///   - targets: a hash of each sample's target; nil where there is no target.
    ///   - isContinuous: whether equal features cannot be chance.
    ///   - unit: what a sample is called.
    static func run(
        _ equal: EqualSamples, targets: [UInt64]?, count: Int, isContinuous: Bool, unit: Finding.Unit,
        _ split: DataSplit?, _ list: inout FindingList
    ) {
        let shift = unit == .row ? 1 : 0
        var repeated = 0
        var firstRepeated: (Int, Int)?
        var conflicting = 0
        var firstConflict: (Int, Int)?
        for group in equal.groups {
            var seen: [UInt64: Int] = [:]
            for sample in group {
                let target = targets?[sample] ?? 0
                if let before = seen[target] {
                    repeated += 1
                    firstRepeated = firstRepeated ?? (before, sample)
                } else {
                    if let other = seen.values.min() { firstConflict = firstConflict ?? (other, sample) }
                    seen[target] = sample
                }
            }
            if seen.count > 1 { conflicting += group.count }
        }
        let chance = isContinuous ? "" : " (with so few possible values, chance may explain it)"
        if let (before, again) = firstRepeated {
            list.add(
                isContinuous && 100 * repeated >= count ? .warning : .note, .duplicate, row: again + shift,
                unit: unit,
                count: repeated,
                "\(unit.counted(repeated)) that came before\(chance), the first one equal to \(unit.rawValue) "
                    + "\(before + shift)", expected: "every \(unit.rawValue) once",
                fix: "Remove repetitions, or give them a group so that a split keeps them together.")
        }
        if let (before, again) = firstConflict, targets != nil {
            list.add(
                isContinuous && 100 * conflicting >= count ? .warning : .note, .conflictingLabels,
                row: again + shift,
                unit: unit, count: conflicting,
                "\(unit.counted(conflicting)) with equal features and different targets\(chance), first "
                    + "\(unit.rawValue)s \(before + shift) and \(again + shift)",
                expected: "one target for equal features",
                fix: "Correct the labels, or add what tells them apart.")
        }
        if let split { across(equal, isContinuous, chance, unit, split, count: count, &list) }
    }

    private static func across(
        _ equal: EqualSamples, _ isContinuous: Bool, _ chance: String, _ unit: Finding.Unit,
        _ split: DataSplit,
        count: Int, _ list: inout FindingList
    ) {
        let parts = Parts(split, count: count)
        let shift = unit == .row ? 1 : 0
        for (part, name) in [(Parts.validation, "validation"), (Parts.test, "test")] {
            var leaked = 0
            var first: (Int, Int)?
            for group in equal.groups {
                guard let learnt = group.first(where: { parts[$0] == Parts.train }) else { continue }
                let own = group.filter { parts[$0] == part }
                leaked += own.count
                if let sample = own.first { first = first ?? (learnt, sample) }
            }
            guard let (learnt, sample) = first else { continue }
            list.add(
                isContinuous ? .warning : .note, .duplicateAcrossParts, row: sample + shift, unit: unit,
                count: leaked,
                "\(unit.counted(leaked)) of the \(name) part that are in the training part, too\(chance), the first "
                    + "one equal to \(unit.rawValue) \(learnt + shift)",
                expected: "parts without common \(unit.rawValue)s",
                fix: "Remove repetitions before splitting, or split by group.")
        }
    }
}

/// The part of a split that each sample is in.
struct Parts {
    static let train: UInt8 = 1
    static let validation: UInt8 = 2
    static let test: UInt8 = 3
    private var part: [UInt8]

    init(_ split: DataSplit, count: Int) {
        part = [UInt8](repeating: 0, count: count)
        for (number, samples) in [split.train, split.validation, split.test].enumerated() {
            for sample in samples where sample < count { part[sample] = UInt8(number + 1) }
        }
    }

    /// 0 for samples that are in no part.
    subscript(sample: Int) -> UInt8 { part[sample] }

    static func name(_ part: UInt8) -> String { ["none", "training", "validation", "test"][Int(part)] }
}
