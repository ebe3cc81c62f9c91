// Inverts a distribution function: Newton's method on logarithms, kept inside a bracket.

import Numerics

/// One half of a symmetric distribution, t ≥ 0, as the search for its quantiles needs it.
struct SymmetricHalf {
    /// P(T > t), accurate in the tail.
    let survival: (Double) -> Double
    /// P(0 < T < t), accurate near zero.
    let central: (Double) -> Double
    /// The density at t.
    let density: (Double) -> Double

    /// Returns the quantile for a probability strictly between 0 and 1.
    func quantile(_ probability: Double) -> Double {
        if probability == 0.5 { return 0 }
        let tail = min(probability, 1 - probability)
        // 0.5 − tail is exact for tails above a quarter, and keeps the digits of quantiles near zero.
        let t =
            tail < 0.25
            ? searchedQuantile(tail, in: survival, density: density, sign: -1)
            : searchedQuantile(0.5 - tail, in: central, density: density, sign: 1)
        return probability < 0.5 ? -t : t
    }
}

/// Returns the t > 0 at which a monotone function with slope `sign` · density reaches the target.
func searchedQuantile(
    _ target: Double, in function: (Double) -> Double, density: (Double) -> Double, sign: Double
) -> Double {
    var (low, high, t) = (0.0, Double.infinity, 1.0)
    for _ in 0..<400 {
        let value = function(t)
        let excess = sign * .log(value / target)
        if excess == 0 { return t }
        if excess > 0 { high = t } else { low = t }
        // Newton in log t against the log of the function: nearly straight for heavy and light tails alike.
        let step = -excess * value / (density(t) * t)
        let next = t * .exp(step)
        if abs(step) < 1e-8 { return next }
        t = next > low && next < high ? next : middle(low, high)
    }
    return t
}

private func middle(_ low: Double, _ high: Double) -> Double {
    if high == .infinity { return low * 4 }
    return low > 0 ? (low * high).squareRoot() : high / 4
}
