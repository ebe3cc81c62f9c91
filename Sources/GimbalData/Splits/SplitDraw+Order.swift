// Splits that the data itself prescribes: by groups, by time, by a column.
import GimbalCore

extension SplitDraw {
    mutating func groupRatio(_ shares: [Double]) throws -> DataSplit {
        let parts = try groupParts(shares)
        return try split(train: parts[0], validation: parts[1], test: parts[2])
    }

    mutating func groupKFold(_ count: Int, tested: Int) throws -> DataSplit {
        let shares = [Double](repeating: 1 / Double(count), count: count)
        return try split(folds: try groupParts(shares), tested: tested)
    }

    /// Samples of each part; what the shares leave over is not used.
    private mutating func groupParts(_ shares: [Double]) throws -> [[Int]] {
        let groups = try eligibleGroups()
        guard groups.count >= shares.count else {
            throw problem(
                "groups", "\(groups.count) groups for \(shares.count) parts",
                fix: "Use fewer folds, or name another group column.")
        }
        let unused = 1 - shares.reduce(0, +)
        let total = Double(groups.reduce(0) { $0 + $1.count })
        let targets = (shares + (unused > 1e-9 ? [unused] : [])).map { $0 * total }
        var parts = [[Int]](repeating: [], count: targets.count)
        for (group, part) in nearestParts(groups.map(\.count), targets).enumerated() {
            parts[part] += groups[group]
        }
        if let empty = parts.firstIndex(where: \.isEmpty), empty < shares.count {
            throw problem(
                "groups", "the groups are so unequal that part \(empty + 1) gets none",
                fix: "Use fewer folds, or name another group column.")
        }
        return Array(parts.prefix(shares.count))
    }

    /// Part of each group: the nearest division from a few random beginnings, as soon as one is within rounding.
    private mutating func nearestParts(_ sizes: [Int], _ targets: [Double]) -> [Int] {
        var best: (distance: Double, parts: [Int]) = (.infinity, [])
        for _ in 0..<16 where best.distance >= Double(targets.count) {
            let order = generator.shuffled(Array(sizes.indices))
            let found = GroupAssignment(sizes: order.map { sizes[$0] }, targets: targets)
            guard found.distance < best.distance else { continue }
            var parts = [Int](repeating: 0, count: sizes.count)
            for (place, group) in order.enumerated() { parts[group] = found.partOfGroup[place] }
            best = (found.distance, parts)
        }
        return best.parts
    }

    /// Samples of each group, groups in the order of their first samples.
    private func eligibleGroups() throws -> [[Int]] {
        guard let groups = samples.groups else {
            throw problem(
                "groups", "the \(samples.unit) have no groups",
                fix: "Name the group column in data.yaml (group: patient).")
        }
        var place: [Int: Int] = [:]
        var members: [[Int]] = []
        for sample in samples.eligible {
            guard groups[sample] >= 0 else {
                throw problem(
                    "group", "number \(sample + 1) of the \(samples.unit) has no group",
                    fix: "Fill in the group column, or leave the row out.")
            }
            let number = place[groups[sample], default: members.count]
            if number == members.count {
                place[groups[sample]] = number
                members.append([])
            }
            members[number].append(sample)
        }
        return members
    }

    func time(_ shares: [Double]) throws -> DataSplit {
        guard let order = samples.order else {
            throw problem(
                "order", "the \(samples.unit) have no order",
                fix: "Name the column with the time in data.yaml (order: date).")
        }
        let eligible = samples.eligible
        if let sample = eligible.first(where: { order[$0].isNaN }) {
            throw problem(
                "order", "number \(sample + 1) of the \(samples.unit) has no time",
                fix: "Fill in the order column, or leave the row out.")
        }
        let ordered = eligible.sorted { (order[$0], $0) < (order[$1], $1) }
        let ends = Self.ends(shares, count: ordered.count, least: 0).map { end in
            Self.boundary(near: end, ordered.map { order[$0] })
        }
        guard ends[0] > 0, ends[1] > ends[0], ends[2] > ends[1] else {
            throw problem(
                "order", "\(Set(ordered.map { order[$0] }).count) distinct times cannot fill three parts",
                fix: "Name a column with finer times, or use other shares.")
        }
        return try split(
            train: Array(ordered[..<ends[0]]), validation: Array(ordered[ends[0]..<ends[1]]),
            test: Array(ordered[ends[1]..<ends[2]]))
    }

    /// The nearest place between two different times; of two as near, the earlier one.
    private static func boundary(near wanted: Int, _ times: [Double]) -> Int {
        var low = wanted, high = wanted
        while low > 0, low < times.count, times[low - 1] == times[low] { low -= 1 }
        while high > 0, high < times.count, times[high - 1] == times[high] { high += 1 }
        return wanted - low <= high - wanted ? low : high
    }

    func column(_ name: String) throws -> DataSplit {
        guard let texts = try samples.column?(name) else {
            throw problem(
                "column", "the \(samples.unit) have no columns",
                fix: "Use --split ratio:0.6,0.2,0.2, or public where there is a published split.")
        }
        var parts: [SplitPart: [Int]] = [:]
        let isEligible = Set(samples.eligible)
        for case (let sample, let text?) in texts.enumerated() {
            guard let part = SplitPart(text: text) else {
                throw problem(
                    "column",
                    "number \(sample + 1) of the \(samples.unit) has \"\(text)\" in column \"\(name)\", expected "
                        + "train, validation or test",
                    fix: suggestion(for: text, in: SplitPart.allCases.map(\.rawValue)))
            }
            if isEligible.contains(sample) { parts[part, default: []].append(sample) }
        }
        return try split(
            train: parts[.train] ?? [], validation: parts[.validation] ?? [], test: parts[.test] ?? [])
    }
}
