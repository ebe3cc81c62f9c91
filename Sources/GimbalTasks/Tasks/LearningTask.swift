// Tasks as values: what is predicted, and how it is judged.
import GimbalCore

/// What a task's samples are.
public enum InputKind: String, Sendable, Codable, CaseIterable {
    /// Rows of features.
    case table
    /// Images of one size.
    case images
    /// Nodes of one graph.
    case graph
    /// Whole graphs.
    case graphs
    /// Pairs of nodes of one graph.
    case nodePairs = "node-pairs"
    /// Steps in an order.
    case sequence
    /// Tasks that arrive one after another.
    case stream
}

/// What a task asks for, per sample.
public enum PredictionKind: String, Sendable, Codable, CaseIterable {
    /// One of several classes.
    case classes
    /// Real numbers.
    case values
    /// Numbers that rank.
    case scores
    /// Risks of an event over time.
    case survival
    /// Vectors that describe samples.
    case embedding
    /// The next token.
    case tokens
}

/// A metric of a task: its name, direction and how people read it.
public struct TaskMetric: Sendable, Codable, Hashable {
    /// Name in tables, files and expectations, such as `accuracy`.
    public let name: String
    /// Whether larger is better.
    public let higherIsBetter: Bool
    /// Whether values are fractions that people read as percent.
    public let isFraction: Bool

    /// Describes a metric.
    public init(_ name: String, higherIsBetter: Bool = true, isFraction: Bool = true) {
        self.name = name
        self.higherIsBetter = higherIsBetter
        self.isFraction = isFraction
    }

    /// Describes a metric that is better the smaller it is, in units of its own.
    public static func loss(_ name: String) -> TaskMetric {
        TaskMetric(name, higherIsBetter: false, isFraction: false)
    }
}

/// A task: input kind, prediction kind and metrics, the first of which ranks methods.
///
/// Called `LearningTask` because `Task` is Swift's own word for concurrency.
public struct LearningTask: Sendable, Codable, Hashable {
    /// Identifier on the command line, such as `node-classification`.
    public let id: String
    /// What it asks, in a sentence.
    public let summary: String
    /// What its samples are.
    public let input: InputKind
    /// What is asked for, per sample.
    public let prediction: PredictionKind
    /// Its metrics; the first ranks methods.
    public let metrics: [TaskMetric]

    /// Describes a task.
    public init(
        _ id: String, summary: String = "", input: InputKind, prediction: PredictionKind,
        metrics: [TaskMetric]
    ) {
        self.id = id
        self.summary = summary
        self.input = input
        self.prediction = prediction
        self.metrics = metrics
    }

    /// Finds a task by its identifier.
    ///
    /// - Throws: `ConfigError` with the nearest name.
    public static func named(_ id: String) throws -> LearningTask {
        if let task = all.first(where: { $0.id == id }) { return task }
        throw ConfigError("task", "There is no task \"\(id)\".", fix: suggestion(for: id, in: all.map(\.id)))
    }

    /// The metric of that name.
    public func metric(_ name: String) -> TaskMetric? { metrics.first { $0.name == name } }
}
