// One metric's values as people read them.
import GimbalStatistics
import GimbalTasks

/// Writes the values of one metric: percent for fractions, three decimals for others.
struct MetricWords {
    /// Name with unit.
    let title: String
    private let isFraction: Bool
    private let format: MetricFormat

    init(_ name: String, task: LearningTask?) {
        // What the task does not list is a share of some kind if its name ends like one that is.
        let isFraction =
            task?.metric(name)?.isFraction
            ?? task?.metrics.contains { $0.isFraction && name.hasSuffix("-\($0.name)") } ?? false
        self.init(name, isFraction: isFraction)
    }

    init(_ name: String, isFraction: Bool) {
        self.isFraction = isFraction
        title = isFraction ? "\(name) %" : name
        format = isFraction ? .percent : .number(unit: "")
    }

    /// Mean and deviation: `84.4 ± 0.8`.
    func value(_ summary: Summary) -> String { value(summary.mean, deviation: summary.deviation) }

    /// Mean and deviation: `84.4 ± 0.8`.
    func value(_ mean: Double, deviation: Double?) -> String {
        let text = format.text(mean, deviation: deviation)
        return text.hasSuffix(" %") ? String(text.dropLast(2)) : text
    }

    /// A single value: `84.40`, `0.5321`.
    func exact(_ value: Double) -> String { number(value, isFraction ? 2 : 4) }

    /// The interval of a mean: `[83.8, 85.0]`; empty for a single value.
    func interval(_ summary: Summary) -> String {
        guard let low = summary.low, let high = summary.high else { return "" }
        return interval(low, high)
    }

    /// An interval: `[83.8, 85.0]`.
    func interval(_ low: Double, _ high: Double) -> String {
        let places = places(for: [high - low])
        return "[\(number(low, places)), \(number(high, places))]"
    }

    /// A difference with its sign: `+2.30`.
    func difference(_ value: Double) -> String {
        (value > 0 ? "+" : "") + number(value, places(for: [value]))
    }

    private var scale: Double { isFraction ? 100 : 1 }

    private func number(_ value: Double, _ places: Int) -> String {
        NumberText.decimal(value * scale, places: places)
    }

    /// Enough decimals to show two digits of what matters, one at least.
    private func places(for values: [Double]) -> Int {
        let largest = values.map { abs($0 * scale) }.max() ?? 0
        if largest >= 1 { return isFraction ? 1 : 3 }
        return isFraction ? 2 : 4
    }
}
