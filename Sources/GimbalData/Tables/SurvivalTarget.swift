// Times to an event, and whether the event was seen.
import GimbalCore

/// For each sample the time to the event or to the end of observation, and which of the two it is.
public struct SurvivalTarget: Sendable, Equatable {
    /// How a card says that the event column marks censored samples: `event: not censorship`.
    public static let reversal = "not "

    /// Time of each sample, in the unit of the data.
    ///
    /// Finite, 0 or more: zeros occur in published sets.
    public let times: [Double]
    /// Whether the event was seen at that time; otherwise observation ended (censored).
    public let events: [Bool]

    /// Pairs times with events.
    ///
    /// - Throws: `DataError` naming the first row whose time is negative or not finite, or if no event was seen.
    public init(times: [Double], events: [Bool], name: String = "data") throws {
        guard times.count == events.count, !times.isEmpty else {
            throw DataError(
                "survival.count", "\(name): \(times.count) times and \(events.count) events.",
                fix: "Give one event per time, and one sample at least.")
        }
        if let row = times.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw DataError(
                "survival.time",
                "\(name), row \(row + 1): the time is \(times[row]), expected a finite number, 0 or more.",
                fix: "Correct or remove the row.")
        }
        guard events.contains(true) else {
            throw DataError(
                "survival.censored", "\(name): no event was seen, all \(events.count) samples are censored.",
                fix: "Check the event column: 1, true, yes, dead mean that the event was seen.")
        }
        self.times = times
        self.events = events
    }

    /// Takes two columns of a table.
    ///
    /// The event column holds 0 and 1, or 1 and 2 (as in R: 2 is the event), or words: true, yes, dead, died,
    /// deceased, event; false, no, alive, living, censored, none.
    ///
    /// - Parameter eventMeansCensored: whether the column marks the opposite.
    /// - Throws: `DataError` naming row and column of a value that is missing or has no such meaning.
    public init(_ table: Table, time: String, event: String, eventMeansCensored: Bool = false) throws {
        let column = try table.column(time)
        guard case .numbers(let times) = column.values else {
            throw DataError(
                "survival.time",
                "column \"\(time)\" holds \(column.values.kind.plural), expected times as numbers.",
                fix: "Name the column with the time under time.")
        }
        try Self.checkPresent(column)
        let events = try Self.events(try table.column(event))
        try self.init(
            times: times, events: eventMeansCensored ? events.map { !$0 } : events,
            name: "columns \"\(time)\" and \"\(event)\"")
    }

    /// Number of samples.
    public var count: Int { times.count }

    /// Number of samples whose event was seen.
    public var eventCount: Int { events.count { $0 } }

    private static func checkPresent(_ column: Column) throws {
        guard let row = column.isMissing?.firstIndex(of: true) else { return }
        throw DataError(
            "survival.missing", "column \"\(column.name)\", row \(row + 1): the value is missing.",
            fix: "Remove rows without time or event.")
    }

    /// Whether each row's event was seen, by the values of a column.
    static func events(_ column: Column) throws -> [Bool] {
        try checkPresent(column)
        switch column.values {
        case .numbers(let values):
            let isOneTwo = values.contains(2) && values.allSatisfy { $0 == 1 || $0 == 2 }
            return try values.enumerated().map { row, value in
                if isOneTwo { return value == 2 }
                guard value == 0 || value == 1 else { throw unclear(column, row, "\(value)") }
                return value == 1
            }
        case .categories(let codes, let names):
            let meanings = meanings(of: names, Set(codes))
            return try codes.enumerated().map { row, code in
                guard let meaning = meanings[Int(code)] else { throw unclear(column, row, names[Int(code)]) }
                return meaning
            }
        case .dates, .texts:
            throw unclear(column, 0, "\(column.values.kind.plural)")
        }
    }

    private static func meanings(of names: [String], _ met: Set<Int32>) -> [Bool?] {
        let used = names.indices.filter { met.contains(Int32($0)) }.map { names[$0] }
        if Set(used) == ["1", "2"] { return names.map { $0 == "2" } }
        return names.map { name in
            switch name.lowercased() {
            case "1", "true", "t", "yes", "y", "dead", "died", "deceased", "event": true
            case "0", "false", "f", "no", "n", "alive", "living", "censored", "none": false
            default: nil
            }
        }
    }

    private static func unclear(_ column: Column, _ row: Int, _ found: String) -> DataError {
        DataError(
            "survival.event",
            "column \"\(column.name)\", row \(row + 1): found \(found), expected whether the event was seen "
                + "(0 or 1, 1 or 2, no or yes, alive or dead, false or true).",
            fix: "Make a column of 0 and 1; of several kinds of events choose one.")
    }
}

extension TableDataSet {
    /// Whether each row's event was seen; nil where no column has this role.
    ///
    /// - Throws: `DataError` naming the row of a value without such a meaning.
    public func observedEvents() throws -> [Bool]? {
        guard let event = roles.event else { return nil }
        let marks = try SurvivalTarget.events(try table.column(event))
        return roles.eventMeansCensored ? marks.map { !$0 } : marks
    }

    /// Times and events, where the columns have these roles.
    ///
    /// - Throws: `DataError` if a role is missing or a value is not as it should be.
    public func survivalTarget() throws -> SurvivalTarget {
        guard let time = roles.time, let event = roles.event else {
            throw DataError(
                "survival.roles", "data set \"\(provenance.name)\" states no columns for time and event.",
                fix: "Name them in data.yaml: time and event.")
        }
        return try SurvivalTarget(
            table, time: time, event: event, eventMeansCensored: roles.eventMeansCensored)
    }
}

extension ColumnKind {
    /// Word for values of this kind.
    var plural: String {
        switch self {
        case .number: "numbers"
        case .category: "categories"
        case .date: "dates"
        case .text: "texts"
        case .ignore: "values that are not read"
        }
    }
}
