// Published splits that forgot a validation part.
import GimbalData

extension DataSplit {
    /// Returns a split with a validation part: where there is none, a tenth of the training part becomes it, by classes and
    /// whole groups where there are any, and the same one for all seeds.
    ///
    /// - Throws: `DataError` if the training part is too small.
    func withValidation(_ samples: SplitSamples) throws -> DataSplit {
        guard validation.isEmpty, !test.isEmpty else { return self }
        let isTraining = Set(train)
        var rest = SplitSamples(name: samples.name, count: samples.count, unit: samples.unit)
        // What has no label takes no part in a draw.
        let classes = samples.labels?.classes ?? Array(repeating: 0, count: samples.count)
        rest.labels = try ClassLabels(
            classes.enumerated().map { isTraining.contains($0.offset) ? $0.element : nil },
            classNames: samples.labels?.classNames ?? [samples.unit])
        rest.groups = samples.groups
        // Splits have three parts: two halves of the tenth.
        let rule: SplitStrategy =
            samples.groups == nil
            ? .ratio(train: 0.9, validation: 0.05, test: 0.05)
            : .groupRatio(train: 0.9, validation: 0.05, test: 0.05)
        let drawn = try rule.split(samples: rest, seed: 0)
        return try DataSplit(
            train: drawn.train, validation: (drawn.validation + drawn.test).sorted(), test: test,
            count: samples.count, name: samples.name)
    }
}
