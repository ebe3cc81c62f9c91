// What a saved model says about a data set: one line per sample.

/// What a model says about a data set.
public struct Predictions: Sendable, Codable, Equatable {
    /// One value for each sample.
    public enum Values: Sendable, Codable, Equatable {
        /// Words, such as names of classes.
        case texts([String])
        /// Numbers.
        case numbers([Double])
    }

    /// A named value for each sample.
    public struct Column: Sendable, Codable, Equatable {
        /// Its name.
        public let name: String
        /// One value per sample.
        public let values: Values

        /// Names values.
        public init(_ name: String, _ values: Values) {
            self.name = name
            self.values = values
        }
    }

    /// Word for a sample: `node`, `row`, `image`, `graph`, `sample` of blocks, `token`.
    public let sample: String
    /// The samples' own ids, or their numbers where the data have no ids.
    public let ids: [String]
    /// What was predicted: the prediction itself first, then what it is based on.
    public let columns: [Column]
    /// The task's metrics over the samples whose target is in the data, training samples included; empty if none is.
    public let metrics: [String: Double]
    /// Number of samples whose target is in the data.
    public let knownCount: Int

    /// Puts columns together.
    public init(
        sample: String, ids: [String], columns: [Column], metrics: [String: Double] = [:], knownCount: Int = 0
    ) {
        self.sample = sample
        self.ids = ids
        self.columns = columns
        self.metrics = metrics
        self.knownCount = knownCount
    }

    /// Number of samples.
    public var count: Int { ids.count }
}
