// Weights that make up for what censoring hid.

import GimbalCore

/// Inverse chances not to be censored, estimated on training samples.
///
/// - Paper: Robins, Rotnitzky 1992; the chance at a time includes censorings at this time, after its events.
struct CensoringWeights {
    private let curve: StepFunction
    private let last: Double
    private let name: String

    init(_ training: SurvivalTimes, for name: String) throws {
        curve = try KaplanMeier.censoring(training).curve
        last = training.times[training.order[training.count - 1]]
        self.name = name
    }

    /// Returns 1 / G at a time.
    ///
    /// - Throws: `DataError` if G is 0 there, or unknown since the time is later than all training times.
    func weight(at time: Double) throws -> Double {
        let chance = curve.value(at: time)
        guard time <= last, chance > 0 else {
            throw DataError(
                "statistics.censoringRange",
                "\(name): the weight of time \(time) is unknown, since the last training time is \(last)"
                    + (time <= last ? " and censored." : "."),
                fix: "Evaluate at earlier times, with a horizon that the training samples reach.")
        }
        return 1 / chance
    }
}
