// Links of one graph as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Whether two nodes are linked, judged on links that training did not see; seed i divides the links for the i-th time.
struct LinkProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let preprocessing: GraphPreprocessing
    private let dataSet: GraphDataSet
    private let rule: LinkSplitRule

    init(_ plan: ComparisonPlan, _ raw: GraphDataSet) throws {
        task = plan.task
        rule = try LinkSplitRule(parsing: plan.split)
        let unlabelled = try raw.withoutLabels()
        preprocessing = try GraphPreprocessing.standard(
            fitting: unlabelled, rowNormalizeFeatures: plan.rowNormalizeFeatures)
        dataSet = try preprocessing.apply(to: unlabelled)
        contentChecksum = try dataSet.contentChecksum()
        let first = try LinkSplit(dataSet.graph, rule.plan, seed: 0, name: dataSet.name)
        let ratio = Double(first.test.count) / Double(first.train.count)
        resampling = .resampled(testToTrainRatio: min(ratio, 1 / ratio))
        data = RunData(
            name: dataSet.name, checksum: dataSet.provenance.checksum,
            preprocessing: preprocessing.fingerprintText,
            counts: [
                "nodes": dataSet.graph.nodeCount, "edges": dataSet.graph.edgeCount,
                "features": dataSet.features.featureCount, "train": first.train.count,
                "validation": first.validation.count, "test": first.test.count,
            ])
    }

    var split: String { rule.text }

    func check(_ method: ResolvedMethod) throws { _ = try pairMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let links = try LinkSplit(dataSet.graph, rule.plan, seed: run.seed, name: dataSet.name)
        // Held-out links are in none of what methods see: neither in the graph nor in its adjacency.
        let problem = NodePairProblem(
            task: task, data: try dataSet.replacing(graph: links.graph), links: links)
        let model = try pairMethod(method).fit(problem, run)
        return try FittedRun(
            .nodePairs(model), .graph(preprocessing), problem.shape, outputNames: [],
            metrics: metrics(of: model, problem))
    }

    private func metrics(of model: any NodePairModel, _ problem: NodePairProblem) throws -> [String: Double] {
        let input = try GraphInput(features: problem.data.features, graph: problem.data.graph)
        let names = task.metrics.map(\.name)
        func measured(_ pairs: NodePairs) throws -> [String: Double] {
            try LinkScores(scores: model.scores(input, pairs).doubles(), linked: pairs.linked).metrics(names)
        }
        let test = try measured(problem.test)
        return try test.merging(measured(problem.validation).ofValidation) { first, _ in first }
    }

    private func pairMethod(_ method: ResolvedMethod) throws -> any NodePairMethod {
        try method.method.taking(task, as: (any NodePairMethod).self)
    }
}
