// A table with what its columns are for.
import GimbalCore

/// What the columns of a table are for.
public struct TableRoles: Sendable, Codable, Equatable {
    /// Columns to be predicted; empty if nothing is.
    public var targets: [String] = []
    /// Column with the time to an event or to the end of observation.
    public var time: String?
    /// Column that says whether the event was seen: 1, yes, true, dead ...
    public var event: String?
    /// Whether the event column marks the opposite: 1, yes, true where observation ended without the event.
    public var eventMeansCensored = false
    /// Column whose equal values stay in one part of a split: patients, users.
    public var group: String?
    /// Column that orders the rows for splits by time.
    public var order: String?

    /// Starts without roles.
    public init() {}

    /// Columns that are no features.
    public var reserved: Set<String> { Set(targets + [time, event, group].compactMap { $0 }) }
}

/// A table, what its columns are for, and where it came from.
public struct TableDataSet: DataContent {
    /// Rows and columns.
    public let table: Table
    /// What the columns are for.
    public let roles: TableRoles
    /// The split that the data set is published with, if any.
    public let publicSplit: DataSplit?
    /// Where the data came from.
    public let provenance: DataProvenance

    /// Puts the parts together.
    ///
    /// - Throws: `DataError` if a role names a column that is not there.
    public init(
        _ table: Table, roles: TableRoles = TableRoles(), publicSplit: DataSplit? = nil,
        provenance: DataProvenance
    ) throws {
        for name in roles.targets + [roles.time, roles.event, roles.group, roles.order].compactMap({ $0 }) {
            _ = try table.column(name)
        }
        self.table = table
        self.roles = roles
        self.publicSplit = publicSplit
        self.provenance = provenance
    }

    /// The data as one case of all kinds.
    public var dataSet: DataSet { .table(self) }

    /// Columns that may be learnt from: all without a role.
    public var featureColumns: [Column] {
        let reserved = roles.reserved
        return table.columns.filter { !reserved.contains($0.name) }
    }
}
