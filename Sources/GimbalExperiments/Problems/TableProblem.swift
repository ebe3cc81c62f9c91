// Rows of a table as a problem that methods are compared on.
import Foundation
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Classes, numbers or risks for the rows of a table; preprocessing is fitted on the training rows of each split.
struct TableProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let dataSet: TableDataSet
    private let strategy: SplitStrategy
    private let preprocessing: PreprocessingPlan

    init(_ plan: ComparisonPlan, _ raw: TableDataSet) throws {
        task = plan.task
        dataSet = try raw.withRoles(plan.columns).withValidation()
        strategy =
            try plan.split.map { try SplitStrategy(parsing: $0) } ?? .standard(for: dataSet.splitSamples())
        preprocessing = try dataSet.standardPreprocessing(strategy, without: plan.columns?.ignored ?? [])
        contentChecksum = try dataSet.contentChecksum()
        let first = try strategy.split(dataSet, seed: 0)
        // Fails now rather than in the first run if the table does not suit the task.
        let prepared = try TensorProblem.table(task, dataSet, first, plan: preprocessing)
        resampling =
            strategy.isResampled ? .resampled(testToTrainRatio: first.overlapRatio) : .none
        data = RunData(
            name: dataSet.provenance.name, checksum: dataSet.provenance.checksum,
            preprocessing: preprocessing.fingerprintText,
            counts: [
                "rows": dataSet.table.rowCount, "columns": prepared.preprocessor.columns.count,
                "features": prepared.problem.shape.inputCount, "outputs": prepared.problem.shape.outputCount,
                "train": first.train.count, "validation": first.validation.count, "test": first.test.count,
            ])
    }

    var split: String { strategy.text }

    func check(_ method: ResolvedMethod) throws { _ = try tensorMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let (problem, preprocessor) = try TensorProblem.table(
            task, dataSet, strategy.split(dataSet, seed: run.seed), plan: preprocessing)
        let model = try tensorMethod(method).fit(problem, run)
        return try FittedRun(
            .tensor(model), .table(preprocessor), problem.shape, outputNames: preprocessor.outputNames,
            survival: problem.survivalBaseline(of: model),
            metrics: problem.metrics(of: model) { try preprocessor.target?.inverse($0) ?? $0 })
    }

    private func tensorMethod(_ method: ResolvedMethod) throws -> any TensorMethod {
        try method.method.taking(task, as: (any TensorMethod).self)
    }
}

extension TablePreprocessor {
    /// Names of the model's outputs: classes, or the column that is predicted.
    fileprivate var outputNames: [String] {
        switch target {
        case .classes(_, let names)?: names
        case .numbers(let column, _, _)?: [column]
        case nil: ["risk"]
        }
    }
}

extension TableDataSet {
    /// Returns the table with a published split that has a validation part.
    fileprivate func withValidation() throws -> TableDataSet {
        guard let split = publicSplit else { return self }
        return try TableDataSet(
            table, roles: roles, publicSplit: split.withValidation(splitSamples()), provenance: provenance)
    }

    /// The usual preprocessing, without the columns that order or divide the rows or are no features.
    fileprivate func standardPreprocessing(_ strategy: SplitStrategy, without ignored: [String]) throws
        -> PreprocessingPlan
    {
        var plan = PreprocessingPlan()
        plan.ignored = Set(ignored)
        if case .column(let name) = strategy { plan.ignored.insert(name) }
        if case .time = strategy, let order = roles.order { plan.ignored.insert(order) }
        return plan
    }

    /// SHA-256 of the files and of what the columns are for.
    fileprivate func contentChecksum() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var hash = SHA256()
        hash.update(
            "files \(provenance.checksum)\nroles \(String(decoding: try encoder.encode(roles), as: UTF8.self))"
        )
        return hash.hexadecimal()
    }
}

extension PreprocessingPlan {
    /// What decides results, for fingerprints and summaries.
    fileprivate var fingerprintText: String {
        let left = ignored.isEmpty ? "" : ", without \(ignored.sorted().joined(separator: ", "))"
        return
            "numbers \(numbers.rawValue), categories \(categories.rawValue), missing values \(missing.rawValue)\(left)"
    }
}
