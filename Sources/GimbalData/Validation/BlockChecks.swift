// Checks of several tables about the same samples.
import GimbalTensor

/// Checks of blocks.
enum BlockChecks {
    static func run(_ content: BlockDataSet, _ split: DataSplit?, _ list: inout FindingList) throws {
        let count = content.sampleNames.count
        guard count > 0, !content.blocks.isEmpty else {
            list.add(
                .error, .empty, unit: .sample, count: 0, "\(count) samples in \(content.blocks.count) blocks",
                expected: "samples to learn from", fix: "Name the tables under blocks.")
            return
        }
        checkPresence(content, &list)
        var hashes = [ContentHash](repeating: ContentHash(), count: count)
        for block in content.blocks {
            let profile = try MatrixProfile(block.values, allowsNaN: true)
            report(block, profile, content, &list)
            try checkGaps(block, &list)
            for (sample, row) in block.rowOfSample.enumerated() {
                hashes[sample].add(row.map { profile.hashes[$0] } ?? UInt64(sample))
            }
        }
        let targets = try checkTargets(content, split, &list)
        PartChecks.run(
            EqualSamples(hashes.map(\.value)), targets: targets, count: count, isContinuous: true,
            unit: .sample,
            split, &list)
    }

    private static func report(
        _ block: DataBlock, _ profile: MatrixProfile, _ content: BlockDataSet, _ list: inout FindingList
    ) {
        if let bad = profile.firstBad, let sample = block.rowOfSample.firstIndex(of: bad.row) {
            list.add(
                .error, .infinite, row: sample, unit: .sample,
                column: "\(block.name): \(block.featureNames[bad.column])",
                count: profile.infiniteCount, "\(profile.infiniteCount) infinite numbers",
                expected: "finite numbers",
                fix: "Look for a logarithm of 0 where the data were made.")
        }
        if let first = profile.constantColumns.first {
            list.add(
                .note, .constant, unit: .sample, column: "\(block.name): \(block.featureNames[first])",
                count: profile.constantColumns.count,
                "\(profile.constantColumns.count) of \(block.featureNames.count) columns with one number",
                expected: "numbers that differ", fix: "Leave them out: they tell nothing.")
        }
    }

    private static func checkPresence(_ content: BlockDataSet, _ list: inout FindingList) {
        let count = content.sampleNames.count
        for block in content.blocks {
            let absent = block.rowOfSample.count { $0 == nil }
            guard absent > 0 else { continue }
            list.add(
                2 * absent > count ? .warning : .note, .blockGaps, row: block.rowOfSample.firstIndex(of: nil),
                unit: .sample, column: block.name, count: absent,
                "\(absent) of \(count) samples that it lacks",
                expected: "all samples",
                fix: "Use a method that copes with missing blocks, or complete samples only.")
        }
        let presence = content.sampleNames.indices.map { sample in
            content.blocks.count { $0.rowOfSample[sample] != nil }
        }
        if let lost = presence.firstIndex(of: 0) {
            list.add(
                .error, .noOverlap, row: lost, unit: .sample, column: content.sampleNames[lost],
                count: presence.count { $0 == 0 },
                "\(presence.count { $0 == 0 }) samples that no block describes",
                expected: "a block at least",
                fix: "Check how samples are named in the tables, or leave them out.")
        }
        if content.blocks.count > 1, !presence.contains(content.blocks.count) {
            list.add(
                .warning, .noOverlap, unit: .sample, count: 0, "no sample that every block describes",
                expected: "samples in common", fix: "Check how samples are named in the tables.")
        }
    }

    /// Reports how many single values a block lacks.
    private static func checkGaps(_ block: DataBlock, _ list: inout FindingList) throws {
        let missing = try block.values.floats().count { $0.isNaN }
        guard missing > 0 else { return }
        let share = Double(missing) / Double(max(1, block.values.count))
        list.add(
            share > 0.5 ? .warning : .note, .missing, unit: .sample, column: block.name, count: missing,
            "no value in \(missing) of \(block.values.count) cells", expected: "values",
            fix: "Impute them from the training part.")
    }

    private static func checkTargets(
        _ content: BlockDataSet, _ split: DataSplit?, _ list: inout FindingList
    ) throws -> [UInt64]? {
        switch content.targets {
        case .none: return nil
        case .classes(let labels):
            LabelChecks.run(labels, unit: .sample, split, &list)
            return labels.classes.map { UInt64(bitPattern: Int64($0 ?? -1)) }
        case .values(let values, let names):
            TargetValueChecks.run(try values.doubles(), names: names, unit: .sample, &list)
            return try MatrixProfile(values, allowsNaN: true).hashes
        }
    }
}
