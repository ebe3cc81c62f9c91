// What a user picks for a task.
import GimbalCore

/// What people read about a method before they pick it.
public struct MethodCard: Sendable, Codable, Hashable {
    /// Identifier on the command line, such as `dagnn`.
    public let id: String
    /// What it does, in a sentence.
    public let summary: String
    /// Number of its paper among the papers that ship, if it has one.
    public let paper: Int?
    /// Citation: authors, year, title, arXiv number.
    public let citation: String
    /// Identifiers of the tasks that it takes.
    public let tasks: [String]
    /// What it cannot do or what it costs, in a sentence.
    public let limits: String

    /// Describes a method.
    public init(
        id: String, summary: String, paper: Int? = nil, citation: String, tasks: [String], limits: String
    ) {
        self.id = id
        self.summary = summary
        self.paper = paper
        self.citation = citation
        self.tasks = tasks
        self.limits = limits
    }
}

/// Something that a user picks for a task: a backbone, a pre-training scheme, a training procedure, an
/// embedding.
///
/// A method conforms besides to the protocol of each input kind that it takes, such as `GraphMethod`.
public protocol Method: Sendable, SendableMetatype {
    /// Its options.
    associatedtype Options: MethodOptions
    /// What people read about it.
    static var card: MethodCard { get }
    /// The options that the authors tuned for a known data set and split, if they did.
    static func preset(data: String, split: String) -> Options?
    /// The defaults for tasks with samples of a kind: a network on rows of a table is trained otherwise than on a graph.
    static func defaults(for input: InputKind) -> Options
    /// The options that this value trains with.
    var options: Options { get }
    /// Creates the method; `resolver` makes the methods that options name.
    ///
    /// - Throws: `ConfigError` if options contradict each other.
    init(_ options: Options, _ resolver: MethodRegistry) throws
}

extension Method {
    /// Says that one set of defaults serves all tasks.
    public static func defaults(for input: InputKind) -> Options { Options() }

    /// Says that no data set has settings of its own.
    public static func preset(data: String, split: String) -> Options? { nil }
}
