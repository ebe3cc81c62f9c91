// Fisher's F distribution.

import GimbalCore

/// Gives the tail probabilities of Fisher's F distribution.
///
/// - Precision: relative error below 1e-12 in the upper tail (down to 1e-300).
public struct FisherF: Sendable, Codable, Equatable {
    /// The degrees of freedom of the numerator; need not be whole.
    public let numerator: Double
    /// The degrees of freedom of the denominator; need not be whole.
    public let denominator: Double

    /// Creates the distribution.
    ///
    /// - Throws: `ConfigError` unless both degrees of freedom are positive and finite.
    public init(numerator: Double, denominator: Double) throws {
        for degrees in [numerator, denominator] where !(degrees > 0 && degrees.isFinite) {
            throw ConfigError(
                "statistics.degreesOfFreedom",
                "FisherF: degrees of freedom are \(degrees), expected a positive number.",
                fix: "A test of k methods on n data sets has k - 1 and (k - 1) (n - 1).")
        }
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// Returns P(X > x); 1 for x ≤ 0.
    public func survival(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        guard x > 0 else { return 1 }
        // With u = d₂ / (d₂ + d₁ x): P(X > x) = I_u(d₂/2, d₁/2).
        let ratio = numerator / denominator * x
        let point =
            ratio == .infinity
            ? UnitPoint(x: 0, complement: 1)
            : UnitPoint(x: 1 / (1 + ratio), complement: ratio / (1 + ratio))
        return regularizedIncompleteBeta(denominator / 2, numerator / 2, at: point)
    }
}
