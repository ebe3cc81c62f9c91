// Hashes of rows, images and graphs, and which of them are the same.

/// Mixes numbers into 64 bits; equal inputs give equal hashes in every run.
///
/// - Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators" (the finaliser).
struct ContentHash {
    private(set) var value: UInt64

    init(_ seed: UInt64 = 0x9e37_79b9_7f4a_7c15) { value = seed }

    /// Adds 64 bits.
    @inline(__always)
    mutating func add(_ bits: UInt64) {
        var mixed = (value ^ bits) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        value = mixed ^ (mixed >> 31)
    }

    /// Adds a number; 0 and -0 are the same.
    @inline(__always)
    mutating func add(number: Double) { add((number == 0 ? 0 : number).bitPattern) }

    /// Adds bytes, eight at a time, and their number.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        add(rest)
        add(UInt64(bytes.count))
    }
}

/// Samples with equal content.
struct EqualSamples {
    /// Groups of two samples or more with equal hashes; ascending within, ordered by their first sample.
    let groups: [[Int]]

    /// Finds equal hashes.
    ///
    /// - Complexity: O(n log n) time, 16 bytes per sample.
    init(_ hashes: [UInt64]) {
        var pairs = hashes.enumerated().map { (hash: $1, sample: $0) }
        pairs.sort { ($0.hash, $0.sample) < ($1.hash, $1.sample) }
        var found: [[Int]] = []
        var begin = 0
        while begin < pairs.count {
            var end = begin + 1
            while end < pairs.count, pairs[end].hash == pairs[begin].hash { end += 1 }
            if end - begin > 1 { found.append(pairs[begin..<end].map(\.sample)) }
            begin = end
        }
        groups = found.sorted { $0[0] < $1[0] }
    }

    /// Samples that came before.
    var repeatedCount: Int { groups.reduce(0) { $0 + $1.count - 1 } }
}
