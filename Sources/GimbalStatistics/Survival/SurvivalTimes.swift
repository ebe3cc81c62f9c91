// Times to an event or to the end of observation, checked and put in order once.

import GimbalCore

/// Holds for each sample the time to its event or to the end of its observation, and which of the two it is.
public struct SurvivalTimes: Sendable, Equatable {
    /// The time of each sample, in the unit of the data; finite and 0 or more.
    public let times: [Double]
    /// Whether the event was seen at that time; otherwise observation ended (censored).
    public let events: [Bool]
    /// The rows in ascending order of time; rows with the same time stay in the order given.
    public let order: [Int]

    /// Pairs times with events.
    ///
    /// - Throws: `DataError` if there are no rows, the counts differ, or a time is negative or not finite; it
    ///   names the row, from 0.
    public init(times: [Double], events: [Bool]) throws {
        let name = "SurvivalTimes"
        try Check.sameLength(("times", times.count), ("events", events.count), for: name)
        try Check.count(times.count, for: name, what: "time")
        if let row = times.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw DataError(
                "statistics.time",
                "\(name): the time of row \(row) is \(times[row]), expected a finite number, 0 or more.",
                fix: "Correct the row or leave it out.")
        }
        self.times = times
        self.events = events
        order = times.indices.sorted { times[$0] < times[$1] }
    }

    /// The number of samples.
    public var count: Int { times.count }

    /// The number of samples whose event was seen.
    public var eventCount: Int { events.count { $0 } }

    /// Returns some of the samples, such as one group of them.
    ///
    /// - Throws: `DataError` if there are no rows, or a row does not exist.
    public func subset(_ rows: [Int]) throws -> SurvivalTimes {
        if let position = rows.firstIndex(where: { !times.indices.contains($0) }) {
            throw DataError(
                "statistics.row",
                "SurvivalTimes.subset: row \(position) of the choice is \(rows[position]), "
                    + "expected 0 to \(count - 1).",
                fix: "Number the rows from 0.")
        }
        return try SurvivalTimes(times: rows.map { times[$0] }, events: rows.map { events[$0] })
    }

    /// The ranges of `order` that share a time, ascending.
    var tiedRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, times[order[end]] == times[order[start]] { end += 1 }
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }
}
