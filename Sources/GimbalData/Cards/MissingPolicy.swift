// What is done about missing values.

/// What happens to rows and columns with missing values.
public enum MissingPolicy: String, Sendable, Codable, CaseIterable {
    /// They are an error that names the first one.
    case error
    /// Rows with a missing value are left out.
    case drop
    /// Missing values are replaced by what the training part shows: the median, the most frequent category.
    case impute
}
