// From a corpus to a problem: windows of tokens with the tokens that follow.
import GimbalCore
import GimbalData

extension TensorProblem {
    /// Makes the problem of predicting the next token.
    ///
    /// - Parameters:
    ///   - corpus: tokens of three parts; see `TextCorpus.dividing`.
    ///   - window: tokens that a model sees at once, at most.
    /// - Returns: the problem, whose inputs are token numbers `[N, window]` and whose targets are the tokens after them;
    ///   and the preprocessing that new texts need.
    /// - Throws: `DataError` if a part has fewer than two tokens; `ConfigError` for a window below 1.
    public static func text(
        _ task: LearningTask, _ corpus: TextCorpus, window: Int = TextPreprocessing.standardWindow
    ) throws -> (problem: TensorProblem, preprocessing: TextPreprocessing) {
        let preprocessing = try TextPreprocessing(
            unit: corpus.unit, tokens: corpus.vocabulary.tokens, window: window)
        func part(_ tokens: [Int32], _ name: String) throws -> TensorPart {
            try preprocessing.windows(tokens, name: "data set \"\(corpus.provenance.name)\", \(name) text")
        }
        let problem = TensorProblem(
            task: task, train: try part(corpus.train, "training"),
            validation: try part(corpus.validation, "validation"), test: try part(corpus.test, "test"))
        return (problem, preprocessing)
    }
}

extension TextCorpus {
    /// Returns a corpus in which no part is missing: what it lacks is cut from the end of the training text, a tenth of it
    /// for each part.
    public var completed: TextCorpus {
        let missing = [validation, test].count(where: \.isEmpty)
        let share = train.count / 10, kept = train.count - missing * share
        let tail = [kept, kept + (missing - 1) * share].map {
            Array(train[min($0, train.count)...].prefix(share))
        }
        return missing == 0
            ? self
            : replacing(
                train: Array(train[..<kept]), validation: validation.isEmpty ? tail[0] : validation,
                test: test.isEmpty ? tail[1] : test)
    }

    /// Divides all tokens in their order; what the shares leave over is not used.
    public func dividing(
        train trainShare: Double, validation validationShare: Double, test testShare: Double
    ) -> TextCorpus {
        let all = train + validation + test
        func end(_ share: Double) -> Int { min(all.count, Int((share * Double(all.count)).rounded())) }
        let first = end(trainShare), second = end(trainShare + validationShare)
        return replacing(
            train: Array(all[..<first]), validation: Array(all[first..<second]),
            test: Array(all[second..<end(trainShare + validationShare + testShare)]))
    }

    private func replacing(train: [Int32], validation: [Int32], test: [Int32]) -> TextCorpus {
        TextCorpus(
            unit: unit, vocabulary: vocabulary, train: train, validation: validation, test: test,
            provenance: provenance)
    }
}
