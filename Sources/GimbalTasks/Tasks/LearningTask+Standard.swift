// The tasks that commands accept.

extension LearningTask {
    private static let classification = [TaskMetric("accuracy"), TaskMetric("macro-f1"), .loss("log-loss")]
    private static let regression = [
        TaskMetric.loss("rmse"), .loss("mae"), TaskMetric("r2", isFraction: false),
    ]
    private static let probes = [TaskMetric("probe-accuracy"), TaskMetric("knn-accuracy")]

    /// A class for each node of one graph.
    public static let nodeClassification = LearningTask(
        "node-classification", summary: "a class for each node of one graph", input: .graph,
        prediction: .classes, metrics: classification)

    /// Whether two nodes of one graph are linked.
    public static let linkPrediction = LearningTask(
        "link-prediction", summary: "whether two nodes of one graph are linked", input: .nodePairs,
        prediction: .scores,
        metrics: [
            TaskMetric("auc"), TaskMetric("average-precision"), TaskMetric("hits@20"), TaskMetric("hits@50"),
            TaskMetric("hits@100"), TaskMetric("mrr"),
        ])

    /// A class for each of many graphs.
    public static let graphClassification = LearningTask(
        "graph-classification", summary: "a class for each of many graphs", input: .graphs,
        prediction: .classes, metrics: classification)

    /// Numbers for each of many graphs, in the unit of the data.
    public static let graphRegression = LearningTask(
        "graph-regression", summary: "a number for each of many graphs", input: .graphs, prediction: .values,
        metrics: regression)

    /// A class for each image.
    public static let imageClassification = LearningTask(
        "image-classification", summary: "a class for each image", input: .images, prediction: .classes,
        metrics: classification)

    /// A class for each row of a table.
    public static let tabularClassification = LearningTask(
        "tabular-classification", summary: "a class for each row of a table", input: .table,
        prediction: .classes,
        metrics: [
            TaskMetric("accuracy"), TaskMetric("balanced-accuracy"), TaskMetric("macro-f1"),
            TaskMetric("auc"), .loss("log-loss"),
        ])

    /// A number for each row of a table, in the unit of the data.
    public static let tabularRegression = LearningTask(
        "tabular-regression", summary: "a number for each row of a table", input: .table, prediction: .values,
        metrics: regression)

    /// The risk of an event for each row of a table with times, some of them censored.
    public static let survival = LearningTask(
        "survival", summary: "the risk of an event for each row of a table with times", input: .table,
        prediction: .survival,
        metrics: [
            TaskMetric("c-index"), TaskMetric("uno-c-index"), TaskMetric("time-dependent-auc"),
            .loss("integrated-brier"),
        ])

    /// The next word or character of a text.
    public static let languageModelling = LearningTask(
        "language-modelling", summary: "the next word or character of a text", input: .sequence,
        prediction: .tokens, metrics: [.loss("perplexity"), .loss("log-loss"), TaskMetric("accuracy")])

    /// Vectors of nodes, judged by what a linear map and nearest neighbours make of them.
    public static let nodeEmbedding = LearningTask(
        "node-embedding", summary: "vectors of nodes, judged by a linear probe and nearest neighbours",
        input: .graph, prediction: .embedding, metrics: probes)

    /// Vectors of graphs, judged by what a linear map and nearest neighbours make of them.
    public static let graphEmbedding = LearningTask(
        "graph-embedding", summary: "vectors of graphs, judged by a linear probe and nearest neighbours",
        input: .graphs, prediction: .embedding, metrics: probes)

    /// Vectors of images, judged by what a linear map and nearest neighbours make of them.
    public static let imageEmbedding = LearningTask(
        "image-embedding", summary: "vectors of images, judged by a linear probe and nearest neighbours",
        input: .images, prediction: .embedding, metrics: probes)

    /// Vectors of rows, judged by what a linear map and nearest neighbours make of them.
    public static let tabularEmbedding = LearningTask(
        "tabular-embedding", summary: "vectors of rows, judged by a linear probe and nearest neighbours",
        input: .table, prediction: .embedding, metrics: probes)

    /// The tasks that commands accept.
    public static let all: [LearningTask] = [
        .nodeClassification, .linkPrediction, .graphClassification, .graphRegression, .imageClassification,
        .tabularClassification, .tabularRegression, .survival, .languageModelling, .nodeEmbedding,
        .graphEmbedding, .imageEmbedding, .tabularEmbedding,
    ]
}
