// Metrics of predicted links: true ones should score above ones that are not there.

import GimbalCore

extension Metrics {
    /// Returns Hits@K, the share of positives that score strictly above the K-th largest negative.
    ///
    /// With fewer negatives than K every positive is a hit.
    /// - Parameters:
    ///   - k: the place that a positive must beat, 1 or more.
    ///   - positives: the scores of true links.
    ///   - negatives: the scores of links that are not there, shared by all positives.
    /// - Throws: `DataError` if one side is empty or holds NaN; `ConfigError` unless k is positive.
    /// - Complexity: O(positives + negatives · log k).
    /// - Paper: Hu et al. 2020, arXiv 2005.00687, section 3.2. Deviation: none; ties are no hits.
    public static func hits(at k: Int, positives: [Double], negatives: [Double]) throws -> Double {
        let name = "hits"
        try checkLinks(positives, negatives, for: name)
        try checkPlace(k, for: name)
        guard negatives.count >= k else { return 1 }
        let bar = largest(k, of: negatives)
        return Double(positives.reduce(0) { $0 + ($1 > bar ? 1 : 0) }) / Double(positives.count)
    }

    /// Returns Hits@K where each positive has negatives of its own: the share of positives with rank K or
    /// better, see `linkRanks(positives:negatives:)`.
    ///
    /// - Shapes: negatives, a row for each positive; rows may differ in length.
    /// - Throws: as `linkRanks(positives:negatives:)`, and `ConfigError` unless k is positive.
    public static func hits(at k: Int, positives: [Double], negatives: [[Double]]) throws -> Double {
        try checkPlace(k, for: "hits")
        let ranks = try rowRanks(positives, negatives, for: "hits")
        return Double(ranks.reduce(0) { $0 + ($1 <= Double(k) ? 1 : 0) }) / Double(ranks.count)
    }

    /// Returns the mean reciprocal rank of positives, each among negatives of its own.
    ///
    /// - Shapes: negatives, a row for each positive; rows may differ in length.
    /// - Throws: as `linkRanks(positives:negatives:)`.
    public static func meanReciprocalRank(positives: [Double], negatives: [[Double]]) throws -> Double {
        try rowRanks(positives, negatives, for: "meanReciprocalRank").map { 1 / $0 }.mean()
    }

    /// Returns the mean reciprocal rank of positives among negatives that all of them share.
    ///
    /// - Throws: as `linkRanks(positives:sharedNegatives:)`.
    public static func meanReciprocalRank(positives: [Double], sharedNegatives: [Double]) throws -> Double {
        try sharedRanks(positives, sharedNegatives, for: "meanReciprocalRank").map { 1 / $0 }.mean()
    }

    /// Returns the rank of each positive among negatives of its own, 1 for the best.
    ///
    /// The mean of the optimistic rank, ahead of equal negatives, and the pessimistic one, behind them.
    /// - Shapes: negatives, a row for each positive; rows may differ in length.
    /// - Throws: `DataError` if there are no positives, a positive has no negatives, or a score is NaN.
    /// - Complexity: O(scores).
    /// - Paper: Hu et al. 2020, arXiv 2005.00687, section 3.2. Deviation: none.
    public static func linkRanks(positives: [Double], negatives: [[Double]]) throws -> [Double] {
        try rowRanks(positives, negatives, for: "linkRanks")
    }

    /// Returns the rank of each positive among negatives that all of them share, 1 for the best; equal scores
    /// as in `linkRanks(positives:negatives:)`.
    ///
    /// - Throws: `DataError` if one side is empty or holds NaN.
    /// - Complexity: O((positives + negatives) · log negatives).
    public static func linkRanks(positives: [Double], sharedNegatives: [Double]) throws -> [Double] {
        try sharedRanks(positives, sharedNegatives, for: "linkRanks")
    }

    private static func rowRanks(
        _ positives: [Double], _ negatives: [[Double]], for name: String
    ) throws -> [Double] {
        try Check.sameLength(
            ("positives", positives.count), ("rows of negatives", negatives.count), for: name)
        try Check.count(positives.count, for: name, what: "positive")
        try Check.notNaN(positives, for: name, what: "positive")
        return try zip(positives, negatives).enumerated().map { number, item in
            let (positive, row) = item
            try Check.count(row.count, for: "\(name), positive \(number)", what: "negative")
            try Check.notNaN(row, for: "\(name), positive \(number)", what: "negative")
            let (above, equal) = row.reduce(into: (0, 0)) { counts, score in
                if score > positive { counts.0 += 1 } else if score == positive { counts.1 += 1 }
            }
            return Double(above) + Double(equal) / 2 + 1
        }
    }

    private static func sharedRanks(
        _ positives: [Double], _ negatives: [Double], for name: String
    ) throws -> [Double] {
        try checkLinks(positives, negatives, for: name)
        let ordered = negatives.sorted()
        return positives.map { positive in
            let below = firstIndex(in: ordered) { $0 >= positive }
            let notAbove = firstIndex(in: ordered) { $0 > positive }
            return Double(ordered.count - notAbove) + Double(notAbove - below) / 2 + 1
        }
    }

    private static func checkLinks(_ positives: [Double], _ negatives: [Double], for name: String) throws {
        try Check.count(positives.count, for: name, what: "positive")
        try Check.count(negatives.count, for: name, what: "negative")
        try Check.notNaN(positives, for: name, what: "positive")
        try Check.notNaN(negatives, for: name, what: "negative")
    }

    private static func checkPlace(_ k: Int, for name: String) throws {
        guard k < 1 else { return }
        throw ConfigError(
            "statistics.k", "\(name): k is \(k), expected 1 or more.", fix: "10, 20, 50 and 100 are usual.")
    }

    /// Returns the k-th largest of at least k values, without sorting all of them.
    private static func largest(_ k: Int, of values: [Double]) -> Double {
        var kept: [Double] = []
        var bar = -Double.infinity
        for value in values where value > bar || kept.count < k {
            kept.append(value)
            guard kept.count == 2 * k else { continue }
            kept.sort(by: >)
            kept.removeLast(k)
            bar = kept[k - 1]
        }
        return kept.sorted(by: >)[k - 1]
    }

    /// Returns the first index of ascending values that fits, or their count; a value after one that fits
    /// must fit, too.
    private static func firstIndex(in ordered: [Double], where fits: (Double) -> Bool) -> Int {
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if fits(ordered[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
