// The standard normal distribution.

import Numerics

/// Gives the probabilities and quantiles of the normal distribution with mean 0 and deviation 1.
///
/// - Precision: relative error below 1e-12 in both tails (down to 1e-300).
public enum StandardNormal {
    /// Returns P(Z ≤ z).
    public static func cdf(_ z: Double) -> Double { survival(-z) }

    /// Returns P(Z > z), accurate where it is tiny.
    public static func survival(_ z: Double) -> Double { 0.5 * .erfc(z / 2.0.squareRoot()) }

    /// Returns the z with P(Z ≤ z) = `probability`; infinite at 0 and 1.
    ///
    /// - Throws: `ConfigError` if `probability` is outside 0...1.
    public static func quantile(_ probability: Double) throws -> Double {
        try Check.probability(probability, for: "StandardNormal.quantile")
        if probability == 0 { return -.infinity }
        if probability == 1 { return .infinity }
        let half = SymmetricHalf(
            survival: survival, central: { 0.5 * .erf($0 / 2.0.squareRoot()) },
            density: { .exp(-$0 * $0 / 2) / (2 * .pi).squareRoot() })
        return half.quantile(probability)
    }
}
