// One column of a table with what training rows taught about it.
import Foundation
import GimbalCore

/// A column as the preprocessing expects it, and what becomes of it.
public struct FittedColumn: Sendable, Codable, Equatable {
    /// What was learnt.
    public enum Content: Sendable, Codable, Equatable {
        /// A scaling, after log(1 + x) where `logarithm`; the median training value replaces missing ones.
        case number(NumberTransform, logarithm: Bool, fill: Double)
        /// Known categories in order; whether rare ones share a further place; the most frequent training category
        /// replaces missing ones.
        case category(names: [String], hasRare: Bool, fill: String, encoding: CategoryEncoding)
        /// Phases of year and week, of the day where `hasHours`, and elapsed time in units of the training span; the
        /// median replaces missing ones. Seconds since 1970.
        case date(start: Double, span: Double, hasHours: Bool, fill: Double)
    }

    /// Name of the source column.
    public let name: String
    /// What was learnt.
    public let content: Content
    /// Whether a further feature tells where values are missing.
    public let marksMissing: Bool

    /// Kind that the source column must have.
    public var kind: ColumnKind {
        switch content {
        case .number: .number
        case .category: .category
        case .date: .date
        }
    }

    /// Names of the features that the column gives; none for codes.
    public var featureNames: [String] {
        let own: [String] =
            switch content {
            case .number: [name]
            case .category(let names, let hasRare, _, .oneHot):
                (names + (hasRare ? ["(rare)"] : [])).map { "\(name)=\($0)" }
            case .category: []
            case .date(_, _, let hasHours, _):
                (["year sin", "year cos", "week sin", "week cos"]
                    + (hasHours ? ["day sin", "day cos"] : []) + ["elapsed"]).map { "\(name) \($0)" }
            }
        return own + (marksMissing ? ["\(name) missing"] : [])
    }

    /// Number of codes, the one for unknown categories included; nil unless the column gives codes.
    public var codeCount: Int? {
        guard case .category(let names, let hasRare, _, .codes) = content else { return nil }
        return names.count + (hasRare ? 1 : 0) + 1
    }
}

extension FittedColumn {
    /// Learns from training rows; nil with the reason for a column that teaches nothing.
    static func fit(_ column: Column, rows: [Int], plan: PreprocessingPlan) throws -> (FittedColumn?, String)
    {
        let present = rows.filter { !column.isMissing($0) }
        if present.isEmpty { return (nil, "it has no value in the training rows") }
        let marks = plan.marksMissing && plan.missing == .impute && present.count < rows.count
        let content: Content?
        switch column.values {
        case .numbers(let all): content = try number(column.name, present.map { all[$0] }, plan)
        case .categories(let codes, let names):
            content = category(present.map { Int(codes[$0]) }, names, column.name, plan)
        case .dates(let all): content = date(present.map { all[$0] })
        case .texts: return (nil, "it holds free text")
        }
        guard let content else { return (nil, "it is constant in the training rows") }
        return (FittedColumn(name: column.name, content: content, marksMissing: marks), "")
    }

    private static func number(_ name: String, _ values: [Double], _ plan: PreprocessingPlan) throws
        -> Content?
    {
        if values.allSatisfy({ $0 == values[0] }) { return nil }
        let logarithm = plan.logarithms.contains(name)
        let used = logarithm ? try logarithms(values, name) : values
        if let bad = used.first(where: { !$0.isFinite }) {
            throw DataError(
                "preprocessing.finite", "column \"\(name)\" holds \(bad) in the training rows.",
                fix: "Repair the value, or mark it as missing.")
        }
        let transform = NumberTransform(
            plan.numberColumns[name] ?? plan.numbers, fitting: used, quantileCount: plan.quantileCount)
        return .number(transform, logarithm: logarithm, fill: interpolatedQuantile(0.5, of: values.sorted()))
    }

    static func logarithms(_ values: [Double], _ name: String) throws -> [Double] {
        if let bad = values.first(where: { $0 <= -1 }) {
            throw DataError(
                "preprocessing.logarithm",
                "column \"\(name)\" holds \(bad), log(1 + x) needs values above -1.",
                fix: "Leave the column out of the plan's logarithms.")
        }
        return values.map { log1p($0) }
    }

    private static func category(
        _ codes: [Int], _ names: [String], _ name: String, _ plan: PreprocessingPlan
    )
        -> Content?
    {
        var counts = [Int](repeating: 0, count: names.count)
        for code in codes { counts[code] += 1 }
        let seen = names.indices.filter { counts[$0] > 0 }
        guard seen.count > 1, let top = seen.max(by: { (counts[$0], $1) < (counts[$1], $0) }) else {
            return nil
        }
        let kept = seen.filter { counts[$0] >= plan.rareBelow }
        return .category(
            names: kept.map { names[$0] }, hasRare: kept.count < seen.count, fill: names[top],
            encoding: plan.categoryColumns[name] ?? plan.categories)
    }

    private static func date(_ values: [Double]) -> Content? {
        let sorted = values.sorted()
        let start = sorted[0], span = sorted[sorted.count - 1] - start
        guard span > 0 else { return nil }
        let hasHours = sorted.contains { $0.truncatingRemainder(dividingBy: 86_400) != 0 }
        return .date(
            start: start, span: span, hasHours: hasHours, fill: interpolatedQuantile(0.5, of: sorted))
    }
}
