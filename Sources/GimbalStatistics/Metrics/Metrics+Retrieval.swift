// Metrics of the first places of a ranked list.

import GimbalCore
import Numerics

/// Says what an item of a given relevance is worth in a ranking.
public enum RelevanceGain: String, Sendable, Codable, CaseIterable {
    /// The relevance itself.
    case linear
    /// 2^relevance − 1, which puts more weight on the best items.
    case exponential

    fileprivate func value(_ relevance: Double) -> Double {
        switch self {
        case .linear: relevance
        case .exponential: .exp2(relevance) - 1
        }
    }
}

extension Metrics {
    /// Returns NDCG@K, the discounted gain of the first K places, as a fraction of the best possible one.
    ///
    /// Σ over the places i = 1...K of gain / log₂(i + 1). Items with equal scores share the mean of their
    /// gains, so that their order does not matter.
    /// - Parameters:
    ///   - scores: the score of each item of one query.
    ///   - relevances: how relevant each item is, 0 or more.
    ///   - k: the number of places; all by default.
    ///   - gain: what a relevance is worth.
    /// - Throws: `DataError` on empty input, different lengths, NaN, a relevance that is negative or not
    ///   finite, or no relevant item; `ConfigError` unless k is positive.
    /// - Complexity: O(n log n).
    /// - Paper: Järvelin, Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques"; ties by
    ///   McSherry, Najork 2008. Deviation: place i is discounted by log₂(i + 1), as is usual now, not by
    ///   log₂ i.
    public static func ndcg(
        scores: [Double], relevances: [Double], k: Int? = nil, gain: RelevanceGain = .linear
    ) throws -> Double {
        let name = "ndcg"
        try Check.sameLength(("scores", scores.count), ("relevances", relevances.count), for: name)
        try Check.count(scores.count, for: name, what: "score")
        try Check.notNaN(scores, for: name, what: "score")
        try Check.finite(relevances, for: name, what: "relevance")
        try checkRelevances(relevances, for: name)
        let places = k ?? scores.count
        guard places > 0 else {
            throw ConfigError(
                "statistics.k", "\(name): k is \(places), expected 1 or more.", fix: "Leave k out for all.")
        }
        let gains = relevances.map(gain.value)
        let reached = discountedGain(gains, orderedBy: scores, places: places)
        return reached / discountedGain(gains, orderedBy: gains, places: places)
    }

    /// Returns the mean NDCG@K over queries.
    ///
    /// - Shapes: scores and relevances, a row for each query; rows may differ in length.
    /// - Throws: as `ndcg` of one query.
    public static func ndcg(
        scores: [[Double]], relevances: [[Double]], k: Int? = nil, gain: RelevanceGain = .linear
    ) throws -> Double {
        try Check.sameLength(
            ("rows of scores", scores.count), ("of relevances", relevances.count), for: "ndcg")
        return try zip(scores, relevances).map { row, relevance in
            try ndcg(scores: row, relevances: relevance, k: k, gain: gain)
        }.mean()
    }

    /// Returns precision@K, the share of the K best scored items that are relevant.
    ///
    /// Where equal scores straddle the K-th place, the share is the one expected when ties break at random.
    /// - Parameter labels: 1 for relevant items, 0 for others.
    /// - Throws: `ConfigError` unless k lies in 1...items, too.
    /// - Complexity: O(n log n).
    public static func precisionAtK(scores: [Double], labels: [Int], k: Int) throws -> Double {
        try relevantAmong(scores, labels, k: k, for: "precisionAtK") / Double(k)
    }

    /// Returns recall@K, the share of the relevant items that are among the K best scored; ties as in
    /// `precisionAtK`.
    ///
    /// - Parameter labels: 1 for relevant items, 0 for others.
    /// - Throws: `DataError` if no item is relevant, and `ConfigError` unless k lies in 1...items, too.
    public static func recallAtK(scores: [Double], labels: [Int], k: Int) throws -> Double {
        let found = try relevantAmong(scores, labels, k: k, for: "recallAtK")
        let relevant = labels.reduce(0, +)
        guard relevant > 0 else { throw noneRelevant(for: "recallAtK") }
        return found / Double(relevant)
    }

    private static func relevantAmong(
        _ scores: [Double], _ labels: [Int], k: Int, for name: String
    ) throws -> Double {
        try Check.binary(scores, labels, for: name)
        try Check.atMost(scores.count, k: k, for: name, what: "items")
        return tiedMeans(labels.map(Double.init), orderedBy: scores).prefix(k).reduce(0, +)
    }

    private static func discountedGain(
        _ gains: [Double], orderedBy scores: [Double], places: Int
    ) -> Double {
        tiedMeans(gains, orderedBy: scores).prefix(places).enumerated().reduce(0) { sum, place in
            sum + place.element / .log2(Double(place.offset + 2))
        }
    }

    /// Returns the values in the order of falling scores, each the mean over the items with its score.
    private static func tiedMeans(_ values: [Double], orderedBy scores: [Double]) -> [Double] {
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var means: [Double] = []
        means.reserveCapacity(order.count)
        while means.count < order.count {
            let start = means.count
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            let sum = order[start..<end].reduce(0) { $0 + values[$1] }
            means.append(contentsOf: repeatElement(sum / Double(end - start), count: end - start))
        }
        return means
    }

    private static func checkRelevances(_ relevances: [Double], for name: String) throws {
        if let position = relevances.firstIndex(where: { $0 < 0 }) {
            throw DataError(
                "statistics.relevance",
                "\(name): relevance \(position) is \(relevances[position]), expected 0 or more.",
                fix: "Shift the scale so that irrelevant items have 0.")
        }
        guard relevances.contains(where: { $0 > 0 }) else { throw noneRelevant(for: name) }
    }

    private static func noneRelevant(for name: String) -> DataError {
        DataError(
            "statistics.oneClass", "\(name): no item is relevant, so the metric is undefined.",
            fix: "Leave out queries without a relevant item.")
    }
}
