// The studentised range distribution with infinite degrees of freedom: the range of standard normal values.

import GimbalCore
import Numerics

/// Gives the probabilities and quantiles of the range (largest less smallest) of independent standard normal
/// values.
///
/// The studentised range with infinite degrees of freedom, on which the test of Nemenyi rests.
/// - Precision: relative error below 1e-11 in the upper tail and absolute below 1e-13 elsewhere, for up to
///   1000 values.
public struct StudentizedRange: Sendable, Codable, Equatable {
    /// The number of values whose range is taken.
    public let groupCount: Int

    /// Creates the distribution.
    ///
    /// - Throws: `ConfigError` unless there are two values at least.
    public init(groupCount: Int) throws {
        guard groupCount > 1 else {
            throw ConfigError(
                "statistics.groupCount", "StudentizedRange: groupCount is \(groupCount), expected 2 or more.",
                fix: "Compare two methods at least.")
        }
        self.groupCount = groupCount
    }

    /// Returns P(Q ≤ q).
    public func cdf(_ q: Double) -> Double {
        if q.isNaN { return .nan }
        guard q > 0 else { return 0 }
        // The largest value is at z, and the others lie at most q below it.
        let sum = integral { z in
            let share =
                z > q / 2
                ? StandardNormal.survival(z - q) - StandardNormal.survival(z)
                : StandardNormal.cdf(z) - StandardNormal.cdf(z - q)
            return .pow(share, groupCount - 1)
        }
        return min(1, Double(groupCount) * sum)
    }

    /// Returns P(Q > q), accurate where it is tiny.
    public func survival(_ q: Double) -> Double {
        if q.isNaN { return .nan }
        guard q > 0 else { return 1 }
        let others = Double(groupCount - 1)
        // All others below z, less all others in the q below z: a difference that must not cancel.
        let sum = integral { z in
            let below = StandardNormal.cdf(z)
            guard below > 0 else { return 0 }
            let outside = min(1, StandardNormal.cdf(z - q) / below)
            return .pow(below, groupCount - 1) * -.expMinusOne(others * .log(onePlus: -outside))
        }
        return min(1, Double(groupCount) * sum)
    }

    /// Returns the q with P(Q ≤ q) = `probability`; infinite at 1.
    ///
    /// - Throws: `ConfigError` if `probability` is outside 0...1.
    public func quantile(_ probability: Double) throws -> Double {
        try Check.probability(probability, for: "StudentizedRange.quantile")
        if probability == 0 { return 0 }
        if probability == 1 { return .infinity }
        return probability < 0.5
            ? searchedQuantile(probability, in: cdf, density: density, sign: 1)
            : searchedQuantile(1 - probability, in: survival, density: density, sign: -1)
    }

    private func density(_ q: Double) -> Double {
        let pairs = Double(groupCount) * Double(groupCount - 1)
        return pairs
            * integral { z in
                let share = StandardNormal.cdf(z) - StandardNormal.cdf(z - q)
                return normalDensity(z - q) * .pow(share, groupCount - 2)
            }
    }

    /// Returns ∫ φ(z) f(z) dz by the trapezoidal rule, which converges exponentially for such integrands.
    private func integral(_ f: (Double) -> Double) -> Double {
        // The error is exp(−2π² / (k h²)) or less, because f grows no faster than the normal density falls.
        let step = min(0.25, 0.7 / Double(groupCount).squareRoot())
        let reach = Int(38 / step)  // φ(38) is 1e-314
        return step
            * (-reach...reach).reduce(0) { sum, i in
                let z = Double(i) * step
                return sum + normalDensity(z) * f(z)
            }
    }

    private func normalDensity(_ z: Double) -> Double { .exp(-z * z / 2) / (2 * .pi).squareRoot() }
}
