// What the columns of a table are for, as said on the command line.
import GimbalCore
import GimbalData
import GimbalTasks

/// Roles of columns that replace those of the file or its card; nil leaves a role as it is.
public struct ColumnRoles: Sendable, Codable, Equatable {
    /// Column to be predicted.
    public var target: String?
    /// Column with the time to an event or to the end of observation.
    public var time: String?
    /// Column that says whether the event was seen; `not NAME` for one that marks where it was not.
    public var event: String?
    /// Column whose equal values stay in one part of a split.
    public var group: String?
    /// Column that orders the rows for splits by time.
    public var order: String?
    /// Columns that are no features.
    public var ignored: [String]

    /// Starts without roles.
    public init(
        target: String? = nil, time: String? = nil, event: String? = nil, group: String? = nil,
        order: String? = nil, ignored: [String] = []
    ) {
        self.target = target
        self.time = time
        self.event = event
        self.group = group
        self.order = order
        self.ignored = ignored
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { self == ColumnRoles() }

    /// Refuses roles where the samples have no columns.
    ///
    /// - Throws: `ConfigError`.
    func check(for task: LearningTask) throws {
        guard !isEmpty, task.input != .table else { return }
        throw ConfigError(
            "columns",
            "The task \(task.id) has no use for --target, --time, --event, --group, --order or --ignore.",
            fix: "They are for the columns of a table; say the rest in a data.yaml.")
    }
}

extension TableDataSet {
    /// Returns the table with other roles; columns that are ignored are left to the preprocessing, which knows them in new
    /// data.
    ///
    /// - Throws: `DataError` naming a column that is not there.
    func withRoles(_ columns: ColumnRoles?) throws -> TableDataSet {
        guard let columns, !columns.isEmpty else { return self }
        var roles = roles
        if let target = columns.target {
            roles.targets = [target]
            // A table is for one thing: the name of another target frees the columns that a card proposed.
            (roles.time, roles.event) = (nil, nil)
        }
        if let time = columns.time { roles.time = time }
        if let event = columns.event {
            roles.eventMeansCensored = event.hasPrefix(SurvivalTarget.reversal)
            roles.event =
                roles.eventMeansCensored ? String(event.dropFirst(SurvivalTarget.reversal.count)) : event
            if columns.target == nil { roles.targets = [] }
        }
        if let group = columns.group { roles.group = group }
        if let order = columns.order { roles.order = order }
        return try TableDataSet(
            table, roles: roles, publicSplit: publicSplit, provenance: provenance)
    }
}
