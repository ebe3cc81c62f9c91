// Many graphs as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Classes or numbers of whole graphs; preprocessing is fitted on the training graphs of each split.
struct CollectionProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let dataSet: GraphCollection
    private let strategy: SplitStrategy

    init(_ plan: ComparisonPlan, _ raw: GraphCollection) throws {
        task = plan.task
        dataSet = try raw.withTargets(for: plan.task)
        contentChecksum = try dataSet.contentChecksum()
        strategy = try plan.split.map { try SplitStrategy(parsing: $0) } ?? dataSet.standardSplit
        let first = try strategy.split(dataSet, seed: 0)
        resampling =
            strategy.isResampled(publicSplitCount: dataSet.publicSplits.count)
            ? .resampled(testToTrainRatio: first.overlapRatio) : .none
        let preprocessing = try GraphsPreprocessing(fitting: dataSet, train: first.train)
        data = RunData(
            name: dataSet.provenance.name, checksum: dataSet.provenance.checksum,
            preprocessing: preprocessing.fingerprintText,
            counts: [
                "graphs": dataSet.graphs.count,
                "nodes": dataSet.graphs.reduce(0) { $0 + $1.nodeCount },
                "features": preprocessing.featureCount, "outputs": preprocessing.outputNames.count,
                "train": first.train.count, "validation": first.validation.count, "test": first.test.count,
            ])
    }

    var split: String { strategy.text }

    func check(_ method: ResolvedMethod) throws { _ = try graphsMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let (problem, preprocessing) = try GraphsProblem.collection(
            task, dataSet, strategy.split(dataSet, seed: run.seed))
        let model = try graphsMethod(method).fit(problem, run)
        return try FittedRun(
            .graphs(model), .graphs(preprocessing), problem.shape, outputNames: preprocessing.outputNames,
            metrics: problem.metrics(of: model, preprocessing))
    }

    private func graphsMethod(_ method: ResolvedMethod) throws -> any GraphsMethod {
        try method.method.taking(task, as: (any GraphsMethod).self)
    }
}

extension GraphsProblem {
    /// The task's metrics of the test part, and those of the validation part under names of their own.
    func metrics(of model: any GraphsModel, _ preprocessing: GraphsPreprocessing) throws -> [String: Double] {
        if task.prediction == .embedding { return try probeMetrics(of: model) }
        let names = task.metrics.map(\.name)
        func measured(_ part: GraphsPart) throws -> [String: Double] {
            let outputs = try part.outputs(of: model)
            guard case .values(let values) = part.target else {
                return try ClassScores(logits: outputs).metrics(
                    names, labels: part.target.tensors[0].integers())
            }
            return try ColumnScores(
                predicted: preprocessing.inverse(outputs), targets: preprocessing.inverse(values)
            ).metrics(names)
        }
        let test = try measured(self.test)
        return try test.merging(measured(validation).ofValidation) { first, _ in first }
    }

    /// What simple classifiers on frozen embeddings reach.
    private func probeMetrics(of model: any GraphsModel) throws -> [String: Double] {
        func probed(_ part: GraphsPart) throws -> EmbeddingProbe.Part {
            try EmbeddingProbe.Part(
                part.embeddings(of: model), labels: part.target.tensors[0].integers())
        }
        return try EmbeddingProbe.metrics(
            train: probed(train), validation: probed(validation), test: probed(test),
            classCount: train.target.outputCount)
    }
}

extension GraphCollection {
    /// The published split, else four fifths to learn from and a tenth each to choose and to judge by.
    fileprivate var standardSplit: SplitStrategy {
        publicSplits.isEmpty ? .ratio(train: 0.8, validation: 0.1, test: 0.1) : .public
    }
}

extension GraphsPreprocessing {
    /// What decides results, for fingerprints and summaries.
    fileprivate var fingerprintText: String {
        let described =
            switch nodes {
            case .columns: "features as given"
            case .degrees: "one indicator per degree"
            case .constant: "constant features"
            }
        guard case .values = target else { return described }
        return described + ", standardized targets"
    }
}
