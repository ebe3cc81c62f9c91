// Classes of the nodes of one graph as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// A class for each node of one graph, judged on the test nodes of the state that validation chose.
struct NodeProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let preprocessing: GraphPreprocessing
    private let dataSet: GraphDataSet
    private let strategy: SplitStrategy

    init(_ plan: ComparisonPlan, _ raw: GraphDataSet) throws {
        task = plan.task
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

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let problem = GraphProblem(
            task: task, data: dataSet, split: try strategy.split(dataSet, seed: run.seed))
        let model = try graphMethod(method).fit(problem, run)
        return try FittedRun(
            .graph(model), .graph(preprocessing), problem.shape, outputNames: preprocessing.classNames,
            metrics: metrics(of: model, problem))
    }

    private func metrics(of model: any GraphModel, _ problem: GraphProblem) throws -> [String: Double] {
        let input = try GraphInput(features: dataSet.features, graph: dataSet.graph)
        if task.prediction == .embedding {
            return try probeMetrics(of: model.embeddings(input), problem.split)
        }
        let names = task.metrics.map(\.name)
        let scores = try ClassScores(logits: model.logits(input))
        func measured(_ nodes: [Int]) throws -> [String: Double] {
            try scores.rows(nodes).metrics(names, labels: dataSet.classes(of: nodes))
        }
        let test = try measured(problem.split.test)
        return try test.merging(measured(problem.split.validation).ofValidation) { first, _ in first }
    }

    /// What simple classifiers on frozen embeddings `[nodes, width]` reach.
    private func probeMetrics(of vectors: Tensor, _ split: DataSplit) throws -> [String: Double] {
        func part(_ nodes: [Int]) throws -> EmbeddingProbe.Part {
            try EmbeddingProbe.Part(
                vectors.indexSelect(Tensor(nodes), axis: 0), labels: dataSet.classes(of: nodes))
        }
        return try EmbeddingProbe.metrics(
            train: part(split.train), validation: part(split.validation), test: part(split.test),
            classCount: dataSet.classNames.count)
    }

    private func graphMethod(_ method: ResolvedMethod) throws -> any GraphMethod {
        try method.method.taking(task, as: (any GraphMethod).self)
    }
}
