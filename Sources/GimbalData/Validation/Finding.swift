// One thing that a check of data has found.
import GimbalCore

/// What was found, where, what is expected, and what to do.
public struct Finding: Sendable, Codable, Equatable {
    /// How much a finding matters.
    public enum Severity: String, Sendable, Codable, CaseIterable {
        /// The data cannot be used as they are.
        case error
        /// Results would probably mislead.
        case warning
        /// Worth knowing.
        case note
    }

    /// What a place is counted in.
    public enum Unit: String, Sendable, Codable, CaseIterable {
        /// Rows of a table, counted from 1 and without the header.
        case row
        /// Nodes of a graph, counted from 0.
        case node
        /// Graphs of a collection, counted from 0.
        case graph
        /// Images, counted from 0.
        case image
        /// Tokens of a text, counted from 0.
        case token
        /// Samples of blocks, counted from 0.
        case sample

        /// A number with its word: `1 row`, `2 rows`.
        func counted(_ count: Int) -> String { "\(count) \(rawValue)\(count == 1 ? "" : "s")" }
    }

    /// How much it matters.
    public let severity: Severity
    /// A stable dotted identifier: that of the rule (`data.check.constant`) or of the error while reading.
    public let code: String
    /// Place where it was found first; nil where it concerns all.
    public let row: Int?
    /// What `row` counts.
    public let unit: Unit
    /// Column, file, class or block; nil where it concerns all.
    public let column: String?
    /// How many rows, columns or pairs are concerned.
    public let count: Int
    /// What was found.
    public let found: String
    /// What is expected instead.
    public let expected: String
    /// What to do.
    public let fix: String

    /// The rule that found it; nil for errors while reading.
    public var rule: DataRule? {
        code.hasPrefix(DataRule.prefix)
            ? DataRule(rawValue: String(code.dropFirst(DataRule.prefix.count))) : nil
    }

    /// Reports that data could not be read.
    public init(_ error: some GimbalError) {
        severity = .error
        code = error.code
        row = nil
        unit = .row
        column = nil
        count = 1
        found = error.message
        expected = ""
        fix = error.fix
    }

    init(
        _ severity: Severity, _ rule: DataRule, row: Int? = nil, unit: Unit = .row, column: String? = nil,
        count: Int = 1, found: String, expected: String, fix: String
    ) {
        self.severity = severity
        code = DataRule.prefix + rule.rawValue
        self.row = row
        self.unit = unit
        self.column = column
        self.count = count
        self.found = found
        self.expected = expected
        self.fix = fix
    }
}

extension Finding: CustomStringConvertible {
    /// `warning: column "x", row 3: found ..., expected ... fix [code]` in one line.
    public var description: String {
        let places = [column.map { "column \"\($0)\"" }, row.map { "\(unit.rawValue) \($0)" }].compactMap {
            $0
        }
        let place = places.isEmpty ? "" : places.joined(separator: ", ") + ": "
        let wanted = expected.isEmpty ? found : "found \(found), expected \(expected)."
        return "\(severity.rawValue): \(place)\(wanted) \(fix) [\(code)]"
    }
}
