// Numbers as people read them: counts, durations, bytes.
import Foundation

/// Writes numbers for tables and progress lines, the same in every locale.
public enum NumberText {
    /// Returns a number with a fixed count of decimals.
    public static func decimal(_ value: Double, places: Int) -> String {
        let text = String(format: "%.\(places)f", value)
        return Double(text) == 0 && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// Returns a count with commas between thousands: `1,433`.
    public static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }

    /// Returns a duration with two or three digits: `0.52 s`, `12.3 s`, `4 min 05 s`, `2 h 10 min`.
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "?" }
        if seconds < 9.995 { return decimal(seconds, places: 2) + " s" }
        if seconds < 99.95 { return decimal(seconds, places: 1) + " s" }
        let whole = Int(min(seconds, 1e12).rounded())
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(count(whole / 3600)) h \(twoDigits(whole / 60 % 60)) min"
    }

    /// Returns a number of bytes in decimal units with three digits: `412 MB`, `1.24 GB`.
    public static func bytes(_ count: Int) -> String {
        var value = Double(count), unit = 0
        let units = ["B", "kB", "MB", "GB", "TB", "PB"]
        while value >= 999.5, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        let places = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
        return "\(decimal(value, places: places)) \(units[unit])"
    }

    /// Returns a p-value: `0.012`, `< 0.0001`.
    public static func pValue(_ p: Double) -> String {
        p < 0.0001 ? "< 0.0001" : decimal(p, places: p < 0.1 ? 4 : 2)
    }

    /// Returns the shortest text that reads back to the same number.
    public static func exact(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
