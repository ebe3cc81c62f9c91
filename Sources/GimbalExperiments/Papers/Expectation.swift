// What must hold: comparisons of named scalars, `dagnn.accuracy - gcn.accuracy >= 0.015`.
import GimbalCore

/// The name of a measured mean: `alias.metric`, with `@data` where an experiment runs on several data sets.
public struct ScalarName: Sendable, Hashable {
    /// Alias of the method.
    public let alias: String
    /// Name of the metric.
    public let metric: String
    /// Name of the data set; nil where there is only one.
    public let data: String?

    /// Names a scalar.
    public init(alias: String, metric: String, data: String? = nil) {
        self.alias = alias
        self.metric = metric
        self.data = data
    }
}

extension ScalarName: CustomStringConvertible {
    /// The name as written in an expectation.
    public var description: String { "\(alias).\(metric)" + (data.map { "@\($0)" } ?? "") }
}

/// A sum of scalars and numbers, each with its sign.
public struct LinearExpression: Sendable, Hashable {
    /// What is added or subtracted.
    public enum Operand: Sendable, Hashable {
        /// A number.
        case number(Double)
        /// A measured value by name.
        case scalar(ScalarName)
    }

    /// An operand with its sign.
    public struct Term: Sendable, Hashable {
        /// Whether the operand is subtracted.
        public let isNegative: Bool
        /// What is added or subtracted.
        public let operand: Operand
    }

    /// The terms, as written.
    public let terms: [Term]

    /// The scalars that occur.
    public var scalars: [ScalarName] {
        terms.compactMap { if case .scalar(let name) = $0.operand { name } else { nil } }
    }

    /// Computes the sum.
    ///
    /// - Parameter value: the value of a scalar.
    public func evaluate(_ value: (ScalarName) throws -> Double) rethrows -> Double {
        try terms.reduce(0) { sum, term in
            let operand =
                switch term.operand {
                case .number(let number): number
                case .scalar(let name): try value(name)
                }
            return term.isNegative ? sum - operand : sum + operand
        }
    }
}

/// A statement about measured means that holds or does not.
///
/// `expectation = sum (">=" | "<=" | ">" | "<") sum`, `sum = [sign] operand { sign operand }`, `sign = "+" |
/// "-"`,
/// `operand = number | alias "." metric [ "@" data ]`. Names may contain hyphens, so a minus stands between
/// spaces.
public struct Expectation: Sendable, Hashable {
    /// How both sides are compared.
    public enum Relation: String, Sendable, CaseIterable {
        /// `>=`.
        case atLeast = ">="
        /// `<=`.
        case atMost = "<="
        /// `>`.
        case above = ">"
        /// `<`.
        case below = "<"

        /// Whether the relation holds.
        public func holds(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .atLeast: left >= right
            case .atMost: left <= right
            case .above: left > right
            case .below: left < right
            }
        }
    }

    /// The statement as written.
    public let text: String
    /// What is measured.
    public let left: LinearExpression
    /// How it is compared.
    public let relation: Relation
    /// What it is compared with.
    public let right: LinearExpression

    /// Reads a statement.
    ///
    /// - Throws: `ConfigError` with the position of the first character that does not fit.
    public init(_ text: String) throws {
        var parser = try ExpectationParser(text)
        (left, relation, right) = try parser.whole()
        self.text = text
    }

    /// The scalars on both sides.
    public var scalars: [ScalarName] { left.scalars + right.scalars }

    /// Checks the statement.
    ///
    /// - Parameter value: the value of a scalar.
    public func check(_ value: (ScalarName) throws -> Double) rethrows -> CheckedExpectation {
        let (measured, bound) = (try left.evaluate(value), try right.evaluate(value))
        return CheckedExpectation(
            text: text, measured: measured, bound: bound, holds: relation.holds(measured, bound))
    }
}

extension Expectation: Codable {
    /// Reads the statement from its text.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the statement as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A statement with what was measured.
public struct CheckedExpectation: Sendable, Codable, Equatable {
    /// The statement.
    public let text: String
    /// Value of its left side.
    public let measured: Double
    /// Value of its right side.
    public let bound: Double
    /// Whether it holds.
    public let holds: Bool
}
