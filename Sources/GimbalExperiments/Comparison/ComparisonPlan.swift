// What a comparison is asked to do.
import GimbalCore
import GimbalTasks
import GimbalTraining

/// Methods, seeds and budget on one task and data set.
///
/// Seeds are 0..<seedCount; seed *i* fixes split *i* for every method.
public struct ComparisonPlan: Sendable, Codable, Equatable {
    /// What is predicted and how it is judged.
    public var task: LearningTask
    /// A data set of the catalogue, or the path of the user's own.
    public var data: String
    /// What columns of a table are for, where the file or its card do not say.
    public var columns: ColumnRoles?
    /// How the data are split, such as `public` or `ratio:0.6,0.2,0.2`; the data set's own way if nil.
    public var split: String?
    /// Whether rows of features are divided by their sum; nil for the habit, see
    /// `GraphPreprocessing.standard`.
    public var rowNormalizeFeatures: Bool?
    /// Tokens that a model of a text sees at once, at most; nil for `TextPreprocessing.standardWindow`.
    public var window: Int?
    /// How training images are changed at random; nil for not at all.
    public var augmentation: ImageAugmentation?
    /// The methods, each under its alias.
    public var methods: [NamedMethod]
    /// Number of seeds.
    public var seedCount: Int
    /// Replaces the methods' own numbers of epochs.
    public var budget: Budget?
    /// The smallest difference that matters, in the unit of the task's first metric.
    public var margin: Double
    /// Confidence of intervals; tests use the level 1 − confidence.
    public var confidence: Double

    /// Plans a comparison.
    public init(
        task: LearningTask, data: String, columns: ColumnRoles? = nil, split: String? = nil,
        methods: [NamedMethod], seedCount: Int = 10, budget: Budget? = nil, margin: Double = 0,
        confidence: Double = 0.95, window: Int? = nil, augmentation: ImageAugmentation? = nil
    ) {
        self.task = task
        self.data = data
        self.columns = columns
        self.split = split
        self.methods = methods
        self.seedCount = seedCount
        self.budget = budget
        self.margin = margin
        self.confidence = confidence
        self.window = window
        self.augmentation = augmentation
    }

    /// The seeds, ascending from 0.
    public var seeds: [UInt64] { (0..<max(0, seedCount)).map(UInt64.init) }

    /// Checks what can be checked without the data.
    ///
    /// - Throws: `ConfigError` for no methods, no seeds, or two methods of one alias, or roles of columns where there are none.
    public func validate() throws {
        guard !methods.isEmpty else {
            throw ConfigError(
                "methods", "The comparison has no methods.", fix: "Name at least one, better two.")
        }
        guard (1...1_000_000).contains(seedCount) else {
            throw ConfigError(
                "seeds", "The number of seeds is \(seedCount).", fix: "Give 1 or more; 10 is usual.")
        }
        try NamedMethod.checkAliases(of: methods)
        try columns?.check(for: task)
    }
}
