// Numbers written in decimal, read to the nearest double.

/// Reads decimal numbers.
enum NumberText {
    /// The number that a text states, correctly rounded; nil if it states none.
    ///
    /// Digits with an optional sign, decimal mark and exponent, or `nan`, `inf`, `infinity` in any case.
    ///
    /// - Parameter mark: the decimal mark.
    static func parse(_ text: UnsafeBufferPointer<UInt8>, mark: UInt8 = 0x2E) -> Double? {
        guard let first = text.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        var index = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        var parts = Decimal()
        index = parts.takeDigits(text, from: index, areFractional: false)
        if index < text.count, text[index] == mark {
            index = parts.takeDigits(text, from: index + 1, areFractional: true)
        }
        guard parts.hasDigits else { return word(text, isNegative: isNegative) }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            guard let stop = parts.takeExponent(text, from: index + 1) else { return nil }
            index = stop
        }
        guard index == text.count else { return nil }
        let size = parts.isCut ? nil : rounded(parts.digits, parts.exponent)
        guard let size else { return general(text, mark: mark) }
        return isNegative ? -size : size
    }

    /// Whether a text is a whole number of so many digits that a double may not hold it.
    static func isLongInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= 17 && text.allSatisfy { $0 &- 48 < 10 }
    }

    /// digits · 10^exponent, nearest even double; nil where the fast ways do not serve.
    static func rounded(_ digits: UInt64, _ exponent: Int) -> Double? {
        if exponent == 0 || digits == 0 { return Double(digits) }
        // Both factors are exact, so that one operation rounds once (Clinger 1990).
        if digits <= 1 << 53, (-22...22).contains(exponent) {
            return exponent < 0 ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
        }
        guard (-19 ... -1).contains(exponent) else { return nil }
        return quotient(digits, wholePowers[-exponent])
    }

    /// numerator / denominator, nearest even double: 64 bits of the quotient and whether anything remains.
    private static func quotient(_ numerator: UInt64, _ denominator: UInt64) -> Double {
        let up = numerator.leadingZeroBitCount
        let down = denominator.leadingZeroBitCount
        let top = numerator << UInt64(up)
        let bottom = denominator << UInt64(down)
        // The upper word must be below the divisor, so that the quotient fits 64 bits.
        let isBelow = top < bottom
        let parts = isBelow ? (top, UInt64(0)) : (top >> 1, top << 63)
        let (bits, rest) = bottom.dividingFullWidth(parts)
        var significand = bits >> 11
        let cut = bits & 0x7FF
        if cut > 0x400 || (cut == 0x400 && (rest != 0 || significand & 1 == 1)) { significand += 1 }
        let exponent = 11 - (isBelow ? 64 : 63) + down - up
        return Double(significand) * Double(bitPattern: UInt64(exponent + 1023) << 52)
    }

    private static func general(_ text: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Double? {
        Double(String(decoding: text.map { $0 == mark ? 0x2E : $0 }, as: UTF8.self))
    }

    private static func word(_ text: UnsafeBufferPointer<UInt8>, isNegative: Bool) -> Double? {
        guard text.count <= 9 else { return nil }
        var word = String(decoding: text, as: UTF8.self).lowercased()
        if word.hasPrefix("-") || word.hasPrefix("+") { word.removeFirst() }
        switch word {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }

    private static let wholePowers: [UInt64] = (0...19).map { count in
        (0..<count).reduce(1 as UInt64) { power, _ in power * 10 }
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
        1e19, 1e20, 1e21, 1e22,
    ]
}

/// A decimal number while it is read.
private struct Decimal {
    /// The first 19 significant digits: what 64 bits hold.
    var digits: UInt64 = 0
    var exponent = 0
    var hasDigits = false
    /// Whether digits beyond the nineteenth were not zero.
    var isCut = false
    private var significantCount = 0

    mutating func takeDigits(_ text: UnsafeBufferPointer<UInt8>, from start: Int, areFractional: Bool) -> Int
    {
        var index = start
        while index < text.count {
            let digit = text[index] &- 48
            guard digit < 10 else { break }
            if significantCount < 19 {
                digits = digits &* 10 &+ UInt64(digit)
                if digits != 0 { significantCount += 1 }
                if areFractional { exponent -= 1 }
            } else {
                if digit != 0 { isCut = true }
                if !areFractional { exponent += 1 }
            }
            index += 1
        }
        if index > start { hasDigits = true }
        return index
    }

    mutating func takeExponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < text.count else { return nil }
        let isNegative = text[start] == UInt8(ascii: "-")
        let first = isNegative || text[start] == UInt8(ascii: "+") ? start + 1 : start
        var index = first
        var value = 0
        while index < text.count {
            let digit = text[index] &- 48
            guard digit < 10 else { break }
            // Beyond this every number is zero or infinite; the general way says which.
            value = min(value * 10 + Int(digit), 100_000)
            index += 1
        }
        guard index > first else { return nil }
        exponent += isNegative ? -value : value
        return index
    }
}
