// Pairs of samples whose order in time is known, and how the predicted risks order them.

import GimbalCore

/// Counts the pairs of samples whose order in time is known by how the predicted risks order them.
///
/// A pair is comparable if the earlier time is that of an event. An event comes before a censoring at the same
/// time; two events at the same time are not comparable. Risks are equal only if they are so to the last bit.
public struct ConcordancePairs: Sendable, Codable, Equatable {
    /// Pairs in which the earlier event has the higher risk.
    public let concordantCount: Int
    /// Pairs in which the earlier event has the lower risk.
    public let discordantCount: Int
    /// Comparable pairs with equal risks.
    public let tiedRiskCount: Int
    /// Comparable pairs with equal times: an event and a censoring; counted above, too.
    public let tiedTimeCount: Int

    /// The number of comparable pairs.
    public var comparableCount: Int { concordantCount + discordantCount + tiedRiskCount }

    /// Counts the pairs.
    ///
    /// - Parameter risks: a higher risk stands for an earlier event.
    /// - Throws: `DataError` if counts differ or a risk is not finite.
    /// - Complexity: O(n log n).
    public init(risks: [Double], outcomes: SurvivalTimes) throws {
        try Check.risks(risks, outcomes, for: "ConcordancePairs")
        var (concordant, discordant, tied, tiedTime) = (0, 0, 0, 0)
        eachEvent(risks, outcomes) { _, pairs in
            concordant += pairs.lower
            tied += pairs.equal
            discordant += pairs.comparable - pairs.lower - pairs.equal
            tiedTime += pairs.sameTime
        }
        (concordantCount, discordantCount) = (concordant, discordant)
        (tiedRiskCount, tiedTimeCount) = (tied, tiedTime)
    }
}

/// The samples that outlive one event.
struct PairsOfEvent {
    let comparable: Int
    /// With a lower risk.
    let lower: Int
    /// With the same risk.
    let equal: Int
    /// Censored at the time of the event.
    let sameTime: Int
}

/// Visits the events with the samples that are comparable with them, late events first.
func eachEvent(_ risks: [Double], _ outcomes: SurvivalTimes, _ body: (Int, PairsOfEvent) throws -> Void)
    rethrows
{
    let ordered = risks.sorted()
    var later = FenwickTree(count: risks.count)
    func insert(_ row: Int) { later.add(at: ordered.partitionPoint { [risk = risks[row]] in $0 >= risk }) }
    for range in outcomes.tiedRanges.reversed() {
        let rows = outcomes.order[range]
        let events = rows.filter { outcomes.events[$0] }
        for row in rows where !outcomes.events[row] { insert(row) }
        for row in events {
            let place = ordered.partitionPoint { $0 >= risks[row] }
            let lower = later.sum(below: place)
            try body(
                row,
                PairsOfEvent(
                    comparable: later.total, lower: lower, equal: later.sum(below: place + 1) - lower,
                    sameTime: rows.count - events.count))
        }
        for row in events { insert(row) }
    }
}

/// Counts by place, with sums over leading places in O(log n).
private struct FenwickTree {
    private var sums: [Int]
    private(set) var total = 0

    init(count: Int) { sums = [Int](repeating: 0, count: count + 1) }

    mutating func add(at place: Int) {
        total += 1
        var i = place + 1
        while i < sums.count {
            sums[i] += 1
            i += i & -i
        }
    }

    func sum(below place: Int) -> Int {
        var (i, sum) = (place, 0)
        while i > 0 {
            sum += sums[i]
            i -= i & -i
        }
        return sum
    }
}
