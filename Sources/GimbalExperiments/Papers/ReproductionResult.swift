// What a reproduction found.

/// Measured numbers beside the paper's, and which expectations hold.
public struct ReproductionResult: Sendable, Codable, Equatable {
    /// The paper.
    public let paper: PaperFile.Card
    /// How much of it was run.
    public let extent: ReproductionExtent
    /// Measured and reported numbers, in the order of the paper's file.
    public let rows: [ReproductionRow]
    /// Every expectation with what was measured.
    public let expectations: [CheckedExpectation]
    /// Claims of the paper that are known not to hold here, with what was measured this time.
    public let unconfirmed: [CheckedClaim]
    /// Whether all expectations hold; unconfirmed claims do not count.
    public let holds: Bool
    /// Comparisons whose data were not there; expectations that need them are left out.
    public let skipped: [SkippedComparison]
    /// What differs from the paper, and why.
    public let deviations: [String]
    /// The comparisons behind the rows.
    public let comparisons: [ComparisonOutcome]
}

/// A comparison that was left out because its data are not there.
public struct SkippedComparison: Sendable, Codable, Equatable {
    /// Name of the experiment.
    public let experiment: String
    /// The data set.
    public let data: String
    /// What is missing, and what to do.
    public let reason: String
}

/// A claim that could not be confirmed, with what was measured this time.
public struct CheckedClaim: Sendable, Codable, Equatable {
    /// The claim with its measured value.
    public let claim: CheckedExpectation
    /// What is known about it.
    public let note: String
}

/// One metric of one method on one data set.
public struct ReproductionRow: Sendable, Codable, Equatable {
    /// A mean over seeds.
    public struct Measured: Sendable, Codable, Equatable {
        /// The mean.
        public let mean: Double
        /// The standard deviation over seeds; nil for a single seed.
        public let deviation: Double?
        /// Number of seeds.
        public let count: Int
    }

    /// The method that others are held against.
    public struct Baseline: Sendable, Codable, Equatable {
        /// Its alias.
        public let method: String
        /// Its mean.
        public let mean: Double
    }

    /// What the paper, or a rerun of it, reported; fractions like the measured ones.
    public struct Reported: Sendable, Codable, Equatable {
        /// The value.
        public let value: Double
        /// Its deviation.
        public let deviation: Double?
        /// Where it stands.
        public let source: String

        init(_ reported: PaperFile.Reported, scale: Double) {
            value = reported.value * scale
            deviation = reported.deviation.map { $0 * scale }
            source = reported.source
        }
    }

    /// Name of the experiment.
    public let experiment: String
    /// Name of the data set.
    public let data: String
    /// How it was split.
    public let split: String
    /// Alias of the method.
    public let method: String
    /// Name of the metric.
    public let metric: String
    /// Whether people read the numbers as percent.
    public let isFraction: Bool
    /// What was measured.
    public let measured: Measured
    /// The baseline's mean, if the experiment names one.
    public let baseline: Baseline?
    /// What was reported; empty where nothing was.
    public let reported: [Reported]
}
