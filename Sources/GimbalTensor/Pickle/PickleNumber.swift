// Numbers in the forms that pickles write them.
import Foundation

/// Decodes the numbers of a pickle.
enum PickleNumber {
    /// An integer of protocol 0; `00` and `01` are truth values.
    static func integerLine(_ line: Data) throws -> PickleItem {
        switch try PickleReader.ascii(line) {
        case "00": .bool(false)
        case "01": .bool(true)
        case let text: try decimal(text)
        }
    }

    /// A Python 2 long of protocol 0, such as `12L`.
    static func longLine(_ line: Data) throws -> PickleItem {
        let text = try PickleReader.ascii(line)
        return try decimal(text.hasSuffix("L") ? String(text.dropLast()) : text)
    }

    /// A number of protocol 0.
    static func realLine(_ line: Data) throws -> PickleItem {
        let text = try PickleReader.ascii(line)
        guard let value = Double(text) else { throw malformed(text) }
        return .real(value)
    }

    /// A position in the memo.
    static func memoLine(_ line: Data) throws -> Int {
        let text = try PickleReader.ascii(line)
        guard let index = Int(text), index >= 0 else { throw malformed(text) }
        return index
    }

    /// An integer of any size, least significant byte first.
    static func twosComplement(_ bytes: Data) -> PickleItem {
        let isNegative = bytes.last.map { $0 & 0x80 != 0 } ?? false
        let filler: UInt8 = isNegative ? 0xFF : 0
        guard bytes.dropFirst(8).allSatisfy({ $0 == filler }) else { return .largeInteger(bytes) }
        let low = bytes.prefix(8)
        let value = (0..<8).reduce(UInt64(0)) { value, index in
            let byte = index < low.count ? low[low.startIndex + index] : filler
            return value | UInt64(byte) << (8 * UInt64(index))
        }
        let result = Int(Int64(bitPattern: value))
        // Eight bytes may be all there is of the absolute value, with the sign in a ninth.
        return (result < 0) == isNegative ? .integer(result) : .largeInteger(bytes)
    }

    /// Digits that a decimal number may have: Python's own limit, because conversion takes quadratic time.
    private static let maximumDigits = 4300

    private static func decimal(_ text: String) throws -> PickleItem {
        if let value = Int(text) { return .integer(value) }
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.count <= maximumDigits,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw malformed(text) }
        var bytes: [UInt8] = []
        for digit in digits.utf8 {
            var carry = Int(digit) - 0x30
            for index in bytes.indices {
                carry += Int(bytes[index]) * 10
                bytes[index] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            if carry > 0 { bytes.append(UInt8(carry)) }
        }
        bytes.append(0)
        if isNegative {
            var carry = 1
            for index in bytes.indices {
                carry += Int(~bytes[index])
                bytes[index] = UInt8(carry & 0xFF)
                carry >>= 8
            }
        }
        return twosComplement(Data(bytes))
    }

    private static func malformed(_ text: String) -> PickleFailure {
        PickleFailure("value", "\"\(printable(text))\" is no number")
    }
}
