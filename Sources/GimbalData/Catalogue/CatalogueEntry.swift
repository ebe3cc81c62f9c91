// What the catalogue knows about a data set.

/// A known data set: what it is, what it must contain, and where it can be had.
public struct CatalogueEntry: Sendable, Codable, Equatable {
    /// Where the file is.
    public enum Place: Sendable, Codable, Equatable {
        /// Among the files that ship with Gimbal; the path is relative to their folder.
        case shipped(String)
        /// In the user's data folder; the path is relative to it.
        case dataFolder(String)
    }

    /// What must be found after reading.
    public struct Expectation: Sendable, Codable, Equatable {
        /// Number of nodes.
        public let nodeCount: Int
        /// Number of feature columns.
        public let featureCount: Int
        /// Stored entries of sparse features.
        public let featureEntryCount: Int
        /// Directed edges after undirected conversion: each edge counts twice.
        public let edgeCount: Int
        /// Nodes of each class.
        public let classCounts: [Int]
    }

    /// Name on the command line.
    public let name: String
    /// One line: what nodes, edges, features and classes are.
    public let summary: String
    /// Ids of the tasks that it serves.
    public let tasks: [String]
    /// Id of the reader.
    public let format: String
    /// Where the file is.
    public let place: Place
    /// SHA-256 of the file.
    public let sha256: String
    /// What must be found in it.
    public let expected: Expectation
    /// Names of the classes, where the file has none.
    public let classNames: [String]?
    /// Where the data can be had.
    public let origin: String
    /// Terms of use.
    public let licence: String
    /// The paper that introduced this form of it.
    public let paper: String

    /// Whether it needs no data folder.
    public var isShipped: Bool {
        if case .shipped = place { return true }
        return false
    }

    /// Path of the file, relative to its place.
    public var path: String {
        switch place {
        case .shipped(let path), .dataFolder(let path): path
        }
    }
}
