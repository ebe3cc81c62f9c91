// Cutting text into tokens and numbering them, on bytes.
import GimbalCore

/// Which tokens of a training text get a number.
public struct VocabularyLimits: Sendable, Codable, Equatable {
    /// Times that a token must occur; rarer ones become `<unk>`.
    public var minimumCount = 1
    /// Most tokens, `<unk>` included: the most frequent ones; nil for no limit.
    public var maximumSize: Int?

    /// Keeps every token.
    public init() {}

    /// Sets limits.
    public init(minimumCount: Int = 1, maximumSize: Int? = nil) {
        self.minimumCount = minimumCount
        self.maximumSize = maximumSize
    }
}

/// Numbers tokens of text as they first occur, without a `String` for each.
///
/// The table is keyed by the tokens' bytes (FNV-1a, open addressing); every distinct token is kept once.
struct TokenCounter {
    /// Occurrences of each distinct token.
    private(set) var counts: [Int] = []
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var slots = [Int32](repeating: -1, count: 1 << 14)
    private var hashes: [UInt64] = []

    /// Number of distinct tokens.
    var count: Int { counts.count }

    /// The token of a number.
    func token(_ number: Int) -> String {
        String(decoding: bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]], as: UTF8.self)
    }

    /// Returns the number of a token, a new one if it is not known yet.
    mutating func number(_ token: UnsafeBufferPointer<UInt8>) -> Int32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in token { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 29
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, matches(token, number) {
                counts[number] += 1
                return Int32(number)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(counts.count)
        counts.append(1)
        hashes.append(hash)
        bytes.append(contentsOf: token)
        ends.append(bytes.count)
        if counts.count * 2 > slots.count { grow() }
        return Int32(counts.count - 1)
    }

    private func matches(_ token: UnsafeBufferPointer<UInt8>, _ number: Int) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == token.count else { return false }
        for place in 0..<token.count where bytes[start + place] != token[place] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}

extension TokenUnit {
    /// Calls `body` with every token of a text.
    ///
    /// Words are what stands between blanks; the end of a line is the word `<eos>`, also that of a last line without
    /// one. Characters are grapheme clusters; CR LF counts as one end of line, `\n`.
    func forEachToken(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        switch self {
        case .word: Self.words(text, body)
        case .character: Self.characters(text, body)
        }
    }

    private static func words(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let newline = UInt8(ascii: "\n")
        var isAtLineStart = true
        var start = 0
        Array("<eos>".utf8).withUnsafeBufferPointer { end in
            while start < text.count {
                let byte = text[start]
                if byte == newline { body(end) }
                isAtLineStart = byte == newline
                if byte <= 0x20 {
                    start += 1
                    continue
                }
                var stop = start + 1
                while stop < text.count, text[stop] > 0x20 { stop += 1 }
                body(UnsafeBufferPointer(rebasing: text[start..<stop]))
                start = stop
            }
            if !isAtLineStart { body(end) }
        }
    }

    private static func characters(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let newline = UInt8(ascii: "\n")
        var start = 0
        while start < text.count {
            // A line of ASCII is cut by bytes; others need Unicode's rules for what belongs together.
            var stop = start
            var isASCII = true
            while stop < text.count, text[stop] != newline {
                if text[stop] >= 0x80 { isASCII = false }
                stop += 1
            }
            let lineEnd = stop
            if stop > start, stop < text.count, text[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
            let line = UnsafeBufferPointer(rebasing: text[start..<stop])
            if isASCII {
                for place in 0..<line.count { body(UnsafeBufferPointer(rebasing: line[place...place])) }
            } else {
                for character in String(decoding: line, as: UTF8.self) {
                    var single = String(character)
                    single.withUTF8(body)
                }
            }
            if lineEnd < text.count { body(UnsafeBufferPointer(rebasing: text[lineEnd...lineEnd])) }
            start = lineEnd + 1
        }
    }
}

extension Vocabulary {
    /// The token that stands for those without a number.
    public static let unknown = "<unk>"

    /// Number of `<unk>`, if the vocabulary has it.
    public var unknownNumber: Int32? { index[Self.unknown] }

    /// Numbers the tokens of a text.
    ///
    /// - Returns: one number per token; unknown ones get that of `<unk>`.
    /// - Throws: `DataError` naming a token that has no number, if the vocabulary has no `<unk>`.
    public func encode(_ text: String, unit: TokenUnit) throws -> [Int32] {
        var result: [Int32] = []
        var stranger: String?
        var copy = text
        copy.withUTF8 { bytes in
            unit.forEachToken(bytes) { token in
                let name = String(decoding: token, as: UTF8.self)
                if let number = index[name] ?? unknownNumber {
                    result.append(number)
                } else if stranger == nil {
                    stranger = name
                }
            }
        }
        if let stranger {
            throw DataError(
                "vocabulary.unknown", "the token \"\(stranger)\" has no number, and there is no <unk>.",
                fix: "Train on a text that has it, or with a vocabulary that has <unk>.")
        }
        return result
    }

    /// Joins tokens: words with blanks and a line's end for `<eos>`, characters as they are.
    ///
    /// - Throws: `DataError` naming a number that no token has.
    public func decode(_ numbers: some Sequence<Int32>, unit: TokenUnit) throws -> String {
        var result = ""
        for number in numbers {
            guard tokens.indices.contains(Int(number)) else {
                throw DataError(
                    "vocabulary.range", "there is no token \(number), expected one in \(tokens.indices).",
                    fix: "Give numbers of this vocabulary.")
            }
            let token = tokens[Int(number)]
            switch unit {
            case .character: result += token
            case .word where token == "<eos>": result += "\n"
            case .word: result += result.isEmpty || result.last == "\n" ? token : " " + token
            }
        }
        return result
    }
}
