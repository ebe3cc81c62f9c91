// Checks of one column by itself.
import Foundation

/// Checks of a column's values.
struct ColumnChecks {
    let column: Column
    let role: ColumnSummary.Role
    /// What was found in numbers and dates; nil for other columns.
    let profile: ColumnProfile?
    /// Whether values name rows instead of describing them.
    private(set) var isIdentifier = false

    /// Rows from which on identifiers and giveaways are looked for.
    private static let identifierRows = 20

    init(_ column: Column, _ role: ColumnSummary.Role, _ list: inout FindingList) {
        self.column = column
        self.role = role
        switch column.values {
        case .numbers(let values), .dates(let values):
            profile = ColumnProfile(values, isMissing: column.isMissing)
        default: profile = nil
        }
        guard column.count > 0 else { return }
        if column.missingCount == column.count {
            list.add(
                role == .target ? .error : .warning, .emptyColumn, column: column.name, count: column.count,
                "no value in \(column.count) rows", expected: "values",
                fix: "Leave the column out (columns: ignore).")
            return
        }
        checkNumbers(&list)
        let isConstant = checkConstant(&list)
        if !isConstant, role == .feature || role == .target { checkIdentifier(&list) }
        checkOutliers(&list)
        checkDates(&list)
    }

    private func add(
        _ severity: Finding.Severity, _ rule: DataRule, row: Int?, count: Int, _ found: String,
        expected: String,
        fix: String, _ list: inout FindingList
    ) {
        list.add(
            severity, rule, row: row.map { $0 + 1 }, column: column.name, count: count, found,
            expected: expected,
            fix: fix)
    }

    private func checkNumbers(_ list: inout FindingList) {
        guard let profile, case .numbers(let values) = column.values else { return }
        if profile.nanCount > 0 {
            add(
                .error, .nan, row: profile.firstNaN, count: profile.nanCount,
                "NaN in \(profile.nanCount) rows",
                expected: "finite numbers, or cells that are marked as missing",
                fix: "Correct them, or name the text under missing-texts.", &list)
        }
        if profile.infiniteCount > 0 {
            add(
                .error, .infinite, row: profile.firstInfinite, count: profile.infiniteCount,
                "an infinite number in \(profile.infiniteCount) rows", expected: "finite numbers",
                fix: "Look for a division by zero where the data were made.", &list)
        }
        guard let named = NamedRange(column.name), !profile.isCentred, role != .time,
            profile.lowest < named.range.lowerBound || profile.highest > named.range.upperBound
        else { return }
        let outside = rows(values) { !named.range.contains($0) }
        add(
            .warning, .outOfRange, row: outside.first, count: outside.count,
            "\(values[outside.first ?? 0].shortText) and \(outside.count - 1) more outside",
            expected: "\(named.what), \(named.text)", fix: "Check the units, or correct the values.", &list)
    }

    /// First row and number of rows whose finite value fulfils a condition.
    private func rows(_ values: [Double], where matches: (Double) -> Bool) -> (first: Int?, count: Int) {
        var first: Int?
        var count = 0
        for (row, value) in values.enumerated()
        where value.isFinite && !column.isMissing(row) && matches(value) {
            first = first ?? row
            count += 1
        }
        return (first, count)
    }

    private func checkConstant(_ list: inout FindingList) -> Bool {
        let present = column.count - column.missingCount
        guard present > 1 else { return false }
        let text: String
        switch column.values {
        case .numbers, .dates:
            guard let profile, profile.finiteCount == present, profile.lowest == profile.highest else {
                return false
            }
            text = profile.lowest.shortText
        case .categories(let codes, let names):
            guard let first = codes.first(where: { $0 >= 0 }), codes.allSatisfy({ $0 == first || $0 < 0 })
            else {
                return false
            }
            // One class is reported where classes are.
            if role == .target { return true }
            text = names[Int(first)]
        case .texts(let texts):
            guard let row = (0..<column.count).first(where: { !column.isMissing($0) }) else { return false }
            let first = texts[row]
            guard texts.indices.allSatisfy({ column.isMissing($0) || texts[$0] == first }) else {
                return false
            }
            text = first
        }
        // Events that were never seen are reported where events are.
        if role == .event { return true }
        add(
            role == .target ? .error : .warning, .constant, row: nil, count: present,
            "\"\(text)\" in every row",
            expected: "values that differ", fix: "Leave the column out (columns: ignore): it tells nothing.",
            &list)
        return true
    }

    private mutating func checkIdentifier(_ list: inout FindingList) {
        let present = column.count - column.missingCount
        guard present >= Self.identifierRows, role == .feature, let what = identifierText(present) else {
            return
        }
        isIdentifier = true
        add(
            .warning, .identifier, row: nil, count: present, "\(what) in \(present) rows",
            expected: "a feature that describes rows instead of naming them",
            fix: "Leave the column out (columns: ignore), or make it the group or order.", &list)
    }

    private func identifierText(_ present: Int) -> String? {
        switch column.values {
        case .dates: return nil
        case .numbers(let values):
            guard let profile, profile.areWhole, profile.finiteCount == present else { return nil }
            if profile.isPermutationOfRange(values, isMissing: column.isMissing) {
                return
                    "the whole numbers \(profile.lowest.shortText) to \(profile.highest.shortText), each once,"
            }
            return profile.isStrictlyMonotone ? "whole numbers that only rise or only fall" : nil
        case .categories(let codes, let names):
            // Fewer names than rows: some come twice.
            guard names.count >= present else { return nil }
            var seen = [Bool](repeating: false, count: names.count)
            for code in codes where code >= 0 {
                if seen[Int(code)] { return nil }
                seen[Int(code)] = true
            }
            return "a category of its own"
        case .texts(let texts):
            let hashes = texts.hashes()
            var seen: Set<UInt64> = []
            seen.reserveCapacity(min(present, 1 << 16))
            for row in hashes.indices where !column.isMissing(row) {
                if !seen.insert(hashes[row]).inserted { return nil }
            }
            return "a text of its own"
        }
    }

    private func checkOutliers(_ list: inout FindingList) {
        guard let profile, case .numbers(let values) = column.values, profile.finiteCount >= 20 else {
            return
        }
        let scale = profile.robustDeviation
        guard scale > 0 else { return }
        if let placeholder = placeholder(profile, scale) {
            let places = rows(values) { $0 == placeholder }
            if places.count >= 2 {
                return add(
                    .warning, .placeholder, row: places.first, count: places.count,
                    "\(placeholder.shortText) in \(places.count) rows, far from all others",
                    expected: "measured numbers",
                    fix: "Name it under missing-texts if it stands for no value.", &list)
            }
        }
        let reach = 30 * scale
        guard profile.highest - profile.median > reach || profile.median - profile.lowest > reach else {
            return
        }
        let outside = rows(values) { abs($0 - profile.median) > reach }
        guard outside.count <= max(1, profile.finiteCount / 1000), let first = outside.first else { return }
        add(
            .note, .outlier, row: first, count: outside.count,
            "\(values[first].shortText), \((abs(values[first] - profile.median) / scale).rounded().shortText) robust "
                + "deviations from the median \(profile.median.shortText)",
            expected: "values near the others",
            fix: "Check units and decimal points; use quantiles instead of means if it is right.", &list)
    }

    private static let placeholders: Set<Double> = [
        -9, -99, -999, -9999, -99_999, -999_999, 99, 999, 9999, 99_999, 999_999, 1e20, -1e20, -32_768, 32_767,
    ]

    private func placeholder(_ profile: ColumnProfile, _ scale: Double) -> Double? {
        [profile.lowest, profile.highest].first {
            Self.placeholders.contains($0) && abs($0 - profile.median) >= 10 * scale
        }
    }

    private func checkDates(_ list: inout FindingList) {
        guard let profile, case .dates(let values) = column.values, profile.finiteCount > 0 else { return }
        let now = list.options.now.timeIntervalSince1970
        if profile.highest > now {
            let future = rows(values) { $0 > now }
            add(
                .warning, .futureDate, row: future.first, count: future.count,
                "\(Self.text(values[future.first ?? 0])) and \(future.count - 1) more in the future",
                expected: "dates until \(Self.text(now))", fix: "Check the order of day, month and year.",
                &list)
        }
        let year = 366.0 * 86_400
        for (stamp, name) in [(0.0, "1970-01-01"), (-2_208_988_800, "1900-01-01")] {
            let places = rows(values) { $0 == stamp }
            guard places.count >= max(2, profile.finiteCount / 100), profile.highest - stamp > year else {
                continue
            }
            add(
                .warning, .placeholder, row: places.first, count: places.count,
                "\(name) in \(places.count) rows",
                expected: "real dates", fix: "Name the text under missing-texts if it stands for no value.",
                &list)
        }
    }

    private static func text(_ seconds: Double) -> String {
        String(Date(timeIntervalSince1970: seconds).formatted(.iso8601).prefix(10))
    }
}

extension TextValues {
    /// A hash of each text.
    func hashes() -> [UInt64] {
        bytes.withUnsafeBytes { buffer in
            var begin = 0
            return ends.map { end in
                var hash = ContentHash()
                hash.add(UnsafeRawBufferPointer(rebasing: buffer[begin..<end]))
                begin = end
                return hash.value
            }
        }
    }
}
