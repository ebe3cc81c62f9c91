// Roles of columns as cards state them, and as names of columns suggest them.
import GimbalCore

extension TableRoles {
    /// Takes the roles that a card states; `event: not censored` names a column that marks what was *not* seen.
    ///
    /// - Parameter targets: what the file itself says is to be predicted, where the card says nothing.
    public init(_ card: DataCard, targets: [String] = []) {
        self.init()
        self.targets = card.targets ?? targets
        time = card.time
        if let event = card.event {
            eventMeansCensored = event.hasPrefix(SurvivalTarget.reversal)
            self.event = eventMeansCensored ? String(event.dropFirst(SurvivalTarget.reversal.count)) : event
        }
        group = card.group
        order = card.order
    }

    private static let targetNames: Set<String> = ["class", "target", "label", "clase", "diagnosis", "y"]
    private static let times = [
        "time", "t", "survival_months", "survtime", "survival_in_days", "futime", "event_time", "duration",
        "week",
        "d.time", "ftime", "lenfol", "years", "t.tdm",
    ]
    private static let events = [
        "event", "status", "death", "dead", "arrest", "cens", "fstat", "e", "stat", "label", "censor",
        "e.tdm",
        "status2",
    ]

    /// Fills in roles that the card leaves open.
    ///
    /// Time and event are proposed together, by the names that survival tables commonly have; else a target: the
    /// column called class, target or the like, or the last one if it holds categories.
    static func propose(_ card: inout DataCard, _ table: Table, hasNames: Bool) {
        let names = table.columnNames
        func found(_ wanted: [String]) -> [String] {
            wanted.compactMap { want in names.first { $0.lowercased() == want } }
        }
        guard card.targets == nil, card.time == nil, card.event == nil else { return }
        if let time = found(times).first {
            let pairs =
                found(events).map { ($0, $0) }
                + found(["censorship"]).map { (SurvivalTarget.reversal + $0, $0) }
            let plausible = pairs.first { (try? SurvivalTarget(table, time: time, event: $0.1)) != nil }
            if let plausible {
                card.time = time
                card.event = plausible.0
                return
            }
        }
        if let named = table.columns.last(where: { targetNames.contains($0.name.lowercased()) }) {
            card.targets = [named.name]
        } else if let last = table.columns.last, last.values.kind == .category {
            card.targets = [last.name]
        }
    }
}
