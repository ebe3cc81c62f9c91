// What the catalogue knows about a data set.

/// A known data set: what it is, what it must contain, and where it can be had.
public struct CatalogueEntry: Sendable, Codable, Equatable {
    /// A file of a data set.
    public struct File: Sendable, Codable, Equatable {
        /// Path relative to the data folder, or to the folder of what ships.
        public let path: String
        /// Size in bytes; nil where only the origin knows it.
        public let bytes: Int?
        /// SHA-256, 64 hexadecimal digits; nil where only the origin knows it (counts are checked in any case).
        public let sha256: String?
        /// Where the file can be fetched; nil where the origin offers it in another form only.
        public let url: String?
        /// Name inside the zip archive that the address leads to; nil where it leads to the file itself.
        public let member: String?
    }

    /// One form in which a data set may lie on disk.
    public struct Form: Sendable, Codable, Equatable {
        /// How the files are read; the format is its first key.
        public let card: DataCard
        /// File or folder that the reader is given, relative like the files.
        public let path: String
        /// All files that are read.
        public let files: [File]
        /// Whether the files ship with Gimbal.
        public let ships: Bool
    }

    /// What must be found after reading.
    public struct Expectation: Sendable, Codable, Equatable {
        /// Counts; those that are not stated may be anything.
        public let figures: DataFigures
        /// Samples of each class, in the order of the classes; nil without classes.
        public let classCounts: [Int]?
    }

    /// Name on the command line.
    public let name: String
    /// One line: what samples, features and targets are.
    public let summary: String
    /// Kind of data, as `DataSet.kind` says it.
    public let kind: String
    /// Ids of the tasks that it serves.
    public let tasks: [String]
    /// The forms it may lie in; the first one whose files are all there is read.
    public let forms: [Form]
    /// What must be found in it.
    public let expected: Expectation
    /// Names of the classes, where the files have none.
    public let classNames: [String]?
    /// What differs from the published data; nil if nothing does.
    public let note: String?
    /// Where the data can be had.
    public let origin: String
    /// Terms of use.
    public let licence: String
    /// The paper or source that introduced it.
    public let source: String

    /// Whether it needs no data folder.
    public var isShipped: Bool { forms.contains { $0.ships } }
}
