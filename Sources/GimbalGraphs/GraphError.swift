// What can be wrong with a graph.
import GimbalCore

/// Reports edges, features or orders that do not fit a graph.
public struct GraphError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `graph.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "graph." + code
        self.message = message
        self.fix = fix
    }
}
