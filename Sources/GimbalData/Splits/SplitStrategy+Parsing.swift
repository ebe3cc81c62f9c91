// Reading a rule from what the user typed.
import GimbalCore

extension SplitStrategy {
    /// Reads `public`, `random`, `per-class:20,30`, `per-class:20,500,1000`, `ratio:0.6,0.2,0.2`,
    /// `random-ratio:0.6,0.2,0.2`, `k-fold:10`, `group-ratio:0.6,0.2,0.2`, `group-k-fold:5`, `time:0.6,0.2,0.2` or
    /// `column:NAME`.
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
        case ("ratio", let arguments?):
            let shares = try Self.shares(arguments, text)
            self = .ratio(train: shares[0], validation: shares[1], test: shares[2])
        case ("random-ratio", let arguments?):
            let shares = try Self.shares(arguments, text)
            self = .randomRatio(train: shares[0], validation: shares[1], test: shares[2])
        case ("group-ratio", let arguments?):
            let shares = try Self.shares(arguments, text)
            self = .groupRatio(train: shares[0], validation: shares[1], test: shares[2])
        case ("time", let arguments?):
            let shares = try Self.shares(arguments, text)
            self = .time(train: shares[0], validation: shares[1], test: shares[2])
        case ("k-fold", let arguments?): self = .kFold(count: try Self.foldCount(arguments, text))
        case ("group-k-fold", let arguments?): self = .groupKFold(count: try Self.foldCount(arguments, text))
        case ("column", let name?) where !name.isEmpty: self = .column(name)
        default: throw Self.unknown(parts[0], text)
        }
    }

    private static let names = [
        "public", "random", "per-class", "ratio", "random-ratio", "k-fold", "group-ratio", "group-k-fold",
        "time",
        "column",
    ]

    private static let forms =
        "Forms: public, random, per-class:20,30, per-class:20,500,1000, ratio:0.6,0.2,0.2, "
        + "random-ratio:0.6,0.2,0.2, k-fold:10, group-ratio:0.6,0.2,0.2, group-k-fold:5, time:0.6,0.2,0.2, "
        + "column:NAME."

    private static func unknown(_ name: String, _ text: String) -> ConfigError {
        let hint = names.contains(name) ? "" : suggestion(for: name, in: names) + " "
        return ConfigError("split", "the split \"\(text)\" is unknown.", fix: hint + forms)
    }

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

    private static func shares(_ arguments: String, _ text: String) throws -> [Double] {
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
        return shares
    }

    private static func foldCount(_ arguments: String, _ text: String) throws -> Int {
        guard let count = Int(arguments), count >= 3 else {
            throw ConfigError(
                "split",
                "the split \"\(text)\" needs a whole number of folds, 3 or more: one tests, one validates.",
                fix: forms)
        }
        return count
    }
}
