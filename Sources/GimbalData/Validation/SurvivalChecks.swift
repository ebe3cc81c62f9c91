// Times to an event, and whether it was seen.
import GimbalCore

/// Checks of survival data.
enum SurvivalChecks {
    static func run(_ content: TableDataSet, _ list: inout FindingList) {
        guard let time = content.roles.time, content.roles.event != nil else { return }
        checkNames(content, &list)
        do {
            let target = try content.survivalTarget()
            if let row = target.times.firstIndex(of: 0) {
                list.add(
                    .note, .eventTime, row: row + 1, column: time, count: target.times.count { $0 == 0 },
                    "a time of 0", expected: "times above 0",
                    fix: "Nothing for the partial likelihood; add half a day for models of the logarithm.")
            }
            if target.eventCount == target.count {
                list.add(
                    .note, .noCensoring, column: content.roles.event, count: target.count,
                    "an event in every row",
                    expected: "some censored rows", fix: "Nothing, if nobody was censored.")
            }
        } catch let error as DataError {
            // What no model could use: negative times, events that cannot be understood, no event at all.
            list.add(Finding(error))
        } catch {}
    }

    /// Words that name an outcome of survival data; a column with one of them is no harmless feature.
    private static let outcomeWords: Set<String> = [
        "death", "dead", "died", "deceased", "survival", "censor", "censored", "censorship", "censoring",
        "event",
        "status", "followup", "futime", "relapse", "recurrence",
    ]

    private static func checkNames(_ content: TableDataSet, _ list: inout FindingList) {
        for column in content.featureColumns where column.values.kind != .text {
            let words = NamedRange.words(column.name)
            guard
                let word = words.first(where: {
                    outcomeWords.contains($0) || $0.hasSuffix("dead") || $0.hasSuffix("death")
                })
            else { continue }
            // Receptor or smoking status is an ordinary feature; a bare status is not.
            if word == "status", words.count > 1 { continue }
            list.add(
                .warning, .survivalColumn, column: column.name, "a feature whose name says \"\(word)\"",
                expected: "features known at the start of observation",
                fix: "Leave it out (columns: ignore) if it is known only afterwards.")
        }
    }
}
