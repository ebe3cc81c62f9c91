// Rates, orders and refusals of the augmentations of tokens and signals.
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Augmentations of sequences")
struct SequenceAugmentationTests {
    /// Two hundred sequences of 50 tokens, each counting from 10.
    private static func tokens() throws -> Tensor {
        try Tensor((0..<10_000).map { 10 + $0 % 50 }, shape: [200, 50])
    }

    /// Signals that count up: value = 1000 · signal + 500 · channel + time.
    private static func signals(_ count: Int = 20, _ length: Int = 64) throws -> Tensor {
        let values = (0..<count * 2 * length).map { place -> Float in
            let row = place / (2 * length), channel = place / length % 2
            return Float(1000 * row + 500 * channel + place % length)
        }
        return try Tensor(values, shape: [count, 2, length])
    }

    private static func all() throws -> (
        tokens: [any Augmentation<Tensor>], signals: [any Augmentation<Tensor>]
    ) {
        (
            [
                try TokenMasking(mask: 1, vocabularyCount: 100), try TokenDeletion(rate: 0.3, padding: 0),
                try TokenSwap(count: 3),
            ],
            [
                try Jitter(deviation: 0.1), try SignalScaling(deviation: 0.1), try SignalCrop(length: 40),
                try SegmentPermutation(maximum: 5), try TimeWarp(),
            ]
        )
    }

    @Test("the same stream gives the same bits, another one others; the input stays")
    func deterministic() throws {
        let all = try Self.all()
        for (augmentations, sample) in [(all.tokens, try Self.tokens()), (all.signals, try Self.signals())] {
            let before = try sample.doubles()
            for augmentation in augmentations {
                let first = try augmentation(sample, RandomStream(seed: 1)).doubles()
                let second = try augmentation(sample, RandomStream(seed: 1)).doubles()
                let other = try augmentation(sample, RandomStream(seed: 2)).doubles()
                #expect(first == second && first != other)
            }
            #expect(try sample.doubles() == before)
        }
    }

    @Test("masking chooses its share, hides eight tenths of it, and remembers what was there")
    func masking() throws {
        let tokens = try Self.tokens(), special = [10, 11]
        let masking = try TokenMasking(rate: 0.2, mask: 1, vocabularyCount: 5, special: special)
        let masked = try masking.masked(tokens, RandomStream(seed: 3))
        let before = try tokens.integers(), after = try masked.tokens.integers()
        let targets = try masked.targets.integers()
        let chosen = targets.indices.filter { targets[$0] != MaskedTokens.ignored }
        let deviation = (9600.0 * 0.2 * 0.8).squareRoot()
        #expect(abs(Double(chosen.count) - 1920) < 4 * deviation)
        let isRight = chosen.allSatisfy { targets[$0] == before[$0] && !special.contains(before[$0]) }
        #expect(isRight)
        // A random token is the mask in one of five cases.
        let hidden = Double(chosen.count { after[$0] == 1 }) / Double(chosen.count)
        let kept = Double(chosen.count { after[$0] == before[$0] }) / Double(chosen.count)
        #expect(abs(hidden - 0.82) < 0.04)
        #expect(abs(kept - 0.1) < 0.03)
        let others = targets.indices.filter { targets[$0] == MaskedTokens.ignored }
        #expect(others.allSatisfy { after[$0] == before[$0] })
    }

    @Test("deletion keeps the order, pads the end and leaves one token at least")
    func deletion() throws {
        let tokens = try Self.tokens()
        let rows = try TokenDeletion(rate: 0.4, padding: 0)(tokens, RandomStream(seed: 4)).array2D(
            of: Int.self)
        var kept = 0
        for row in rows {
            let left = row.prefix { $0 != 0 }
            let isPadded = row.dropFirst(left.count).allSatisfy { $0 == 0 }
            #expect(Array(left) == left.sorted())
            #expect(isPadded)
            kept += left.count
        }
        let deviation = (10_000.0 * 0.4 * 0.6).squareRoot()
        #expect(abs(Double(kept) - 6000) < 4 * deviation)
        let all = try TokenDeletion(rate: 1, padding: 0)(tokens, RandomStream(seed: 5)).array2D(of: Int.self)
        let lengths = all.map { row in row.count { $0 != 0 } }
        #expect(lengths.allSatisfy { $0 == 1 })
        let none = try TokenDeletion(rate: 0, padding: 0)(tokens, RandomStream(seed: 5))
        #expect(try none.isEqual(to: tokens))
    }

    @Test("swaps keep the tokens of each sequence, and padding where it is")
    func swaps() throws {
        let tokens = try Self.tokens()
        let rows = try TokenSwap(count: 4, padding: 59)(tokens, RandomStream(seed: 6)).array2D(of: Int.self)
        for row in rows {
            #expect(row.sorted() == Array(10..<60) && row[49] == 59)
            let moved = (0..<50).count { row[$0] != 10 + $0 }
            #expect(moved <= 8)
        }
    }

    @Test("noise and factors have the deviation asked for, one factor per channel")
    func amplitudes() throws {
        let zeros = try Tensor.zeros([50, 2, 100]), ones = try Tensor.ones([500, 4, 3])
        let noise = try Jitter(deviation: 2)(zeros, RandomStream(seed: 7)).doubles()
        let variance = noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)
        #expect(abs(variance - 4) < 0.25)
        let factors = try SignalScaling(deviation: 0.5)(ones, RandomStream(seed: 8)).doubles()
        for start in stride(from: 0, to: factors.count, by: 3) {
            #expect(factors[start] == factors[start + 1] && factors[start] == factors[start + 2])
        }
        let spread = factors.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(factors.count)
        #expect(abs(spread - 0.25) < 0.04)
    }

    @Test("crops are runs of the signal, the same for both channels")
    func crops() throws {
        let parts = try SignalCrop(length: 40)(Self.signals(), RandomStream(seed: 9))
        #expect(parts.shape == [20, 2, 40])
        let values = try parts.floats()
        var starts: Set<Float> = []
        for row in 0..<20 {
            let first = values[row * 80] - Float(1000 * row)
            starts.insert(first)
            for time in 0..<40 {
                #expect(values[row * 80 + time] == Float(1000 * row) + first + Float(time))
                #expect(values[row * 80 + 40 + time] == Float(1000 * row + 500) + first + Float(time))
            }
        }
        #expect(starts.count > 5)
    }

    @Test("segments keep every value once, warping keeps the ends and the order")
    func timing() throws {
        let signals = try Self.signals(), before = try signals.floats()
        let mixed = try SegmentPermutation(maximum: 6)(signals, RandomStream(seed: 10)).floats()
        for row in 0..<40 {
            let range = row * 64..<(row + 1) * 64
            #expect(mixed[range].sorted() == Array(before[range]))
        }
        let warped = try TimeWarp(deviation: 0.4)(signals, RandomStream(seed: 11)).floats()
        for row in 0..<40 {
            let found = Array(warped[row * 64..<(row + 1) * 64])
            #expect(found == found.sorted())
            let first: Float = abs(found[0] - before[row * 64])
            let last: Float = abs(found[63] - before[row * 64 + 63])
            #expect(first < 1e-3)
            #expect(last < 1e-2)
        }
        let still = try TimeWarp(deviation: 0)(signals, RandomStream(seed: 12)).floats()
        #expect(zip(still, before).allSatisfy { abs($0 - $1) < 0.01 })
    }

    @Test("refuse settings out of range and samples of another form")
    func refuses() throws {
        #expect(throws: ConfigError.self) { try TokenMasking(rate: 2, mask: 1, vocabularyCount: 5) }
        #expect(throws: ConfigError.self) { try TokenMasking(mask: 1, vocabularyCount: 0) }
        #expect(throws: ConfigError.self) { try TokenDeletion(rate: -0.1, padding: 0) }
        #expect(throws: ConfigError.self) { try TokenSwap(count: -1) }
        #expect(throws: ConfigError.self) { try Jitter(deviation: .nan) }
        #expect(throws: ConfigError.self) { try SignalScaling(deviation: -1) }
        #expect(throws: ConfigError.self) { try SignalCrop(length: 0) }
        #expect(throws: ConfigError.self) { try SegmentPermutation(maximum: 0) }
        #expect(throws: ConfigError.self) { try TimeWarp(deviation: -1) }
        #expect(throws: ConfigError.self) { try TimeWarp(knotCount: -1) }
        let all = try Self.all()
        for augmentation in all.tokens {
            let error = #expect(throws: DataError.self) {
                try augmentation(Tensor.zeros([2, 3]), RandomStream(seed: 1))
            }
            #expect(error?.code == "data.augmentation.sequence")
        }
        for augmentation in all.signals {
            let error = #expect(throws: DataError.self) {
                try augmentation(Tensor.zeros([2, 3]), RandomStream(seed: 1))
            }
            #expect(error?.code == "data.augmentation.sequence")
        }
        #expect(throws: DataError.self) {
            try SignalCrop(length: 9)(Tensor.zeros([1, 1, 8]), RandomStream(seed: 1))
        }
    }
}
