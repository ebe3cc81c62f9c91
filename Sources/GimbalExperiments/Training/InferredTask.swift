// The task of a training whose user names none: what the data have and the method takes.
import GimbalCore
import GimbalData
import GimbalTasks

/// A task that was chosen for data and a method, with the reason.
public struct InferredTask: Sendable, Equatable {
    /// The task.
    public let task: LearningTask
    /// What in the data speaks for it, such as `its nodes have classes`.
    public let reason: String

    /// Numbers of a target that are no more than this many different whole ones are taken for classes, if each occurs
    /// five times on average.
    static let classLimit = 20

    /// Chooses the first task that the data allow and the method takes.
    ///
    /// A graph: classes of its nodes, else links. Many graphs: classes or numbers, as their target is. A table, and tables
    /// in blocks: survival where time and event are known, else classes where the target is a category or one of few
    /// whole numbers, else numbers. Images: classes. Text: the next token. Embedding where the method takes nothing else.
    ///
    /// - Parameters:
    ///   - columns: roles of a table's columns that replace those of the file or its card.
    ///   - method: whose tasks count.
    /// - Throws: `DataError` if the data have nothing that could be predicted; `ConfigError` if the method takes none of
    ///   the tasks that the data allow.
    public init(_ data: DataSet, columns: ColumnRoles? = nil, method: MethodCard) throws {
        let (tasks, reason) = try Self.candidates(data, columns)
        guard let task = tasks.first(where: { method.tasks.contains($0.id) }) else {
            throw ConfigError(
                "task",
                "Method \"\(method.id)\" takes \(method.tasks.joined(separator: ", ")), but data set "
                    + "\"\(data.name)\" is for \(tasks.map(\.id).joined(separator: " or ")): \(reason).",
                fix: "Choose a method that takes it: gimbal methods list --task \(tasks[0].id).")
        }
        self.task = task
        self.reason = reason
    }

    private static func candidates(_ data: DataSet, _ columns: ColumnRoles?) throws -> (
        [LearningTask], String
    ) {
        switch data {
        case .graph(let graph):
            return graph.labels.contains { $0 != nil }
                ? ([.nodeClassification, .nodeEmbedding, .linkPrediction], "its nodes have classes")
                : ([.linkPrediction], "its nodes have no classes")
        case .graphs(let graphs):
            return try candidates(
                graphs.targets, data, classes: [.graphClassification, .graphEmbedding], [.graphRegression])
        case .blocks(let blocks):
            if blocks.hasOutcomes { return ([.survival], "its targets are times and events") }
            return try candidates(
                blocks.targets, data, classes: [.tabularClassification, .tabularEmbedding],
                [.tabularRegression])
        case .table(let table): return try candidates(table.withRoles(columns))
        case .images(let images):
            guard images.labels != nil else { throw hasNoTarget(data) }
            return ([.imageClassification, .imageEmbedding], "its images have classes")
        case .text: return ([.languageModelling], "it is a text")
        }
    }

    private static func candidates(
        _ targets: SampleTargets, _ data: DataSet, classes: [LearningTask], _ values: [LearningTask]
    ) throws -> ([LearningTask], String) {
        switch targets {
        case .classes: (classes, "its targets are classes")
        case .values: (values, "its targets are numbers")
        case .none: throw hasNoTarget(data)
        }
    }

    private static func candidates(_ data: TableDataSet) throws -> ([LearningTask], String) {
        let roles = data.roles
        if let time = roles.time, let event = roles.event {
            return ([.survival], "\"\(time)\" is a time to the event \"\(event)\"")
        }
        guard let name = roles.targets.first else { throw hasNoTarget(data.dataSet) }
        guard case .numbers(let numbers) = try data.table.column(name).values else {
            return ([.tabularClassification, .tabularEmbedding], "its target \"\(name)\" is a category")
        }
        guard let count = wholeNumberCount(numbers) else {
            return ([.tabularRegression], "its target \"\(name)\" is a number")
        }
        return (
            [.tabularClassification, .tabularRegression, .tabularEmbedding],
            "its target \"\(name)\" has \(count) different values"
        )
    }

    /// How many different numbers there are, if they are few and whole; nil otherwise.
    private static func wholeNumberCount(_ numbers: [Double]) -> Int? {
        var seen: Set<Double> = []
        var knownCount = 0
        for number in numbers where !number.isNaN {
            guard number == number.rounded(), seen.count <= classLimit else { return nil }
            seen.insert(number)
            knownCount += 1
        }
        let isFew = seen.count >= 2 && seen.count <= classLimit && seen.count * 5 <= knownCount
        return isFew ? seen.count : nil
    }

    private static func hasNoTarget(_ data: DataSet) -> DataError {
        let isTable = if case .table = data { true } else { false }
        return DataError(
            "target",
            "data set \"\(data.name)\" (\(data.kind)) has nothing that could be predicted.",
            fix: isTable
                ? "Name the column: --target COLUMN, or --time COLUMN --event COLUMN."
                : "Add classes or numbers, or name a task that needs none.")
    }
}
