// The chi-square distribution.

import GimbalCore

/// Gives the tail probabilities of the chi-square distribution.
///
/// - Precision: relative error below 1e-12 in the upper tail (down to 1e-300).
public struct ChiSquare: Sendable, Codable, Equatable {
    /// The degrees of freedom; need not be whole.
    public let degreesOfFreedom: Double

    /// Creates the distribution.
    ///
    /// - Throws: `ConfigError` unless the degrees of freedom are positive and finite.
    public init(degreesOfFreedom: Double) throws {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else {
            throw ConfigError(
                "statistics.degreesOfFreedom",
                "ChiSquare: degrees of freedom are \(degreesOfFreedom), expected a positive number.",
                fix: "A test among k groups has k - 1.")
        }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// Returns P(X > x); 1 for x ≤ 0.
    public func survival(_ x: Double) -> Double {
        x.isNaN ? .nan : regularizedUpperGamma(degreesOfFreedom / 2, x / 2)
    }
}
