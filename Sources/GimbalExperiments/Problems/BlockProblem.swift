// Blocks about the same samples as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Classes, numbers or risks for samples of several tables, which become one row per sample.
struct BlockProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let dataSet: BlockDataSet
    private let strategy: SplitStrategy

    init(_ plan: ComparisonPlan, _ raw: BlockDataSet) throws {
        guard plan.columns?.isEmpty ?? true else {
            throw ConfigError(
                "columns",
                "Blocks have no use for --target, --time, --event, --group, --order or --ignore.",
                fix: "They are for the columns of a table; name labels in a data.yaml.")
        }
        task = plan.task
        dataSet = try raw.withValidation()
        strategy =
            try plan.split.map { try SplitStrategy(parsing: $0) } ?? .standard(for: dataSet.splitSamples())
        contentChecksum = raw.provenance.checksum
        let first = try strategy.split(dataSet, seed: 0)
        let prepared = try TensorProblem.blocks(task, dataSet, first)
        resampling = strategy.isResampled ? .resampled(testToTrainRatio: first.overlapRatio) : .none
        data = RunData(
            name: raw.provenance.name, checksum: raw.provenance.checksum,
            preprocessing: "blocks standardised by the training samples, missing values their means",
            counts: [
                "samples": raw.sampleNames.count, "blocks": raw.blocks.count,
                "features": prepared.problem.shape.inputCount, "outputs": prepared.problem.shape.outputCount,
                "train": prepared.problem.train.count, "validation": prepared.problem.validation.count,
                "test": prepared.problem.test.count,
            ])
    }

    var split: String { strategy.text }

    func check(_ method: ResolvedMethod) throws { _ = try tensorMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let (problem, preprocessing) = try TensorProblem.blocks(
            task, dataSet, strategy.split(dataSet, seed: run.seed))
        let model = try tensorMethod(method).fit(problem, run)
        return try FittedRun(
            .tensor(model), .blocks(preprocessing), problem.shape,
            outputNames: preprocessing.goal.outputNames,
            survival: problem.survivalBaseline(of: model),
            metrics: problem.metrics(of: model) { try preprocessing.inDataUnits($0) })
    }

    private func tensorMethod(_ method: ResolvedMethod) throws -> any TensorMethod {
        try method.method.taking(task, as: (any TensorMethod).self)
    }
}

extension BlockPreprocessing.Goal {
    /// Names of the model's outputs.
    fileprivate var outputNames: [String] {
        switch self {
        case .classes(let names), .values(let names, _, _): names
        case .survival: ["risk"]
        }
    }
}

extension BlockDataSet {
    /// Returns the blocks with a published split that has a validation part.
    fileprivate func withValidation() throws -> BlockDataSet {
        guard let split = publicSplit else { return self }
        return try BlockDataSet(
            sampleNames: sampleNames, blocks: blocks, targets: targets, groups: groups,
            publicSplit: split.withValidation(splitSamples()), provenance: provenance)
    }
}
