import GimbalStatistics
import Testing

@Suite("Retrieval metrics")
struct RetrievalTests {
    @Test("NDCG agrees with scikit-learn at every cut, ties included")
    func oracle() throws {
        let f: RankingFixture = try fixture("ranking")
        for (k, expected) in zip(f.cuts, zip(f.ndcg, f.exponential)) {
            let linear = try Metrics.ndcg(scores: f.scores, relevances: f.relevances, k: k)
            #expect(isClose(linear, expected.0), "K = \(k)")
            let exponential = try Metrics.ndcg(
                scores: f.scores, relevances: f.relevances, k: k, gain: .exponential)
            #expect(isClose(exponential, expected.1), "K = \(k)")
        }
        let all = try Metrics.ndcg(scores: f.scores, relevances: f.relevances)
        #expect(isClose(all, try #require(f.ndcg.last)))
    }

    @Test("NDCG by hand, of the ideal order, and of places beyond the items")
    func ndcg() throws {
        // Gains 3, 2 in places 2 and 1: (2 + 3 / log₂ 3) / (3 + 2 / log₂ 3).
        let log23 = 1.584962500721156
        let swapped = try Metrics.ndcg(scores: [1, 2], relevances: [3, 2])
        #expect(isClose(swapped, (2 + 3 / log23) / (3 + 2 / log23)))
        #expect(try Metrics.ndcg(scores: [3, 2, 1], relevances: [5, 5, 0], k: 10) == 1)
        #expect(try Metrics.ndcg(scores: [1, 2], relevances: [1, 0], k: 1) == 0)
        #expect(try Metrics.ndcg(scores: [1, 1], relevances: [1, 0], k: 1) == 0.5)
    }

    @Test("precision and recall of the first places, ties in expectation")
    func places() throws {
        let (scores, labels) = ([0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0])
        #expect(try Metrics.precisionAtK(scores: scores, labels: labels, k: 1) == 1)
        #expect(try Metrics.precisionAtK(scores: scores, labels: labels, k: 2) == 0.5)
        #expect(try Metrics.recallAtK(scores: scores, labels: labels, k: 3) == 2.0 / 3)
        #expect(try Metrics.recallAtK(scores: scores, labels: labels, k: 5) == 1)
        // One of the three items in second to fourth place is relevant, and one place is left for them.
        let tied = [0.9, 0.5, 0.5, 0.5, 0.1]
        let share = try Metrics.precisionAtK(scores: tied, labels: [1, 0, 0, 1, 1], k: 2)
        #expect(isClose(share, (1 + 1.0 / 3) / 2))
        let reordered = try Metrics.precisionAtK(scores: tied, labels: [1, 1, 0, 0, 1], k: 2)
        #expect(isClose(reordered, share))
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.ndcg(scores: [1, 2], relevances: [0, 0]) }
                == "ndcg: no item is relevant, so the metric is undefined. "
                + "Leave out queries without a relevant item.")
        #expect(
            errorText { _ = try Metrics.ndcg(scores: [1, 2], relevances: [1, -1]) }
                == "ndcg: relevance 1 is -1.0, expected 0 or more. "
                + "Shift the scale so that irrelevant items have 0.")
        #expect(
            errorText { _ = try Metrics.ndcg(scores: [1], relevances: [1], k: 0) }
                == "ndcg: k is 0, expected 1 or more. Leave k out for all.")
        #expect(
            errorText { _ = try Metrics.ndcg(scores: [[1]], relevances: []) }
                .hasPrefix("ndcg: 1 rows of scores but 0 of relevances"))
        #expect(
            errorText { _ = try Metrics.ndcg(scores: [.nan], relevances: [1]) }.contains("score 0 is nan"))
        #expect(
            errorText { _ = try Metrics.precisionAtK(scores: [1, 2], labels: [0, 1], k: 3) }
                == "precisionAtK: k is 3, expected 1 to 2, the number of items. "
                + "Choose a smaller k, 1 at least.")
        #expect(
            errorText { _ = try Metrics.recallAtK(scores: [1, 2], labels: [0, 0], k: 1) }
                .hasPrefix("recallAtK: no item is relevant"))
        #expect(
            errorText { _ = try Metrics.recallAtK(scores: [1, 2], labels: [0, 2], k: 1) }
                .contains("label 1 is 2, expected 0 or 1"))
    }
}
