// A reproduction as people read it: measured, baseline and paper side by side, and what holds.
import GimbalExperiments
import GimbalTasks

/// Writes a reproduction.
public struct ReproductionReport: Sendable {
    private let result: ReproductionResult

    /// Describes a reproduction.
    public init(_ result: ReproductionResult) { self.result = result }

    /// The report: measured beside reported, expectations, outcome.
    public var report: Report {
        let differences: [Report.Block] =
            result.deviations.isEmpty
            ? [] : [.heading("What differs from the paper:"), .list(result.deviations)]
        return Report(
            [.heading(heading), .table(measured), .heading("What must hold:"), .table(expectations)]
                + unconfirmed + skipped + differences
                + [.paragraph(outcome), .records(records)])
    }

    private var unconfirmed: [Report.Block] {
        guard !result.unconfirmed.isEmpty else { return [] }
        let claims = result.unconfirmed.map { entry in
            let measured = NumberText.decimal(entry.claim.measured, places: 4)
            return
                "\(entry.claim.text): measured \(measured)\(entry.claim.holds ? ", which holds" : ""). \(entry.note)"
        }
        return [.heading("Claims of the paper that are not confirmed here:"), .list(claims)]
    }

    private var skipped: [Report.Block] {
        guard !result.skipped.isEmpty else { return [] }
        return [
            .heading("Not run, because the data are not there:"),
            .list(result.skipped.map { "\($0.experiment) on \($0.data): \($0.reason)" }),
        ]
    }

    private var heading: String {
        let extent = result.extent == .standard ? "" : " (\(result.extent.rawValue))"
        return "Paper \(result.paper.number), \(result.paper.title)\(extent)"
    }

    private var outcome: String {
        let held = result.expectations.count { $0.holds }
        return result.holds
            ? "Confirmed: all \(result.expectations.count) expectations hold."
            : "Not confirmed here: \(held) of \(result.expectations.count) expectations hold."
    }

    private var measured: Table {
        Table(
            columns: [
                .init("data"), .init("split"), .init("method"), .init("metric"),
                .init("measured", isNumeric: true),
                .init("seeds", isNumeric: true), .init("over baseline", isNumeric: true),
                .init("paper", isNumeric: true), .init("source"),
            ], rows: result.rows.map(row)
        ).withoutEmptyColumns()
    }

    private func row(_ row: ReproductionRow) -> [String] {
        let words = MetricWords(row.metric, isFraction: row.isFraction)
        let baseline = row.baseline.flatMap { baseline in
            baseline.method == row.method ? nil : words.difference(row.measured.mean - baseline.mean)
        }
        let reported = row.reported.map { words.value($0.value, deviation: $0.deviation) }
        return [
            row.data, row.split, row.method, words.title,
            words.value(row.measured.mean, deviation: row.measured.deviation), "\(row.measured.count)",
            baseline ?? "", reported.joined(separator: "; "),
            row.reported.map(\.source).joined(separator: "; "),
        ]
    }

    private var expectations: Table {
        Table(
            columns: [.init("expectation"), .init("measured", isNumeric: true), .init("outcome")],
            rows: result.expectations.map { expectation in
                [
                    expectation.text, NumberText.decimal(expectation.measured, places: 4),
                    expectation.holds ? "holds" : "does not hold",
                ]
            })
    }

    /// Plain numbers, one line per measured metric and reported figure.
    private var records: Table {
        let titles = [
            "experiment", "data", "split", "method", "metric", "mean", "deviation", "seeds", "baseline",
            "reported",
            "reportedDeviation", "source",
        ]
        return Table(columns: titles.map { .init($0) }, rows: result.rows.flatMap(lines))
    }

    private func lines(_ row: ReproductionRow) -> [[String]] {
        let start = [
            row.experiment, row.data, row.split, row.method, row.metric, "\(row.measured.mean)",
            row.measured.deviation.map { "\($0)" } ?? "", "\(row.measured.count)",
            row.baseline.map { "\($0.mean)" } ?? "",
        ]
        guard !row.reported.isEmpty else { return [start] }
        return row.reported.map { start + ["\($0.value)", $0.deviation.map { "\($0)" } ?? "", $0.source] }
    }
}
