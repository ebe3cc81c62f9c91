// How the columns of a table become numbers for a model.
import GimbalCore

/// What is done to numbers.
public enum NumberScaling: String, Sendable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// Subtracts the mean and divides by the standard deviation (of the training rows, divisor n).
    case standardize
    /// Moves the smallest training value to 0 and the largest to 1.
    case minMax = "min-max"
    /// Subtracts the median and divides by the distance of the quartiles.
    case robust
    /// Replaces a value by its share of smaller training values, in 0...1.
    case quantileUniform = "quantile-uniform"
    /// The same, then by the standard normal value with that share below it.
    case quantileNormal = "quantile-normal"
}

/// What becomes of categories.
public enum CategoryEncoding: String, Sendable, Codable, CaseIterable {
    /// One column of 0 and 1 per category.
    case oneHot = "one-hot"
    /// A number per category, for embeddings; the last number stands for unknown ones.
    case codes
}

/// What happens to a category that the training rows do not have.
public enum UnknownCategories: String, Sendable, Codable, CaseIterable {
    /// It is no category: all zeros, or the last code. Where rare categories are merged, it counts as one of them.
    case accept
    /// It is an error that names it.
    case error
}

/// What is to be done to a table before a model learns from it.
public struct PreprocessingPlan: Sendable, Codable, Equatable {
    /// What is done to numbers.
    public var numbers: NumberScaling
    /// What is done to single columns of numbers instead.
    public var numberColumns: [String: NumberScaling] = [:]
    /// Columns of numbers above -1 of which log(1 + x) is taken first.
    public var logarithms: Set<String> = []
    /// What becomes of categories.
    public var categories: CategoryEncoding
    /// What becomes of single columns of categories instead.
    public var categoryColumns: [String: CategoryEncoding] = [:]
    /// What happens to categories that the training rows do not have.
    public var unknown: UnknownCategories = .accept
    /// Categories with fewer training rows than this are merged into one; 0 or 1 merges none.
    public var rareBelow = 0
    /// What happens to missing values of features.
    public var missing: MissingPolicy
    /// Whether a column of 0 and 1 tells where values were missing, for features that lack some in training.
    public var marksMissing = false
    /// Columns that are left out: identifiers, the column of a split.
    public var ignored: Set<String> = []
    /// Whether a target of numbers is standardised.
    public var standardizesTarget = true
    /// Largest number of quantiles that a quantile transform keeps.
    public var quantileCount = 1000

    /// Describes what is usual: standardised numbers, one column per category, imputed values.
    public init(
        numbers: NumberScaling = .standardize, categories: CategoryEncoding = .oneHot,
        missing: MissingPolicy = .impute
    ) {
        self.numbers = numbers
        self.categories = categories
        self.missing = missing
    }

    /// Checks that every column named is there and of the right kind.
    ///
    /// - Throws: `DataError` with the nearest name, `ConfigError` for a number out of range.
    func check(_ table: Table) throws {
        for name in ignored { _ = try table.column(name) }
        for name in logarithms.union(numberColumns.keys) { try Self.require(.number, table.column(name)) }
        for name in categoryColumns.keys { try Self.require(.category, table.column(name)) }
        guard quantileCount >= 2 else {
            throw ConfigError(
                "preprocessing", "the plan keeps \(quantileCount) quantiles, expected 2 or more.",
                fix: "Leave it at 1000.")
        }
    }

    private static func require(_ kind: ColumnKind, _ column: Column) throws {
        guard column.values.kind != kind else { return }
        throw DataError(
            "preprocessing.kind",
            "the plan treats column \"\(column.name)\" as \(kind.rawValue) values, it holds "
                + "\(column.values.kind.rawValue) values.",
            fix: "Remove it from the plan, or state its kind under columns in data.yaml.")
    }
}
