// The generator behind the bootstrap: small, fast, and the same on every platform and Swift version.

/// Generates the xoshiro256** sequence of Blackman and Vigna (2018), seeded through SplitMix64 as they
/// advise.
public struct Xoshiro256: RandomNumberGenerator, Sendable, Codable, Equatable {
    private var state: [UInt64]

    /// Creates the generator of a seed.
    public init(seed: UInt64) {
        var splitMix = seed
        state = (0..<4).map { _ in Self.nextSplitMix(&splitMix) }
    }

    /// Creates the generator with a state of its own; nil if all four words are zero.
    public init?(state s0: UInt64, _ s1: UInt64, _ s2: UInt64, _ s3: UInt64) {
        guard s0 | s1 | s2 | s3 != 0 else { return nil }
        state = [s0, s1, s2, s3]
    }

    /// Returns the next 64 bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotated(state[1] &* 5, by: 7) &* 9
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = Self.rotated(state[3], by: 45)
        return result
    }

    /// Returns an index in 0..<bound, each equally likely; `bound` must be positive.
    ///
    /// The standard library's `Int.random` may change its algorithm between versions; this one does not
    /// (Lemire 2019).
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "Xoshiro256.index(below:): bug in Gimbal, the bound is not positive")
        let bound = UInt64(bound)
        let unfair = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= unfair { return Int(product.high) }
        }
    }

    private static func nextSplitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    private static func rotated(_ x: UInt64, by count: UInt64) -> UInt64 {
        (x << count) | (x >> (64 - count))
    }
}
