// What a split needs to know about samples, whatever they are.
import GimbalCore

/// Samples as splits see them: how many there are, their targets, groups and times.
public struct SplitSamples: Sendable {
    /// Short name of the data, for errors.
    public let name: String
    /// What samples are called in errors: `nodes`, `rows`, `images` ...
    public let unit: String
    /// Number of samples.
    public let count: Int
    /// Class of each sample; nil where there are no classes.
    public var labels: ClassLabels?
    /// Number to be predicted for each sample, NaN where unknown; nil where there are none.
    public var values: [Double]?
    /// Group of each sample, -1 where it has none; nil where there are no groups.
    public var groups: [Int]?
    /// Time or other order of each sample, NaN where unknown; nil where there is none.
    public var order: [Double]?
    /// Splits that the data is published with.
    public var publicSplits: [DataSplit] = []
    /// Returns the text of a column for each sample, nil where it is missing; nil where there are no columns.
    public var column: (@Sendable (String) throws -> [String?])?

    /// Describes samples without targets, groups or times; set what there is.
    public init(name: String, count: Int, unit: String = "samples") {
        self.name = name
        self.count = count
        self.unit = unit
    }

    /// Samples that can be learnt from or judged on, ascending: all whose target is known, if there are targets.
    public var eligible: [Int] {
        if let labels { return (0..<count).filter { labels.classes[$0] != nil } }
        if let values { return (0..<count).filter { !values[$0].isNaN } }
        return Array(0..<count)
    }

    /// Classes as lists of samples; tenths by rank for numbers; one list of all without targets.
    var strata: [(label: Int, samples: [Int])] {
        if let labels {
            return labels.nodesByClass.enumerated().filter { !$0.element.isEmpty }.map { ($0, $1) }
        }
        guard let values else { return [(0, eligible)] }
        let ranked = eligible.sorted { (values[$0], $0) < (values[$1], $1) }
        // Strata of fewer than ten samples could not keep the usual shares.
        let count = min(10, max(1, ranked.count / 10))
        return (0..<count).map { stratum in
            let begin = stratum * ranked.count / count
            return (stratum, ranked[begin..<((stratum + 1) * ranked.count / count)].sorted())
        }
    }

    /// Checks that every list has one entry per sample.
    ///
    /// - Throws: `DataError` naming the list that does not fit.
    func checkCounts() throws {
        let counts = [
            ("classes", labels?.classes.count), ("target values", values?.count), ("groups", groups?.count),
            ("times", order?.count),
        ]
        for case (let what, let found?) in counts where found != count {
            throw DataError(
                "split.count", "data set \"\(name)\": \(found) \(what) for \(count) \(unit).",
                fix: "Give one entry per sample.")
        }
    }
}

/// Data of which samples can be set apart.
public protocol SplittableData: Sendable {
    /// Returns what a split needs to know.
    ///
    /// - Throws: `DataError` if the targets cannot be used to split by.
    func splitSamples() throws -> SplitSamples
}
