// Node classification as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// A class for each node of one graph, judged on the test nodes of the state that validation chose.
struct NodeClassificationProblem: ExperimentProblem {
    /// Measured besides the task's own metrics.
    static let extraMetrics = ["validation-accuracy"]

    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    let preprocessing: GraphPreprocessing
    private let dataSet: GraphDataSet
    private let strategy: SplitStrategy

    init(_ plan: ComparisonPlan, _ environment: ExperimentEnvironment) throws {
        let raw = try GraphDataSet.load(plan.data, dataRoot: environment.dataRoot)
        try raw.requireClasses()
        preprocessing = try GraphPreprocessing.standard(
            fitting: raw, rowNormalizeFeatures: plan.rowNormalizeFeatures)
        dataSet = try preprocessing.apply(to: raw)
        contentChecksum = try dataSet.contentChecksum()
        strategy = try plan.split.map { try SplitStrategy(parsing: $0) } ?? .standard(for: dataSet)
        let first = try strategy.split(dataSet, seed: 0)
        resampling =
            strategy.isResampled(publicSplitCount: dataSet.publicSplits.count)
            ? .resampled(testToTrainRatio: first.overlapRatio) : .none
        data = RunData(
            name: dataSet.name, checksum: dataSet.provenance.checksum,
            preprocessing: preprocessing.fingerprintText,
            counts: [
                "nodes": dataSet.graph.nodeCount, "edges": dataSet.graph.edgeCount,
                "features": dataSet.features.featureCount, "classes": dataSet.classNames.count,
                "train": first.train.count, "validation": first.validation.count, "test": first.test.count,
            ])
    }

    var split: String { strategy.text }

    func check(_ method: ResolvedMethod) throws { _ = try graphMethod(method) }

    func measure(_ method: ResolvedMethod, _ run: TrainingRun) throws -> RunMeasurement {
        try fitted(method, run).measurement
    }

    /// Trains a method as `measure` does, and keeps the model.
    func fitted(_ method: ResolvedMethod, _ run: TrainingRun) throws -> (
        model: any GraphModel, measurement: RunMeasurement
    ) {
        let problem = GraphProblem(
            task: .nodeClassification, data: dataSet, split: try strategy.split(dataSet, seed: run.seed))
        let model = try graphMethod(method).fit(problem, run)
        let logits = try model.logits(GraphInput(features: dataSet.features, graph: dataSet.graph))
        let test = try scores(logits, of: problem.split.test)
        let validation = try scores(logits, of: problem.split.validation)
        let measurement = RunMeasurement(
            metrics: [
                "accuracy": try test.accuracy(), "macro-f1": try test.macroF1(),
                "log-loss": try test.logLoss(),
                "validation-accuracy": try validation.accuracy(),
            ],
            history: model.history, parameterCount: try model.network.table().parameterCount)
        return (model, measurement)
    }

    private func graphMethod(_ method: ResolvedMethod) throws -> any GraphMethod {
        guard let graphMethod = method.method as? any GraphMethod else {
            throw ConfigError(
                "method.task", "Method \"\(method.specification.id)\" does not take graphs.",
                fix: "Choose one that lists \(LearningTask.nodeClassification.id) among its tasks.")
        }
        return graphMethod
    }

    private func scores(_ logits: Tensor, of nodes: [Int]) throws -> ClassScores {
        let labels = try nodes.map { node in
            guard let label = dataSet.labels[node] else {
                throw DataError(
                    "label", "Node \(node) of \"\(dataSet.name)\" is in the split but has no label.",
                    fix: "Take it out of the split, or label it.")
            }
            return label
        }
        return try ClassScores(logits: logits.indexSelect(Tensor(nodes), axis: 0), labels: labels)
    }
}
