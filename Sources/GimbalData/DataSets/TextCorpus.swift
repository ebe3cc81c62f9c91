// Texts as numbered tokens.
import GimbalCore

/// The known tokens and their numbers.
public struct Vocabulary: Sendable, Equatable {
    /// Tokens by number.
    public let tokens: [String]
    /// Number of each token.
    public let index: [String: Int32]

    /// Numbers tokens in the order given.
    ///
    /// - Throws: `DataError` if a token comes twice.
    public init(_ tokens: [String]) throws {
        self.tokens = tokens
        var index: [String: Int32] = [:]
        for (number, token) in tokens.enumerated() {
            guard index.updateValue(Int32(number), forKey: token) == nil else {
                throw DataError(
                    "vocabulary.twice", "the token \"\(token)\" comes twice.", fix: "List each token once.")
            }
        }
        self.index = index
    }

    /// Number of tokens.
    public var count: Int { tokens.count }
}

/// What a token is.
public enum TokenUnit: String, Sendable, Codable, CaseIterable {
    /// Texts between blanks; the end of a line is a token of its own, `<eos>`.
    case word
    /// Characters as readers see them (grapheme clusters), ends of lines included.
    case character
}

/// A corpus: tokens of the training, validation and test texts under one vocabulary.
public struct TextCorpus: DataContent {
    /// What a token is.
    public let unit: TokenUnit
    /// Known tokens: those of the training text, and `<unk>` where others contain more.
    public let vocabulary: Vocabulary
    /// Tokens to learn from.
    public let train: [Int32]
    /// Tokens to choose on; may be empty.
    public let validation: [Int32]
    /// Tokens to judge on; may be empty.
    public let test: [Int32]
    /// Where the data came from.
    public let provenance: DataProvenance

    /// Puts the parts together.
    public init(
        unit: TokenUnit, vocabulary: Vocabulary, train: [Int32], validation: [Int32] = [], test: [Int32] = [],
        provenance: DataProvenance
    ) {
        self.unit = unit
        self.vocabulary = vocabulary
        self.train = train
        self.validation = validation
        self.test = test
        self.provenance = provenance
    }

    /// The data as one case of all kinds.
    public var dataSet: DataSet { .text(self) }
}
