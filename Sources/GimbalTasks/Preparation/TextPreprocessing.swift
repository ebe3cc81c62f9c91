// What is done to texts before a network sees them: tokens become numbers, and numbers windows.
import GimbalCore
import GimbalData
import GimbalTensor

/// A fitted preprocessing of texts: the content of `preprocessing.json`.
public struct TextPreprocessing: Sendable, Codable, Equatable {
    /// Tokens of a window unless the user says otherwise.
    public static let standardWindow = 64
    /// Stands in targets where there is no token to predict; losses and metrics pass over it.
    public static let noTarget = -100

    /// What a token is.
    public let unit: TokenUnit
    /// The known tokens by number.
    public let tokens: [String]
    /// Tokens that a model sees at once, at most.
    public let window: Int

    /// Describes a preprocessing.
    ///
    /// - Throws: `ConfigError` unless the window has one token or more.
    public init(unit: TokenUnit, tokens: [String], window: Int = standardWindow) throws {
        guard window > 0 else {
            throw ConfigError(
                "text.window", "a window of \(window) tokens is not possible.",
                fix: "Give 1 or more; 64 is usual.")
        }
        self.unit = unit
        self.tokens = tokens
        self.window = window
    }

    /// Cuts tokens into windows side by side: each token but the first is predicted once.
    ///
    /// The last window is filled up: its inputs with token 0, its targets with `noTarget`.
    /// - Returns: inputs and targets `[windows, window]` int64.
    /// - Throws: `DataError` if there are not two tokens.
    public func windows(_ numbers: [Int32], name: String) throws -> TensorPart {
        guard numbers.count > 1 else {
            throw DataError(
                "text.short",
                "\(name): \(numbers.count) tokens, expected 2 at least: one to see, one to predict.",
                fix: "Give a longer text.")
        }
        let count = (numbers.count - 2) / window + 1
        var inputs = [Int](repeating: 0, count: count * window)
        var targets = [Int](repeating: Self.noTarget, count: count * window)
        for place in 0..<(numbers.count - 1) {
            inputs[place] = Int(numbers[place])
            targets[place] = Int(numbers[place + 1])
        }
        return TensorPart(
            inputs: try Tensor(inputs, shape: [count, window]),
            target: .tokens(try Tensor(targets, shape: [count, window]), count: tokens.count))
    }

    /// Numbers the tokens of a part of another corpus as this preprocessing does.
    ///
    /// - Throws: `DataError` naming a token that has no number, if there is no `<unk>`; or if the corpus is cut into words
    ///   and the model sees characters.
    public func renumbered(_ part: [Int32], of corpus: TextCorpus) throws -> [Int32] {
        let vocabulary = try Vocabulary(tokens)
        guard corpus.unit == unit else {
            guard corpus.unit == .character else {
                throw DataError(
                    "text.unit",
                    "data set \"\(corpus.provenance.name)\" is cut into words, the model predicts characters.",
                    fix: "Write unit: character into the text's data.yaml.")
            }
            return try vocabulary.encode(corpus.decode(part), unit: unit)
        }
        let numbers = corpus.vocabulary.tokens.map { vocabulary.index[$0] ?? vocabulary.unknownNumber }
        return try part.map { token in
            if let number = numbers[Int(token)] { return number }
            throw DataError(
                "vocabulary.unknown",
                "the token \"\(corpus.vocabulary.tokens[Int(token)])\" has no number, and there is no <unk>.",
                fix: "Train on a text that has it, or with a vocabulary that has <unk>.")
        }
    }
}
