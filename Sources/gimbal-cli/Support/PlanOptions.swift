// Options that describe data, split, budget: shared by compare and train.
import ArgumentParser
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTraining

/// What the columns of a table are for.
struct ColumnOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Column of a table to predict.", valueName: "column"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "Column with the time to an event or to the end of observation.", valueName: "column"))
    var time: String?

    @Option(
        help: ArgumentHelp(
            "Column that says whether the event was seen; 'not COLUMN' if it marks where it was not.",
            valueName: "column"))
    var event: String?

    @Option(
        help: ArgumentHelp("Column whose equal values stay in one part of a split.", valueName: "column"))
    var group: String?

    @Option(help: ArgumentHelp("Column that orders the rows for splits by time.", valueName: "column"))
    var order: String?

    @Option(help: ArgumentHelp("Columns that are no features, separated by commas.", valueName: "columns"))
    var ignore: String?

    /// The roles; nil if nothing is said.
    ///
    /// - Throws: `ConfigError` if one of time and event stands beside a target.
    func roles() throws -> ColumnRoles? {
        guard target == nil || (time == nil && event == nil) else {
            throw ConfigError(
                "columns", "--target and \(time == nil ? "--event" : "--time") contradict each other.",
                fix: "Give --target for classes and numbers, --time and --event for survival.")
        }
        let ignored = ignore?.split(separator: ",").map(String.init) ?? []
        let roles = ColumnRoles(
            target: target, time: time, event: event, group: group, order: order, ignored: ignored)
        return roles.isEmpty ? nil : roles
    }
}

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

    @OptionGroup var columns: ColumnOptions

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
