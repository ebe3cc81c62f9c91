// From texts to a corpus: the training text decides what has a number.
import Foundation
import GimbalCore

extension TextCorpus {
    /// Cuts and numbers texts.
    ///
    /// Tokens are numbered by falling frequency in the training text, then by their bytes; only those have numbers.
    /// `<unk>` stands for all others; where the training text does not contain it, it is added at the end if another
    /// text or the limits need it.
    ///
    /// - Parameters:
    ///   - train: UTF-8 text to learn from.
    ///   - validation: UTF-8 text to choose on; may be empty.
    ///   - test: UTF-8 text to judge on; may be empty.
    /// - Throws: `DataError` if the training text holds no token or the limits leave none.
    public init(
        train: Data, validation: Data = Data(), test: Data = Data(), unit: TokenUnit,
        limits: VocabularyLimits = VocabularyLimits(), provenance: DataProvenance
    ) throws {
        var counter = TokenCounter()
        let raw = Self.tokens(train, unit, &counter)
        let trained = counter.counts
        guard !raw.isEmpty else {
            throw DataError(
                "text.train", "data set \"\(provenance.name)\": the training text holds no token.",
                fix: "Give a text with words.")
        }
        let others = [validation, test].map { Self.tokens($0, unit, &counter) }
        let (vocabulary, numbers) = try Self.numbered(counter, trained: trained, limits, provenance.name)
        func renumbered(_ tokens: [Int32]) -> [Int32] { tokens.map { numbers[Int($0)] } }
        self.init(
            unit: unit, vocabulary: vocabulary, train: renumbered(raw), validation: renumbered(others[0]),
            test: renumbered(others[1]), provenance: provenance)
    }

    private static func tokens(_ text: Data, _ unit: TokenUnit, _ counter: inout TokenCounter) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(text.count / (unit == .word ? 5 : 1))
        text.withUnsafeBytes { bytes in
            unit.forEachToken(bytes.bindMemory(to: UInt8.self)) { result.append(counter.number($0)) }
        }
        return result
    }

    /// Chooses the known tokens; returns the vocabulary and the number of every token that was counted.
    private static func numbered(
        _ counter: TokenCounter, trained: [Int], _ limits: VocabularyLimits, _ name: String
    ) throws -> (Vocabulary, [Int32]) {
        let names = (0..<counter.count).map(counter.token)
        var kept = trained.indices.filter {
            trained[$0] >= limits.minimumCount && names[$0] != Vocabulary.unknown
        }
        kept.sort { (-trained[$0], names[$0]) < (-trained[$1], names[$1]) }
        let own = trained.indices.first { names[$0] == Vocabulary.unknown }
        if let most = limits.maximumSize, kept.count + (own == nil ? 0 : 1) > most {
            kept = Array(kept.prefix(max(0, most - 1)))
        }
        guard !kept.isEmpty else {
            throw DataError(
                "text.limits", "data set \"\(name)\": the limits leave no token of \(trained.count).",
                fix: "Lower the minimum count, or raise the maximum size to 2 at least.")
        }
        if let own {
            let place = kept.firstIndex { (-trained[$0], names[$0]) > (-trained[own], names[own]) }
            kept.insert(own, at: place ?? kept.count)
        }
        var tokens = kept.map { names[$0] }
        if own == nil, kept.count < counter.count { tokens.append(Vocabulary.unknown) }
        let unknown = own.flatMap { kept.firstIndex(of: $0) } ?? tokens.count - 1
        var numbers = [Int32](repeating: Int32(unknown), count: counter.count)
        for (number, token) in kept.enumerated() { numbers[token] = Int32(number) }
        return (try Vocabulary(tokens), numbers)
    }

    /// Numbers another text by this corpus's vocabulary.
    ///
    /// - Throws: `DataError` naming a token that has no number, if the vocabulary has no `<unk>`.
    public func encode(_ text: String) throws -> [Int32] { try vocabulary.encode(text, unit: unit) }

    /// Joins tokens to a text.
    ///
    /// - Throws: `DataError` naming a number that no token has.
    public func decode(_ tokens: some Sequence<Int32>) throws -> String {
        try vocabulary.decode(tokens, unit: unit)
    }
}
