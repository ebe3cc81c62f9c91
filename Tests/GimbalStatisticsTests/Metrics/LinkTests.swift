import GimbalStatistics
import Testing

struct RankingFixture: Decodable {
    let positives: [Double]
    let negatives: [[Double]]
    let ks, cuts: [Int]
    let hits, rowHits: [Double]
    let mrr, sharedMRR: Double
    let relevances, scores: [[Double]]
    let ndcg, exponential: [Double]
}

@Suite("Link metrics")
struct LinkTests {
    @Test("agree with the definitions in NumPy, ties included")
    func oracle() throws {
        let f: RankingFixture = try fixture("ranking")
        for (k, expected) in zip(f.ks, zip(f.hits, f.rowHits)) {
            let shared = try Metrics.hits(at: k, positives: f.positives, negatives: f.negatives[0])
            #expect(isClose(shared, expected.0), "K = \(k)")
            let own = try Metrics.hits(at: k, positives: f.positives, negatives: f.negatives)
            #expect(isClose(own, expected.1), "K = \(k)")
        }
        let own = try Metrics.meanReciprocalRank(positives: f.positives, negatives: f.negatives)
        #expect(isClose(own, f.mrr))
        let shared = try Metrics.meanReciprocalRank(
            positives: f.positives, sharedNegatives: f.negatives[0])
        #expect(isClose(shared, f.sharedMRR))
    }

    @Test("a tie with the K-th negative is no hit; fewer negatives than K are all beaten")
    func strict() throws {
        let negatives = [0.5, 0.9, 0.1, 0.9]
        #expect(try Metrics.hits(at: 1, positives: [0.9, 0.91], negatives: negatives) == 0.5)
        #expect(try Metrics.hits(at: 2, positives: [0.9, 0.91], negatives: negatives) == 0.5)
        #expect(try Metrics.hits(at: 3, positives: [0.9, 0.5], negatives: negatives) == 0.5)
        #expect(try Metrics.hits(at: 4, positives: [0.1, 0.5], negatives: negatives) == 0.5)
        #expect(try Metrics.hits(at: 5, positives: [-1, 0], negatives: negatives) == 1)
    }

    @Test("ranks by hand: ties count half")
    func ranks() throws {
        let ranks = try Metrics.linkRanks(
            positives: [0.5, 0.5, 0.5, 0.5], negatives: [[0.1], [0.9, 0.9], [0.5], [0.5, 0.5, 0.7]])
        #expect(ranks == [1, 3, 1.5, 3])
        let shared = try Metrics.linkRanks(positives: [2, 1, 0, .infinity], sharedNegatives: [1, 1, 3, 0])
        #expect(shared == [2, 3, 4.5, 1])
        // A constant model is in the middle, not first.
        let constant = [Double](repeating: 0.3, count: 9)
        #expect(try Metrics.meanReciprocalRank(positives: [0.3], sharedNegatives: constant) == 1 / 5.5)
    }

    @Test("the K-th largest negative is that of a full sort, whatever the order")
    func selection() throws {
        var generator = Xoshiro256(seed: 8)
        for size in [1, 5, 64, 300] {
            var negatives = (0..<size).map { _ in Double(generator.index(below: 40)) }
            negatives[0] = -.infinity
            let ordered = negatives.sorted(by: >)
            for k in [1, 2, 7, 33, 64, 300] where k <= size {
                let bar = ordered[k - 1]
                let positives = [bar, bar.nextUp, bar.nextDown]
                let above = positives.filter { $0 > bar }.count
                let hits = try Metrics.hits(at: k, positives: positives, negatives: negatives)
                #expect(hits == Double(above) / 3, "size \(size), K = \(k)")
            }
        }
    }

    @Test("one set of negatives gives the same for each positive, in rows or shared")
    func forms() throws {
        let f: RankingFixture = try fixture("ranking")
        let rows = [[Double]](repeating: f.negatives[3], count: f.positives.count)
        let own = try Metrics.linkRanks(positives: f.positives, negatives: rows)
        let shared = try Metrics.linkRanks(positives: f.positives, sharedNegatives: f.negatives[3])
        #expect(own == shared)
        // Rising transforms change no rank.
        let cubed = try Metrics.linkRanks(
            positives: f.positives.map { $0 * $0 * $0 }, sharedNegatives: f.negatives[3].map { $0 * $0 * $0 })
        #expect(cubed == shared)
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.hits(at: 0, positives: [1], negatives: [1.0]) }
                == "hits: k is 0, expected 1 or more. 10, 20, 50 and 100 are usual.")
        #expect(
            errorText { _ = try Metrics.hits(at: 1, positives: [], negatives: [1.0]) }
                == "hits: found 0, expected at least 1 positive. Check that the input is not empty.")
        #expect(
            errorText { _ = try Metrics.hits(at: 1, positives: [1], negatives: [Double]()) }
                .contains("at least 1 negative"))
        #expect(
            errorText { _ = try Metrics.meanReciprocalRank(positives: [1, 2], negatives: [[1]]) }
                == "meanReciprocalRank: 2 positives but 1 rows of negatives, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try Metrics.linkRanks(positives: [1, 2], negatives: [[1], []]) }
                .hasPrefix("linkRanks, positive 1: found 0, expected at least 1 negative."))
        #expect(
            errorText { _ = try Metrics.linkRanks(positives: [1], negatives: [[.nan]]) }
                .hasPrefix("linkRanks, positive 0: negative 0 is nan"))
        #expect(
            errorText { _ = try Metrics.linkRanks(positives: [.nan], sharedNegatives: [1]) }
                .hasPrefix("linkRanks: positive 0 is nan"))
    }
}
