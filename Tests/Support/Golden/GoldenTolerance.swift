// How near a golden output must be, and in what sense.
import GimbalTensor

/// The tolerance of a case or step, with exceptions for single outputs.
public struct GoldenTolerance: Sendable {
    /// In what sense an output is compared.
    public enum Comparison: String, Sendable {
        case values
        /// The smallest and the largest value only.
        case extremes
        /// The sum only.
        case sum
        /// Rows (or the whole vector) may have the opposite sign.
        case upToSign = "up_to_sign"
    }

    /// What holds for one output.
    public struct Output: Sendable {
        /// Absolute and relative bound.
        public var bound: Tolerance
        /// In what sense values are compared.
        public var comparison = Comparison.values
        /// Outputs whose stored tensors this one is computed from.
        public var given: [String] = []
        /// How far the same output of an own stochastic run may be, relatively.
        public var ownRelative: Double?

        /// Compares values within a bound.
        public init(bound: Tolerance) { self.bound = bound }
    }

    /// Absolute and relative bound of everything that has no own.
    public let bound: Tolerance
    /// Share of an output's values that may exceed the bound.
    public let fractionBeyond: Double
    /// Bound on the mean absolute difference.
    public let meanAbsolute: Double?
    /// Further bounds by name (`absolute_...`), which subjects apply themselves.
    public let named: [String: Double]
    private let outputs: [String: Output]

    /// The bounds of one output.
    public func output(_ name: String) -> Output { outputs[name] ?? Output(bound: bound) }

    /// Names of outputs with bounds of their own.
    public var outputNames: [String] { outputs.keys.sorted() }

    init(_ json: JSONValue?, _ place: String) throws {
        guard let json, let absolute = json["absolute"]?.number else {
            throw GoldenProblem("\(place): \"tolerance\" has no \"absolute\"")
        }
        let bound = Tolerance(absolute: absolute, relative: json["relative"]?.number ?? 0)
        self.bound = bound
        fractionBeyond = json["fraction_beyond"]?.number ?? 0
        meanAbsolute = json["mean_absolute"]?.number
        outputs = try (json["outputs"]?.object ?? [:]).mapValues { try Self.output($0, bound, place) }
        let known: Set<String> = ["absolute", "relative", "fraction_beyond", "mean_absolute", "outputs"]
        named = try (json.object ?? [:]).filter { !known.contains($0.key) }.mapValues { value in
            guard let number = value.number else { throw GoldenProblem("\(place): a tolerance is no number") }
            return number
        }
    }

    private static func output(_ json: JSONValue, _ inherited: Tolerance, _ place: String) throws -> Output {
        var result = Output(bound: inherited)
        for (name, value) in json.object ?? [:] {
            switch name {
            case "absolute": result.bound.absolute = value.number ?? result.bound.absolute
            case "relative": result.bound.relative = value.number ?? result.bound.relative
            case "own_relative": result.ownRelative = value.number
            case "given": result.given = value.list?.compactMap(\.text) ?? []
            case "compare":
                guard let comparison = value.text.flatMap(Comparison.init(rawValue:)) else {
                    throw GoldenProblem("\(place): the harness does not know this way to compare: \(value)")
                }
                result.comparison = comparison
            default: throw GoldenProblem("\(place): the harness does not know the tolerance \"\(name)\"")
            }
        }
        return result
    }
}
