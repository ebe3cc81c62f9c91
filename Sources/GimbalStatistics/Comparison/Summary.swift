// What is known about one method after its runs.

import Numerics

/// Summarises the values of one metric over the seeds of one method.
///
/// `deviation`, `low` and `high` are nil, and null in JSON, when there is one value only.
public struct Summary: Sendable, Codable, Equatable {
    /// The arithmetic mean.
    public let mean: Double
    /// The sample standard deviation over seeds.
    public let deviation: Double?
    /// The lower bound of the mean.
    public let low: Double?
    /// The upper bound of the mean.
    public let high: Double?
    /// One value for each seed.
    public let values: [Double]
    /// The mean rank over seeds among the methods compared, 1 for the best; nil outside a comparison.
    public let rank: Double?

    /// Summarises values with Student's interval; on resampled splits its variance is corrected like that of
    /// the tests.
    ///
    /// - Throws: `DataError` if there are no values or one is not finite; `ConfigError` for settings out of
    ///   range.
    public init(
        _ values: [Double], confidence: Double = 0.95, resampling: Resampling = .none, rank: Double? = nil
    ) throws {
        try Check.confidence(confidence)
        self.values = values
        self.rank = rank
        mean = try values.mean()
        guard values.count > 1 else {
            (deviation, low, high) = (nil, nil, nil)
            return
        }
        let spread = try values.standardDeviation()
        let interval = try studentInterval(
            around: mean, error: spread * resampling.varianceFactor(count: values.count).squareRoot(),
            degreesOfFreedom: Double(values.count - 1), confidence: confidence)
        (deviation, low, high) = (spread, interval.low, interval.high)
    }

    private enum CodingKeys: String, CodingKey { case mean, deviation, low, high, values, rank }

    /// Writes every key, with null for what is unknown, so that readers find the same shape always.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(mean, forKey: .mean)
        try container.encode(deviation, forKey: .deviation)
        try container.encode(low, forKey: .low)
        try container.encode(high, forKey: .high)
        try container.encode(values, forKey: .values)
        try container.encode(rank, forKey: .rank)
    }
}
