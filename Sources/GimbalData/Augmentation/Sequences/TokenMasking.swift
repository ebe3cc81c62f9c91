// Tokens hidden for a model to guess.
import GimbalCore
import GimbalTensor

/// Tokens of which some are hidden, and what they were.
public struct MaskedTokens: Sendable {
    /// The tokens that a model sees `[N, T]` int64.
    public let tokens: Tensor
    /// The original token where one was chosen, elsewhere `ignored` `[N, T]` int64.
    public let targets: Tensor

    /// The target of positions that are not to be guessed: cross-entropy's usual index to ignore.
    public static let ignored = -100
}

/// Chooses a share of the tokens and hides most of them.
///
/// Of the chosen tokens 80 % become the mask, 10 % a random token, 10 % stay; which ones were chosen is known from
/// `masked(_:_:)`.
/// - Shapes: `[N, T]` of int64 → the same.
/// - Paper: Devlin et al. 2019, arXiv 1810.04805, section 3.1.
public struct TokenMasking: Augmentation, Codable, Equatable {
    /// Share of tokens that are chosen, in 0...1.
    public let rate: Double
    /// Number of the mask.
    public let mask: Int
    /// Random tokens are drawn from 0..<vocabularyCount.
    public let vocabularyCount: Int
    /// Tokens that are never chosen: padding, separators.
    public let special: [Int]

    /// Describes the choice.
    ///
    /// - Throws: `ConfigError` if the rate is outside 0...1 or there is no vocabulary.
    public init(rate: Double = 0.15, mask: Int, vocabularyCount: Int, special: [Int] = []) throws {
        try checkProbability(rate, "TokenMasking")
        guard vocabularyCount > 0 else {
            throw augmentationError("TokenMasking", "the vocabulary has \(vocabularyCount) tokens")
        }
        self.rate = rate
        self.mask = mask
        self.vocabularyCount = vocabularyCount
        self.special = special
    }

    /// Returns the tokens with some hidden.
    ///
    /// - Throws: `DataError` if the tensor is no batch of tokens.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try masked(sample, stream).tokens
    }

    /// Returns the tokens with some hidden, and what is to be guessed.
    ///
    /// - Throws: `DataError` if the tensor is no batch of tokens.
    public func masked(_ sample: Tensor, _ stream: RandomStream) throws -> MaskedTokens {
        let (count, length) = try sequenceShape(ofTokens: sample, "TokenMasking")
        var tokens = try sample.integers()
        var targets = [Int](repeating: MaskedTokens.ignored, count: tokens.count)
        let untouched = Set(special)
        var numbers = try SplitMix64(drawing: stream)
        for place in tokens.indices where !untouched.contains(tokens[place]) && numbers.uniform() < rate {
            targets[place] = tokens[place]
            let kind = numbers.uniform()
            if kind < 0.8 {
                tokens[place] = mask
            } else if kind < 0.9 {
                tokens[place] = Int(numbers.below(UInt64(vocabularyCount)))
            }
        }
        return MaskedTokens(
            tokens: try Tensor(tokens, shape: [count, length]),
            targets: try Tensor(targets, shape: [count, length]))
    }
}

/// Checks that a tensor is a batch of tokens.
///
/// - Throws: `DataError` (`data.augmentation.sequence`) naming the augmentation.
func sequenceShape(ofTokens sample: Tensor, _ name: String) throws -> (count: Int, length: Int) {
    guard sample.rank == 2, sample.dtype == .int64 else {
        throw DataError(
            "augmentation.sequence",
            "\(name): the sample is \(sample.shape) of \(sample.dtype), expected [sequences, tokens] of int64.",
            fix: "Stack sequences of one length, padded where they are shorter.")
    }
    return (sample.shape[0], sample.shape[1])
}
