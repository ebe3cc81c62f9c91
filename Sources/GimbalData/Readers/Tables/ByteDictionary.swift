// Numbering distinct texts without making a string of each.
import Foundation

/// Gives each distinct text a number, in the order of first appearance.
struct ByteDictionary: Sendable {
    /// The distinct texts.
    private(set) var texts = TextValues()
    /// Slots of an open hash table: a text's number, or -1.
    private var slots = [Int32](repeating: -1, count: 64)
    private var hashes: [UInt64] = []

    /// Number of distinct texts.
    var count: Int { hashes.count }

    /// Returns the number of a text, a new one if it was not met before.
    mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let known = Int(slots[slot])
            if hashes[known] == hash, isEqual(known, text) { return Int32(known) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(hashes.count)
        slots[slot] = number
        hashes.append(hash)
        texts.append(text)
        if hashes.count * 2 > slots.count { grow() }
        return number
    }

    /// Returns the number of a text, or nil if it was not met.
    func known(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = Self.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let known = Int(slots[slot])
            if hashes[known] == hash, isEqual(known, text) { return Int32(known) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isEqual(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = number == 0 ? 0 : texts.ends[number - 1]
        guard texts.ends[number] - start == text.count else { return false }
        guard let other = text.baseAddress, !text.isEmpty else { return true }
        return texts.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            return memcmp(base + start, other, text.count) == 0
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// FNV-1a, its upper half folded in, since the table takes the lower bits.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ (hash >> 32)
    }
}
