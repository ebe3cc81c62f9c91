// What estimators and metrics of survival ask of their input.

import GimbalCore

extension Check {
    /// Throws unless there is one finite risk for each sample.
    static func risks(_ risks: [Double], _ outcomes: SurvivalTimes, for name: String) throws {
        try sameLength(("risks", risks.count), ("samples", outcomes.count), for: name)
        try finite(risks, for: name, what: "risk")
    }

    /// Throws unless an event was seen.
    static func hasEvent(_ outcomes: SurvivalTimes, for name: String) throws {
        guard !outcomes.events.contains(true) else { return }
        throw DataError(
            "statistics.noEvents",
            "\(name): no event was seen, all \(outcomes.count) samples are censored.",
            fix: "Check which value of the event column marks an event.")
    }

    /// Throws unless times ascend, from the first time of the samples on and before their last.
    static func followUp(_ times: [Double], _ outcomes: SurvivalTimes, for name: String) throws {
        try finite(times, for: name, what: "time")
        if let position = times.indices.dropFirst().first(where: { times[$0 - 1] >= times[$0] }) {
            throw DataError(
                "statistics.order",
                "\(name): time \(position) is \(times[position]) after \(times[position - 1]), "
                    + "expected a later one.",
                fix: "Sort the times and give each of them once.")
        }
        let first = outcomes.times[outcomes.order[0]]
        let last = outcomes.times[outcomes.order[outcomes.count - 1]]
        guard let position = times.firstIndex(where: { $0 < first || $0 >= last }) else { return }
        throw DataError(
            "statistics.followUp",
            "\(name): time \(position) is \(times[position]), expected \(first) or later and before \(last), "
                + "the first and the last time of the samples.",
            fix: "Choose times at which samples were observed.")
    }

    /// Throws unless a table has a row for each sample, a column for each time, and finite values.
    static func table(
        _ rows: [[Double]], _ outcomes: SurvivalTimes, _ times: [Double], for name: String, what: String
    ) throws {
        try sameLength(("rows", rows.count), ("samples", outcomes.count), for: name)
        for (number, row) in rows.enumerated() {
            try sameLength(("values in row \(number)", row.count), ("times", times.count), for: name)
            try finite(row, for: "\(name), row \(number)", what: what)
        }
    }
}
