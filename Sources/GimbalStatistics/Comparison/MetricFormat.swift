// How values of a metric are written for people.

import Numerics

/// Says how values of a metric are written in tables and sentences.
public enum MetricFormat: Sendable, Codable, Equatable {
    /// A fraction, written as a percentage; differences are points.
    case percent
    /// A plain number with its unit; an empty unit for none.
    case number(unit: String)

    /// Returns a value, such as "84.4 %" or "0.532 s".
    public func text(_ value: Double) -> String {
        let scaled = value * scale
        return fixed(scaled, decimals: decimals(for: [scaled])) + valueUnit
    }

    /// Returns a mean with its deviation, such as "84.4 ± 0.5 %"; without one, the value alone.
    public func text(_ value: Double, deviation: Double?) -> String {
        guard let deviation else { return text(value) }
        let (scaled, spread) = (value * scale, deviation * scale)
        // Equal values have a deviation of a few last bits.
        let decimals =
            spread <= abs(scaled) * 1e-12
            ? decimals(for: [scaled]) : decimals(for: [spread], digits: self == .percent ? 1 : 2)
        return "\(fixed(scaled, decimals: decimals)) ± \(fixed(spread, decimals: decimals))\(valueUnit)"
    }

    /// Returns the size of a difference, such as "2.3 points", and its interval, such as "1.8 to 2.7".
    ///
    /// All three share the decimals that the largest of them needs. A negative difference is turned around
    /// together with its interval, for sentences that name the direction in words.
    public func difference(_ difference: Double, _ interval: Interval) -> (size: String, interval: String) {
        let sign = difference < 0 ? -scale : scale
        let bounds = [interval.low * sign, interval.high * sign].sorted()
        let size = difference * sign
        let decimals = decimals(for: bounds + [size])
        return (
            fixed(size, decimals: decimals) + differenceUnit,
            "\(fixed(bounds[0], decimals: decimals)) to \(fixed(bounds[1], decimals: decimals))"
        )
    }

    /// Returns a chosen size such as a margin in the unit of differences, such as "0.5 points"; no idle
    /// zeros.
    public func differenceText(_ size: Double) -> String {
        let scaled = size * scale
        let least = self == .percent ? 1 : 0
        var decimals = decimals(for: [scaled], digits: 3)
        var text = fixed(scaled, decimals: decimals)
        while decimals > least, text.last == "0" {
            decimals -= 1
            text = fixed(scaled, decimals: decimals)
        }
        return text + differenceUnit
    }

    private var scale: Double { self == .percent ? 100 : 1 }

    private var valueUnit: String {
        switch self {
        case .percent: " %"
        case .number(let unit): unit.isEmpty ? "" : " \(unit)"
        }
    }

    private var differenceUnit: String { self == .percent ? " points" : valueUnit }

    /// Returns the decimals that show so many digits of the largest value, but one at least for percentages.
    private func decimals(for values: [Double], digits: Int? = nil) -> Int {
        let largest = values.reduce(0) { max($0, abs($1)) }
        let least = self == .percent ? 1 : 0
        guard largest > 0, largest.isFinite else { return least }
        let digits = digits ?? (self == .percent ? 2 : 3)
        return min(15, max(least, digits - 1 - Int(Double.log10(largest).rounded(.down))))
    }
}

/// Returns a number with a fixed count of decimals, rounded half away from zero; no "-0.0".
func fixed(_ value: Double, decimals: Int) -> String {
    let power = Double.pow(10, decimals)
    let scaled = (abs(value) * power).rounded()
    // Whole numbers are exact up to 2⁵³; what lies beyond has no decimals to show.
    guard scaled < 9e15 else { return "\(value)" }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    var digits = String(Int(scaled))
    guard decimals > 0 else { return sign + digits }
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
}

/// Returns a p-value with its relation, such as "= 0.0123", "= 0.21" or "< 0.0001".
func pValueText(_ p: Double) -> String {
    if p < 0.0001 { return "< 0.0001" }
    return "= \(fixed(p, decimals: p < 0.1 ? 4 : 2))"
}
