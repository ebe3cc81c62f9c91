// Findings as they come, limited per rule and put in order.

/// Collects findings.
struct FindingList {
    let options: ValidationOptions
    private var findings: [Finding] = []
    /// Findings per code that were not kept, because the rule had named enough places.
    private var surplus: [String: Int] = [:]
    private var kept: [String: Int] = [:]

    init(_ options: ValidationOptions) { self.options = options }

    /// Adds a finding, or only counts it if its rule has named enough places.
    mutating func add(_ finding: Finding) {
        if kept[finding.code, default: 0] < options.limit {
            kept[finding.code, default: 0] += 1
            findings.append(finding)
        } else {
            surplus[finding.code, default: 0] += 1
        }
    }

    /// Adds a finding of a rule.
    mutating func add(
        _ severity: Finding.Severity, _ rule: DataRule, row: Int? = nil, unit: Finding.Unit = .row,
        column: String? = nil, count: Int = 1, _ found: String, expected: String, fix: String
    ) {
        add(
            Finding(
                severity, rule, row: row, unit: unit, column: column, count: count, found: found,
                expected: expected, fix: fix))
    }

    /// Errors, warnings, notes; each in the order of the rules, then as they came; what was only counted comes last
    /// of its rule.
    var sorted: [Finding] {
        var all = findings
        for (code, count) in surplus {
            guard let last = findings.last(where: { $0.code == code }), let rule = last.rule else { continue }
            all.append(
                Finding(
                    last.severity, rule, unit: last.unit, count: count,
                    found: "the same \(count) more times", expected: last.expected, fix: last.fix))
        }
        let rules = Dictionary(
            uniqueKeysWithValues: DataRule.allCases.enumerated().map { ($1.code, $0) })
        let severities: [Finding.Severity: Int] = [.error: 0, .warning: 1, .note: 2]
        func order(_ item: (offset: Int, element: Finding)) -> (Int, Int, Int) {
            (severities[item.element.severity] ?? 0, rules[item.element.code] ?? -1, item.offset)
        }
        return all.enumerated().sorted { order($0) < order($1) }.map(\.element)
    }
}
