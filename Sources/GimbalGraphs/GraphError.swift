// What can be wrong with a graph.
import GimbalCore

/// Names the errors of graphs.
public enum GraphErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "graph"
}

/// Reports edges, features or orders that do not fit a graph.
public typealias GraphError = FamilyError<GraphErrors>
