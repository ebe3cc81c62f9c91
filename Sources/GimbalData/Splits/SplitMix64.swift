// A generator whose numbers never change: not with the Swift version, not with libtorch's.
import GimbalTensor

/// Generates the SplitMix64 sequence (Steele, Lea, Flood 2014), for shuffling and picking indices.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Continues where a stream is: takes two of its numbers, for loops in which a native call each would cost most.
    init(drawing stream: RandomStream) throws {
        let halves = try Tensor.randint([2], low: 0, high: 1 << 32, using: stream).integers()
        state = UInt64(halves[0]) << 32 | UInt64(halves[1])
    }

    /// Returns a number in [0, 1) with 53 random bits.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Returns the elements in a random order (Fisher and Yates).
    mutating func shuffled(_ elements: [Int]) -> [Int] {
        var result = elements
        for position in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(position, Int(below(UInt64(position + 1))))
        }
        return result
    }

    /// Returns a number below `bound`, each equally likely (Lemire 2019).
    mutating func below(_ bound: UInt64) -> UInt64 {
        let unfair = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= unfair { return product.high }
        }
    }
}
