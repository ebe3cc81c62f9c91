// A plan with every name resolved: what a dry run shows and a run executes.
import GimbalTasks
import GimbalTraining

/// A comparison, ready to run: data loaded, methods made, finished runs looked up.
public struct ResolvedPlan: Sendable {
    /// What was asked for.
    public let plan: ComparisonPlan
    /// What a dry run shows.
    public let summary: PlanSummary
    let problem: any ExperimentProblem
    let methods: [ResolvedMethod]
    let runs: [PlannedRun]
}

/// One run of a comparison.
struct PlannedRun: Sendable {
    let label: RunLabel
    let method: ResolvedMethod
    let fingerprint: Fingerprint
    /// The record, if the store has it.
    let record: RunRecord?
}

/// Everything that is decided before the first run: what `--dry-run` prints.
public struct PlanSummary: Sendable, Codable, Equatable {
    /// Identifier of the task.
    public let task: String
    /// The metric that ranks methods.
    public let metric: String
    /// The data.
    public let data: RunData
    /// How they are split.
    public let split: String
    /// The methods with all their options.
    public let methods: [MethodSummary]
    /// The seeds.
    public let seeds: [UInt64]
    /// Budget; nil for each method's own number of epochs.
    public let budget: String?
    /// Whether the same command gives the same digits; false for a budget in seconds.
    public let isReproducible: Bool
    /// Runs at the same time.
    public let jobs: Int
    /// Versions, device and threads of each run.
    public let environment: RunEnvironment
    /// All runs.
    public let runCount: Int
    /// Runs that the store has already.
    public let finishedRunCount: Int
}

/// A method of a comparison with everything that decides how it trains.
public struct MethodSummary: Sendable, Codable, Equatable {
    /// Name in tables.
    public let method: String
    /// The specification as given.
    public let specification: String
    /// The specification with every option.
    public let canonical: String
    /// Every option with its value.
    public let options: [String: OptionValue]
    /// `paper` where the authors' settings for this data set are used, else `untuned`.
    public let preset: String

    init(alias: String, _ method: ResolvedMethod) {
        self.method = alias
        specification = method.specification.description
        canonical = method.canonical
        options = method.options.reduce(into: [:]) { $0[$1.key] = OptionValue($1.value) }
        preset = method.preset == "paper" ? "paper" : "untuned"
    }
}

/// An option's value as JSON has it: a number, true or false, or a text.
public enum OptionValue: Sendable, Hashable {
    /// A number.
    case number(Double)
    /// A truth value.
    case flag(Bool)
    /// A text.
    case text(String)

    /// Converts a value of a specification.
    public init(_ value: SpecificationValue) {
        switch value {
        case .number(let number): self = .number(number)
        case .word("true"): self = .flag(true)
        case .word("false"): self = .flag(false)
        case .word(let text), .text(let text): self = .text(text)
        case .specification(let specification): self = .text(specification.description)
        }
    }
}

extension OptionValue: Codable {
    /// Reads a number, true or false, or a text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes a number, true or false, or a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .text(let text): try container.encode(text)
        }
    }
}

extension OptionValue: CustomStringConvertible {
    /// The value as a specification writes it.
    public var description: String {
        switch self {
        case .number(let number): SpecificationValue.number(number).description
        case .flag(let flag): "\(flag)"
        case .text(let text): text
        }
    }
}
