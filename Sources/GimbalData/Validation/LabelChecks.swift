// Classes: too few, too rare, too unequal, or on one side of a split only.

/// Checks of classes that all kinds of data share.
enum LabelChecks {
    /// Checks the classes of samples.
    ///
    /// - Parameters:
    ///   - labels: a class per sample.
    ///   - name: name of the target column, if it is one.
    ///   - unit: what a sample is called.
    static func run(
        _ labels: ClassLabels, name: String? = nil, unit: Finding.Unit, _ split: DataSplit?,
        _ list: inout FindingList
    ) {
        let counts = labels.counts
        let labelled = counts.reduce(0, +)
        guard labelled > 0 else { return }
        let missing = labels.classes.count - labelled
        if missing > 0, let first = labels.classes.firstIndex(of: nil) {
            list.add(
                .note, .unlabelled, row: first + (unit == .row ? 1 : 0), unit: unit, column: name,
                count: missing,
                "no class for \(missing) of \(labels.classes.count) \(unit.rawValue)s",
                expected: "a class for each",
                fix: "They are left out of supervised training; label them if they should count.")
        }
        checkCounts(labels.classNames, counts, labelled, name, unit, &list)
        if let split { checkParts(labels, split, name, unit, &list) }
    }

    private static func checkCounts(
        _ names: [String], _ counts: [Int], _ labelled: Int, _ name: String?, _ unit: Finding.Unit,
        _ list: inout FindingList
    ) {
        let used = counts.indices.filter { counts[$0] > 0 }
        if used.count == 1 {
            list.add(
                .error, .singleClass, unit: unit, column: name, count: labelled,
                "one class only, \"\(names[used[0]])\"", expected: "two classes at least",
                fix: "Check which column is the target, and whether rows were filtered away.")
            return
        }
        for label in used where counts[label] < list.options.foldCount {
            list.add(
                .warning, .rareClass, unit: unit, column: name, count: counts[label],
                "\(unit.counted(counts[label])) of class \"\(names[label])\"",
                expected: "\(list.options.foldCount) at least, one per fold",
                fix: "Join the class with another one, collect more, or use fewer folds.")
        }
        for label in counts.indices where counts[label] == 0 {
            list.add(
                .note, .emptyClass, unit: unit, column: name, count: 0,
                "no \(unit.rawValue) of class \"\(names[label])\"",
                expected: "a sample of every class that is declared", fix: "Nothing, if it is merely rare.")
        }
        let largest = used.max { counts[$0] < counts[$1] } ?? 0
        let smallest = used.min { counts[$0] < counts[$1] } ?? 0
        let share = Double(counts[largest]) / Double(labelled)
        if share >= 0.9 || counts[largest] >= 20 * counts[smallest] {
            list.add(
                .note, .imbalance, unit: unit, column: name, count: counts[largest],
                "class \"\(names[largest])\" with \((100 * share).shortText) % of the \(unit.rawValue)s, class "
                    + "\"\(names[smallest])\" with \(counts[smallest])", expected: "classes of similar size",
                fix: "Stratify the split, and judge by balanced accuracy or the area under the curve.")
        }
    }

    private static func checkParts(
        _ labels: ClassLabels, _ split: DataSplit, _ name: String?, _ unit: Finding.Unit,
        _ list: inout FindingList
    ) {
        func counts(_ samples: [Int]) -> [Int] {
            var result = [Int](repeating: 0, count: labels.classNames.count)
            for sample in samples { if let label = labels.classes[sample] { result[label] += 1 } }
            return result
        }
        let (train, validation, test) = (counts(split.train), counts(split.validation), counts(split.test))
        for label in labels.classNames.indices {
            let others = validation[label] + test[label]
            if train[label] == 0, others > 0 {
                // A class that is rare anyway costs little; one that is not makes the split useless.
                let isRare = labels.counts[label] < list.options.foldCount
                list.add(
                    isRare ? .warning : .error, .classNotInTraining, unit: unit, column: name, count: others,
                    "class \"\(labels.classNames[label])\" \(others) times in validation and test, never in training",
                    expected: "every class in the training part", fix: "Use a stratified split.")
            } else if train[label] > 0, test[label] == 0, !split.test.isEmpty {
                list.add(
                    .note, .classNotInTest, unit: unit, column: name, count: 0,
                    "class \"\(labels.classNames[label])\" never in the test part",
                    expected: "every class in the test part", fix: "Use a stratified split.")
            }
        }
    }
}

/// Checks of numbers to be predicted.
enum TargetValueChecks {
    /// Checks measured numbers `[samples, names]`; NaN stands for "not measured".
    static func run(_ values: [Double], names: [String], unit: Finding.Unit, _ list: inout FindingList) {
        let shift = unit == .row ? 1 : 0
        for (column, name) in names.enumerated() {
            let own = stride(from: column, to: values.count, by: names.count).map { values[$0] }
            let missing = own.count { $0.isNaN }
            if missing == own.count {
                list.add(
                    .error, .emptyColumn, unit: unit, column: name, count: missing, "no measurement",
                    expected: "numbers to learn from", fix: "Leave the target out.")
                continue
            }
            if missing > 0 {
                list.add(
                    .note, .unlabelled, row: (own.firstIndex { $0.isNaN } ?? 0) + shift, unit: unit,
                    column: name,
                    count: missing, "no measurement for \(missing) of \(own.count) \(unit.rawValue)s",
                    expected: "a number for each", fix: "They are left out of this target's loss and score.")
            }
            if let infinite = own.firstIndex(where: \.isInfinite) {
                list.add(
                    .error, .infinite, row: infinite + shift, unit: unit, column: name,
                    count: own.count(where: \.isInfinite), "an infinite number", expected: "finite numbers",
                    fix: "Correct it, or mark it as missing.")
            }
            let measured = own.lazy.filter { !$0.isNaN }
            if let first = measured.first, measured.allSatisfy({ $0 == first }) {
                list.add(
                    .error, .constant, unit: unit, column: name, count: own.count - missing,
                    "\(first.shortText) for every \(unit.rawValue)", expected: "numbers that differ",
                    fix: "Leave the target out.")
            }
        }
    }
}
