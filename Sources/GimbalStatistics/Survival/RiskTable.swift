// How many are at risk, have their event, and are censored at each distinct time.

/// Counts of samples at the distinct times, ascending.
struct RiskTable {
    private(set) var times: [Double] = []
    /// Samples whose time is this one or later.
    private(set) var atRisk: [Int] = []
    private(set) var events: [Int] = []
    private(set) var censored: [Int] = []

    init(_ outcomes: SurvivalTimes) {
        for range in outcomes.tiedRanges {
            let eventCount = outcomes.order[range].count { outcomes.events[$0] }
            times.append(outcomes.times[outcomes.order[range.lowerBound]])
            atRisk.append(outcomes.count - range.lowerBound)
            events.append(eventCount)
            censored.append(range.count - eventCount)
        }
    }

    /// The table in which censoring is what is waited for.
    ///
    /// Where events and censorings share a time, the events come first and are no longer at risk of censoring.
    var reversed: RiskTable {
        var table = self
        table.atRisk = zip(atRisk, events).map { $0 - $1 }
        (table.events, table.censored) = (censored, events)
        return table
    }
}
