// Tokens left out and tokens that change places.
import GimbalCore
import GimbalTensor

/// Leaves each token out with a probability, but never all; what follows moves up and the end is padded.
///
/// - Shapes: `[N, T]` of int64 → the same.
/// - Paper: Wei, Zou 2019, "EDA", arXiv 1901.11196, section 2.
public struct TokenDeletion: Augmentation, Codable, Equatable {
    /// How likely a token is left out, in 0...1.
    public let rate: Double
    /// The token that fills the end; tokens equal to it are taken for padding and never counted.
    public let padding: Int

    /// Describes the deletion.
    ///
    /// - Throws: `ConfigError` if the rate is outside 0...1.
    public init(rate: Double, padding: Int) throws {
        try checkProbability(rate, "TokenDeletion")
        self.rate = rate
        self.padding = padding
    }

    /// Returns the shortened sequences.
    ///
    /// - Throws: `DataError` if the tensor is no batch of tokens.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let (count, length) = try sequenceShape(ofTokens: sample, "TokenDeletion")
        let tokens = try sample.integers()
        var result = [Int](repeating: padding, count: tokens.count)
        var numbers = try SplitMix64(drawing: stream)
        for row in 0..<count {
            let places = (row * length..<(row + 1) * length).filter { tokens[$0] != padding }
            var kept = places.filter { _ in numbers.uniform() >= rate }
            if kept.isEmpty, !places.isEmpty {
                kept = [places[Int(numbers.below(UInt64(places.count)))]]
            }
            for (position, place) in kept.enumerated() { result[row * length + position] = tokens[place] }
        }
        return try Tensor(result, shape: [count, length])
    }
}

/// Lets pairs of tokens of a sequence change places.
///
/// - Shapes: `[N, T]` of int64 → the same.
/// - Paper: Wei, Zou 2019, "EDA", arXiv 1901.11196, section 2.
public struct TokenSwap: Augmentation, Codable, Equatable {
    /// Number of swaps per sequence.
    public let count: Int
    /// A token that never moves; nil for none.
    public let padding: Int?

    /// Describes the swaps.
    ///
    /// - Throws: `ConfigError` if the number is negative.
    public init(count: Int, padding: Int? = nil) throws {
        guard count >= 0 else { throw augmentationError("TokenSwap", "\(count) swaps, expected 0 or more") }
        self.count = count
        self.padding = padding
    }

    /// Returns the sequences in another order.
    ///
    /// - Throws: `DataError` if the tensor is no batch of tokens.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let (rows, length) = try sequenceShape(ofTokens: sample, "TokenSwap")
        var tokens = try sample.integers()
        var numbers = try SplitMix64(drawing: stream)
        for row in 0..<rows {
            let places = (row * length..<(row + 1) * length).filter { tokens[$0] != padding }
            guard places.count > 1 else { continue }
            for _ in 0..<count {
                let first = places[Int(numbers.below(UInt64(places.count)))]
                let second = places[Int(numbers.below(UInt64(places.count)))]
                tokens.swapAt(first, second)
            }
        }
        return try Tensor(tokens, shape: [rows, length])
    }
}
