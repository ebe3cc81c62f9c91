import GimbalStatistics
import Testing

@Suite("Sequence metrics")
struct SequenceTests {
    private let log2 = 0.6931471805599453

    @Test("a uniform guess has the perplexity of the vocabulary, certainty that of 1")
    func perplexity() throws {
        #expect(isClose(try Metrics.perplexity(meanNegativeLogLikelihood: log2 * 10), 1024))
        #expect(try Metrics.perplexity(meanNegativeLogLikelihood: 0) == 1)
        #expect(isClose(try Metrics.perplexity(negativeLogLikelihoods: [log2, 3 * log2]), 4))
    }

    @Test("weights are numbers of tokens: pieces can be joined, and scaled")
    func weights() throws {
        let pieces = try Metrics.perplexity(negativeLogLikelihoods: [1.5, 0.5], weights: [3, 1])
        let tokens = try Metrics.perplexity(negativeLogLikelihoods: [1.5, 1.5, 1.5, 0.5])
        #expect(isClose(pieces, tokens))
        let scaled = try Metrics.perplexity(negativeLogLikelihoods: [1.5, 0.5], weights: [0.75, 0.25])
        #expect(isClose(scaled, pieces))
        let ignored = try Metrics.perplexity(negativeLogLikelihoods: [1.5, 9], weights: [2, 0])
        #expect(isClose(ignored, try Metrics.perplexity(meanNegativeLogLikelihood: 1.5)))
    }

    @Test("bits per character: by characters, and by tokens of any length")
    func bits() throws {
        #expect(isClose(try Metrics.bitsPerCharacter(meanNegativeLogLikelihood: 3 * log2), 3))
        // 20 tokens of 6 bits over 60 characters.
        let bits = try Metrics.bitsPerCharacter(
            totalNegativeLogLikelihood: 20 * 6 * log2, characterCount: 60)
        #expect(isClose(bits, 2))
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.perplexity(meanNegativeLogLikelihood: -2) }
                == "perplexity: negative log-likelihood 0 is -2.0, expected 0 or more. "
                + "Pass −log p, not log p.")
        #expect(
            errorText { _ = try Metrics.perplexity(negativeLogLikelihoods: []) }
                .contains("at least 1 negative log-likelihood"))
        #expect(
            errorText { _ = try Metrics.perplexity(negativeLogLikelihoods: [1, .infinity]) }
                .contains("negative log-likelihood 1 is inf"))
        #expect(
            errorText { _ = try Metrics.perplexity(negativeLogLikelihoods: [1, 2], weights: [3, -1]) }
                == "perplexity: weight 1 is -1.0 and their sum 2.0, expected weights of 0 or more and a "
                + "positive sum. Pass the number of tokens of each piece.")
        #expect(
            errorText { _ = try Metrics.perplexity(negativeLogLikelihoods: [1], weights: [0]) }
                .contains("weight 0 is 0.0 and their sum 0.0"))
        #expect(
            errorText { _ = try Metrics.perplexity(negativeLogLikelihoods: [1], weights: [1, 1]) }
                .contains("1 likelihoods but 2 weights"))
        #expect(
            errorText {
                _ = try Metrics.bitsPerCharacter(totalNegativeLogLikelihood: 1, characterCount: 0)
            }.contains("at least 1 character"))
        #expect(
            errorText { _ = try Metrics.bitsPerCharacter(meanNegativeLogLikelihood: .nan) }.contains("nan"))
    }
}
