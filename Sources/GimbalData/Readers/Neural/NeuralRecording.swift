// Recordings of neurons during trials, in bins of time.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads recordings: firing rates of neurons in bins, cut into trials, each with a direction.
///
/// A .npz with `firing_rates` `[bins, neurons]`, `trial_offsets` `[trials + 1]` (first bin of each trial, and the
/// end), `labels` `[trials]`, and perhaps numbers per bin such as `position` or `velocity` `[bins, sizes]`. The table has
/// a row per bin: `neuron-1` and so on, the numbers per bin (`position-1`, `position-2`), `direction` (the target),
/// `trial` (the group: a trial stays in one part of a split) and `bin` (the order within the recording).
/// - Paper: Azabou et al. 2021, "Mine Your Own vieW", arXiv 2102.10106.
public enum NeuralRecording: DataReader {
    /// Id of the format.
    public static let id = "neural-recording"
    /// How the format is recognised.
    public static let summary = ".npz with firing_rates, trial_offsets and labels"

    private static let keys = ["firing_rates", "trial_offsets", "labels"]

    /// Whether the names of the arrays are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard url.pathExtension.lowercased() == "npz", let contents = try? NPZContents(url) else {
            return false
        }
        return keys.allSatisfy(contents.contains)
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let contents = try NPZContents(source.url)
        try contents.require(keys)
        let archive = try NPZArchive(source.url)
        let rates = try matrix("firing_rates", archive, contents, rows: nil)
        let trials = try trials(contents, archive, binCount: rates.rowCount)
        var columns = try rates.columns("neuron")
        for name in contents.names where !keys.contains(name) && name != "sequence" {
            let tensor = try archive.tensor(name)
            guard tensor.rank == 2, tensor.shape[0] == rates.rowCount else { continue }
            columns += try matrix(name, archive, contents, rows: rates.rowCount).columns(name)
        }
        columns.append(try Column("direction", .categories(trials.directions, names: trials.names)))
        columns.append(try Column("trial", .numbers(trials.numbers)))
        columns.append(try Column("bin", .numbers((0..<rates.rowCount).map(Double.init))))
        var roles = TableRoles()
        roles.targets = ["direction"]
        roles.group = "trial"
        roles.order = "bin"
        return try TableDataSet(
            try Table(columns), roles: roles, provenance: try source.provenance(files: [source.url]))
    }

    /// Trial and direction of every bin.
    private static func trials(_ contents: NPZContents, _ archive: NPZArchive, binCount: Int) throws -> (
        numbers: [Double], directions: [Int32], names: [String]
    ) {
        let offsets = try contents.integers("trial_offsets")
        guard offsets.first == 0, offsets.last == binCount,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw contents.problem(
                "offsets",
                "trial_offsets runs from \(offsets.first ?? -1) to \(offsets.last ?? -1), "
                    + "expected ascending from 0 to \(binCount)")
        }
        let labels = try archive.tensor("labels").doubles()
        guard labels.count == offsets.count - 1 else {
            throw contents.problem(
                "labels",
                "labels has \(labels.count) entries, expected \(offsets.count - 1) as there are trials")
        }
        if let trial = labels.firstIndex(where: { $0 != $0.rounded() }) {
            throw contents.problem("labels", "labels[\(trial)] is \(labels[trial]), expected a whole number")
        }
        let classes = ClassLabels(texts: labels.map { String(Int($0)) })
        var numbers: [Double] = []
        var directions: [Int32] = []
        for trial in labels.indices {
            for _ in offsets[trial]..<offsets[trial + 1] {
                numbers.append(Double(trial))
                directions.append(Int32(classes.classes[trial] ?? -1))
            }
        }
        return (numbers, directions, classes.classNames)
    }

    private static func matrix(_ key: String, _ archive: NPZArchive, _ contents: NPZContents, rows: Int?)
        throws
        -> Matrix
    {
        let tensor = try archive.tensor(key)
        guard tensor.rank == 2, rows.map({ $0 == tensor.shape[0] }) ?? true else {
            throw contents.problem(
                "shape", "\(key) has shape \(tensor.shape), expected [\(rows.map(String.init) ?? "bins"), n]")
        }
        let values = try tensor.doubles()
        if let place = values.firstIndex(where: { !$0.isFinite }) {
            throw contents.problem(
                "value",
                "\(key)[\(place / tensor.shape[1]), \(place % tensor.shape[1])] is \(values[place]), "
                    + "expected a finite number")
        }
        return Matrix(values: values, rowCount: tensor.shape[0], columnCount: tensor.shape[1])
    }

    private struct Matrix {
        let values: [Double]
        let rowCount: Int
        let columnCount: Int

        func columns(_ name: String) throws -> [Column] {
            try (0..<columnCount).map { column in
                let numbers = (0..<rowCount).map { values[$0 * columnCount + column] }
                return try Column("\(name)-\(column + 1)", .numbers(numbers))
            }
        }
    }
}
