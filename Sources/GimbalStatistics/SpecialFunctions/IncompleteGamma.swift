// The regularised upper incomplete gamma function, on which the chi-square distribution rests.

import Numerics

/// Returns the regularised upper incomplete gamma function Q(a, x) for a > 0, x ≥ 0.
///
/// Series below the mean (DLMF 8.11.4), continued fraction above it (DLMF 8.9.2), so that the upper tail
/// keeps its digits.
/// - Complexity: O(√a) terms near x = a.
func regularizedUpperGamma(_ a: Double, _ x: Double) -> Double {
    if x <= 0 { return 1 }
    if x == .infinity { return 0 }
    // x^a e^−x / Γ(a + 1)
    let power = Double.exp(-stirlingError(a) - deviance(a, x)) / (2 * .pi * a).squareRoot()
    return x < a + 1 ? 1 - power * gammaSeries(a, x) : power * a * gammaFraction(a, x)
}

private func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var (sum, term, k) = (1.0, 1.0, a)
    while term > sum * Double.ulpOfOne / 4 {
        k += 1
        term *= x / k
        sum += term
    }
    return sum
}

private func gammaFraction(_ a: Double, _ x: Double) -> Double {
    var fraction = LentzFraction(denominator: x + 1 - a)
    for k in 1..<LentzFraction.termLimit {
        let k = Double(k)
        if fraction.append(numerator: -k * (k - a), denominator: x + 2 * k + 1 - a) { break }
    }
    return fraction.value
}
