// Classes of the nodes of a graph, as the user has it.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

extension SavedModel {
    /// Predicts the class of every node, after the preprocessing that the model was trained with.
    func predictions(_ model: any GraphModel, _ preprocessing: GraphPreprocessing, _ raw: GraphDataSet) throws
        -> Predictions
    {
        let data = try preprocessing.apply(to: raw)
        let input = try GraphInput(features: data.features, graph: data.graph)
        let scores = try ClassScores(logits: model.logits(input))
        let known = data.labels.indices.filter { data.labels[$0] != nil }
        let metrics =
            known.isEmpty
            ? [:] : try scores.rows(known).metrics(metricNames, labels: known.compactMap { data.labels[$0] })
        return Predictions(
            sample: "node", ids: data.nodeNames ?? (0..<data.graph.nodeCount).map(String.init),
            columns: .classes(scores, names: config.outputNames), metrics: metrics, knownCount: known.count)
    }

    /// The names of the metrics of the model's task.
    var metricNames: [String] { (try? LearningTask.named(config.task))?.metrics.map(\.name) ?? [] }
}
