// How nodes are divided into training, validation and test sets, as a value and as text.
import GimbalCore

/// A rule that divides labelled nodes; seed *i* gives split *i* of every rule that draws.
public enum SplitStrategy: Sendable, Hashable {
    /// The split that the data set is published with: the same for every seed.
    case `public`
    /// Some nodes per class for training and for validation; all others are for the test.
    case perClass(train: Int, validation: Int)
    /// Some nodes per class for training; fixed totals of the others for validation and test.
    case perClassWithTotals(train: Int, validation: Int, test: Int)
    /// Shares of each class (stratified); what the shares leave over is not used.
    case ratio(train: Double, validation: Double, test: Double)

    /// The sizes of the Planetoid splits, drawn anew: 20 per class, 500 and 1000.
    ///
    /// - Paper: Yang, Cohen, Salakhutdinov 2016, arXiv 1603.08861, section 5.
    public static let random = SplitStrategy.perClassWithTotals(train: 20, validation: 500, test: 1000)

    /// The sizes of the benchmark of Shchur et al.: 20 and 30 per class, the rest for the test.
    ///
    /// - Paper: Shchur et al. 2018, arXiv 1811.05868, section 3.
    public static let benchmark = SplitStrategy.perClass(train: 20, validation: 30)

    /// Whether every seed draws another split, so that test sets overlap and variances need a correction.
    public var isResampled: Bool { self != .public }

    /// The canonical form: the same text for the same rule, for tables and fingerprints.
    public var text: String {
        switch self {
        case .public: "public"
        case .perClass(let train, let validation): "per-class:\(train),\(validation)"
        case .perClassWithTotals(let train, let validation, let test):
            "per-class:\(train),\(validation),\(test)"
        case .ratio(let train, let validation, let test): "ratio:\(train),\(validation),\(test)"
        }
    }

    /// Reads `public`, `random`, `per-class:20,30`, `per-class:20,500,1000` or `ratio:0.6,0.2,0.2`.
    ///
    /// - Throws: `ConfigError` naming the part that cannot be understood.
    public init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let arguments = parts.count > 1 ? parts[1] : nil
        switch (parts[0], arguments) {
        case ("public", nil): self = .public
        case ("random", nil): self = .random
        case ("per-class", let arguments?): self = try Self.perClass(arguments, text)
        case ("ratio", let arguments?): self = try Self.ratio(arguments, text)
        default:
            let known = ["public", "random", "per-class", "ratio"]
            let hint = known.contains(parts[0]) ? "" : suggestion(for: parts[0], in: known) + " "
            throw ConfigError("split", "the split \"\(text)\" is unknown.", fix: hint + Self.forms)
        }
    }

    private static let forms =
        "Forms: public, random, per-class:20,30, per-class:20,500,1000, ratio:0.6,0.2,0.2."

    private static func perClass(_ arguments: String, _ text: String) throws -> SplitStrategy {
        let numbers = arguments.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard (2...3).contains(numbers.count), numbers.allSatisfy({ $0 > 0 }) else {
            throw ConfigError(
                "split",
                "the split \"\(text)\" needs two or three positive whole numbers after \"per-class:\".",
                fix: forms)
        }
        return numbers.count == 2
            ? .perClass(train: numbers[0], validation: numbers[1])
            : .perClassWithTotals(train: numbers[0], validation: numbers[1], test: numbers[2])
    }

    private static func ratio(_ arguments: String, _ text: String) throws -> SplitStrategy {
        let shares = arguments.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0) ?? .nan
        }
        // The sum of three decimal fractions may exceed 1 by a rounding error.
        guard shares.count == 3, shares.allSatisfy({ $0 > 0 && $0 < 1 }), shares.reduce(0, +) <= 1 + 1e-9
        else {
            throw ConfigError(
                "split",
                "the split \"\(text)\" needs three shares between 0 and 1, with a sum of at most 1.",
                fix: forms)
        }
        return .ratio(train: shares[0], validation: shares[1], test: shares[2])
    }
}

extension SplitStrategy: CustomStringConvertible {
    /// The canonical form.
    public var description: String { text }
}

extension SplitStrategy: Codable {
    /// Reads the canonical form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the canonical form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
