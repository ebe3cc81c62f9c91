// Checks of texts: unknown words, and test texts that were read in training.

/// Checks of a corpus.
enum TextChecks {
    /// Length of the stretches that are looked for in the training text.
    private static let stretch = 32

    static func run(_ content: TextCorpus, _ list: inout FindingList) {
        if content.train.isEmpty {
            list.add(
                .error, .empty, unit: .token, column: "train", count: 0, "no token to learn from",
                expected: "a training text", fix: "Name the file under files: {train: NAME}.")
        }
        for (name, tokens) in [
            ("train", content.train), ("validation", content.validation), ("test", content.test),
        ] {
            checkTokens(tokens, name, content.vocabulary, &list)
        }
        let known = Set(windows(content.train, step: 1))
        for (name, tokens) in [("validation", content.validation), ("test", content.test)] {
            let own = windows(tokens, step: stretch)
            let seen = own.count { known.contains($0) }
            guard !own.isEmpty, 20 * seen >= own.count, seen > 0 else { continue }
            list.add(
                .warning, .repeatedText, unit: .token, column: name, count: seen,
                "\(seen) of \(own.count) stretches of \(stretch) tokens that occur in the training text",
                expected: "text that was not read in training",
                fix: "Remove common texts from one of the parts.")
        }
    }

    private static func checkTokens(
        _ tokens: [Int32], _ name: String, _ vocabulary: Vocabulary, _ list: inout FindingList
    ) {
        if let bad = tokens.firstIndex(where: { $0 < 0 || $0 >= Int32(vocabulary.count) }) {
            list.add(
                .error, .tokenRange, row: bad, unit: .token, column: name, "token \(tokens[bad])",
                expected: "a number in 0..<\(vocabulary.count)", fix: "Number the tokens by the vocabulary.")
        }
        guard let unknown = vocabulary.index["<unk>"], !tokens.isEmpty else { return }
        let count = tokens.count { $0 == unknown }
        guard 20 * count >= tokens.count else { return }
        list.add(
            .warning, .unknownTokens, unit: .token, column: name, count: count,
            "\((100 * Double(count) / Double(tokens.count)).shortText) % unknown tokens",
            expected: "fewer than 5 %", fix: "Learn the vocabulary from more text, or read it by character.")
    }

    /// Hashes of stretches of tokens, at every `step`-th place; stretches of one token alone are left out.
    private static func windows(_ tokens: [Int32], step: Int) -> [UInt64] {
        guard tokens.count >= stretch else { return [] }
        // A rolling polynomial: one multiplication per token whatever the length.
        let base: UInt64 = 0x9e37_79b9_7f4a_7c15
        var power: UInt64 = 1
        for _ in 0..<stretch { power = power &* base }
        var result: [UInt64] = []
        result.reserveCapacity(tokens.count / step)
        var hash: UInt64 = 0
        for (place, token) in tokens.enumerated() {
            hash = hash &* base &+ UInt64(UInt32(bitPattern: token)) &+ 1
            if place >= stretch {
                hash = hash &- power &* (UInt64(UInt32(bitPattern: tokens[place - stretch])) &+ 1)
            }
            if place >= stretch - 1, (place - stretch + 1) % step == 0 { result.append(hash) }
        }
        return result
    }
}
