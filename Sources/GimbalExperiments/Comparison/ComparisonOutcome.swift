// What a comparison found.
import GimbalStatistics
import GimbalTasks

/// Methods ranked by their means, tests of every pair, and a verdict.
///
/// Its JSON is what `compare --json` prints. Fractions stay fractions.
public struct ComparisonOutcome: Sendable, Codable, Equatable {
    /// Identifier of the task.
    public let task: String
    /// Name of the data set.
    public let data: String
    /// SHA-256 of the data.
    public let dataChecksum: String
    /// How the data were split.
    public let split: String
    /// The metric that ranks methods.
    public let metric: String
    /// The methods, best first.
    public let results: [MethodResult]
    /// A test of every pair of methods, in the order of the methods.
    public let tests: [PairwiseTest]
    /// What follows, in a sentence.
    public let verdict: String
    /// What follows, in a word.
    public let finding: Verdict.Finding
    /// The seeds; value *i* of every metric belongs to seed *i*.
    public let seeds: [UInt64]
    /// Budget; nil for each method's own number of epochs.
    public let budget: String?
    /// The smallest difference that matters.
    public let margin: Double
    /// Confidence of intervals.
    public let confidence: Double
    /// Whether seeds had splits of their own, so that variances are corrected.
    public let isResampled: Bool
    /// Whether the same command gives the same digits; false for a budget in seconds.
    public let isReproducible: Bool
    /// Versions, device and threads of each run.
    public let environment: RunEnvironment

    /// The entry of an alias.
    public func result(_ method: String) -> MethodResult? { results.first { $0.method == method } }
}

/// What the runs of one method gave.
public struct MethodResult: Sendable, Codable, Equatable {
    /// Alias of the method.
    public let method: String
    /// Its specification, as given.
    public let specification: String
    /// Every option with its value.
    public let options: [String: OptionValue]
    /// `paper` where the authors' settings for this data set were used, else `untuned`.
    public let preset: String
    /// What was measured, by the name of the metric.
    public let metrics: [String: Summary]
    /// Number of trained numbers.
    public let parameters: Int
    /// Mean seconds of a run, training and evaluation.
    public let secondsPerRun: Double
    /// Largest resident size of the process during any of the runs; nil where the system does not tell.
    public let peakBytes: Int?
    /// Whether other runs shared the process during any of them, so that their memory is part of the peak.
    public let peakIsShared: Bool
}

extension MethodResult {
    private enum CodingKeys: String, CodingKey {
        case method, specification, options, preset, metrics, parameters, secondsPerRun, peakBytes,
            peakIsShared
    }

    /// Writes every key, with null for what is unknown, so that readers find the same shape always.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(method, forKey: .method)
        try container.encode(specification, forKey: .specification)
        try container.encode(options, forKey: .options)
        try container.encode(preset, forKey: .preset)
        try container.encode(metrics, forKey: .metrics)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(secondsPerRun, forKey: .secondsPerRun)
        try container.encode(peakBytes, forKey: .peakBytes)
        try container.encode(peakIsShared, forKey: .peakIsShared)
    }
}
