// A comparison as a paper's file describes it.
import GimbalTasks
import GimbalTraining

/// A comparison on one or several data sets.
public struct PaperExperiment: Sendable, Codable, Equatable {
    /// Name within the file.
    public let name: String
    /// What it tests, in a sentence.
    public let claim: String
    /// The task.
    public let task: LearningTask
    /// Names of the data sets; one comparison each.
    public let data: [String]
    /// How the data are split; each set's own way if nil.
    public let split: String?
    /// The methods, in the order of the file.
    public let methods: [NamedMethod]
    /// Number of seeds.
    public let seeds: Int
    /// Replaces the methods' own numbers of epochs.
    public let budget: Budget?
    /// Alias of the method that others are held against in the table.
    public let baseline: String?

    /// Returns the experiment with fewer seeds and only some of its methods.
    func limited(seeds: Int, methods aliases: [String]?) -> PaperExperiment {
        let kept = methods.filter { aliases?.contains($0.alias) ?? true }
        return PaperExperiment(
            name: name, claim: claim, task: task, data: data, split: split, methods: kept, seeds: seeds,
            budget: budget, baseline: kept.contains { $0.alias == baseline } ? baseline : nil)
    }

    /// The comparisons to run, one per data set.
    public var plans: [ComparisonPlan] {
        data.map {
            ComparisonPlan(
                task: task, data: $0, split: split, methods: methods, seedCount: seeds, budget: budget)
        }
    }
}
