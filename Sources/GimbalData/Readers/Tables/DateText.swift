// Dates and times as people write them.

/// Reads dates of one way of writing.
enum DateText: Int, CaseIterable, Sendable {
    /// 2024-05-31 or 2024/05/31 (ISO 8601).
    case yearFirst
    /// 31.5.2024.
    case dayDotted
    /// 5/31/2024.
    case monthSlashed
    /// 31/5/2024.
    case daySlashed

    /// Seconds since 1970-01-01 00:00 UTC; nil if the text is no date of this kind.
    ///
    /// A time may follow after a blank or `T`: 13:45, 13:45:10, 13:45:10.25, with `Z` or an offset such as +02:00;
    /// without one, UTC is taken.
    func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard (8...40).contains(text.count) else { return nil }
        var reader = DigitReader(text)
        guard let first = reader.number(1...4) else { return nil }
        let separator = reader.take()
        guard separators.contains(separator), let second = reader.number(1...2), reader.take() == separator,
            let third = reader.number(self == .yearFirst ? 1...2 : 4...4)
        else { return nil }
        let (year, month, day) =
            switch self {
            case .yearFirst: (first, second, third)
            case .dayDotted, .daySlashed: (third, second, first)
            case .monthSlashed: (third, first, second)
            }
        guard self != .yearFirst || first >= 1000, let days = Self.days(year, month, day) else { return nil }
        if reader.isAtEnd { return Double(days * 86400) }
        guard let seconds = Self.time(&reader), reader.isAtEnd else { return nil }
        return Double(days * 86400) + seconds
    }

    private var separators: [UInt8] {
        switch self {
        case .yearFirst: [UInt8(ascii: "-"), UInt8(ascii: "/")]
        case .dayDotted: [UInt8(ascii: ".")]
        case .monthSlashed, .daySlashed: [UInt8(ascii: "/")]
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar; nil if there is no such day.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = (31, isLeap ? 29 : 28, 30)
        let length = month == 2 ? lengths.1 : [4, 6, 9, 11].contains(month) ? lengths.2 : lengths.0
        guard (1...length).contains(day) else { return nil }
        // Years that begin in March, so that the leap day is the last one.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }

    private static func time(_ reader: inout DigitReader) -> Double? {
        let mark = reader.take()
        guard mark == 0x20 || mark == UInt8(ascii: "T"), let hour = reader.number(1...2), hour < 24,
            reader.take() == UInt8(ascii: ":"), let minute = reader.number(2...2), minute < 60
        else { return nil }
        var seconds = Double(hour * 3600 + minute * 60)
        if reader.skip(UInt8(ascii: ":")) {
            guard let second = reader.number(2...2), second < 61 else { return nil }
            seconds += Double(second)
            if reader.skip(UInt8(ascii: ".")) {
                guard let fraction = reader.fraction() else { return nil }
                seconds += fraction
            }
        }
        if reader.isAtEnd || reader.skip(UInt8(ascii: "Z")) { return seconds }
        let sign = reader.take()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = reader.number(2...2),
            hours < 15
        else { return nil }
        _ = reader.skip(UInt8(ascii: ":"))
        guard let minutes = reader.number(2...2), minutes < 60 else { return nil }
        let offset = Double(hours * 3600 + minutes * 60)
        return seconds - (sign == UInt8(ascii: "+") ? offset : -offset)
    }
}

/// Reads digits and single characters.
private struct DigitReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { index == text.count }

    /// The next byte; 0 at the end.
    mutating func take() -> UInt8 {
        guard index < text.count else { return 0 }
        index += 1
        return text[index - 1]
    }

    /// Steps over a byte if it comes next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    /// A number of so many digits.
    mutating func number(_ counts: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while index < text.count, count < counts.upperBound, text[index] &- 48 < 10 {
            value = value * 10 + Int(text[index] - 48)
            index += 1
            count += 1
        }
        return counts.contains(count) ? value : nil
    }

    /// Digits after a decimal point.
    mutating func fraction() -> Double? {
        var value = 0.0
        var scale = 1.0
        let start = index
        while index < text.count, text[index] &- 48 < 10 {
            scale /= 10
            value += Double(text[index] - 48) * scale
            index += 1
        }
        return index > start ? value : nil
    }
}
