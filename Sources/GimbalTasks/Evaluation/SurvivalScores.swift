// From predicted risks to metrics of survival.
import GimbalStatistics

/// Predicted risks of some samples, and what became of them.
public struct SurvivalScores: Sendable {
    /// Predicted logarithm of the hazard ratio; larger means an earlier event.
    public let risks: [Double]
    /// Times to the event or the end of observation.
    public let times: [Double]
    /// Whether the event was seen.
    public let events: [Bool]

    /// Puts risks beside what happened.
    public init(risks: [Double], times: [Double], events: [Bool]) {
        self.risks = risks
        self.times = times
        self.events = events
    }

    /// The metrics of survival by the names that tasks use for them.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out.
    /// - Throws: `DataError` if no two samples can be compared.
    public func metrics(_ names: [String]) throws -> [String: Double] { [:] }
}
