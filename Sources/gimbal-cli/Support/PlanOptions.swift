// Options that describe data, split, budget: shared by compare and train.
import ArgumentParser
import GimbalCore
import GimbalData
import GimbalTraining

/// The data set and how it is divided.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Data set: a name from gimbal data list, or a file or folder of your own.", valueName: "data"))
    var data: String

    @Option(
        help: ArgumentHelp(
            "public, random, per-class:20,30, per-class:20,500,1000 or ratio:0.6,0.2,0.2 (default: the set's own).",
            valueName: "split"))
    var split: String?

    /// The split rule, if one is given.
    func splitStrategy() throws -> SplitStrategy? { try split.map { try SplitStrategy(parsing: $0) } }
}

/// How long trainings may last.
struct BudgetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Limit per run in place of the method's own: 200epochs, or 60s (not reproducible).",
            valueName: "budget"))
    var budget: String?

    /// The budget, if one is given.
    func parsed() throws -> Budget? { try budget.map { try Budget($0) } }
}
