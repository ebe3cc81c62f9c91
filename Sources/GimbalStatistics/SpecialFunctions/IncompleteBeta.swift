// The regularised incomplete beta function, on which Student's t distribution rests.

import Numerics

/// A point of the unit interval with its complement, so that neither end loses digits.
struct UnitPoint {
    let x: Double
    let complement: Double
    var mirrored: UnitPoint { UnitPoint(x: complement, complement: x) }
}

/// Returns x^a (1 − x)^b / B(a, b) in saddle-point form; a, b > 0.
func betaPower(_ a: Double, _ b: Double, at point: UnitPoint) -> Double {
    guard point.x > 0, point.complement > 0 else { return 0 }
    let n = a + b
    let exponent =
        stirlingError(n) - stirlingError(a) - stirlingError(b)
        - deviance(a, n * point.x) - deviance(b, n * point.complement)
    return (a * b / (2 * .pi * n)).squareRoot() * .exp(exponent)
}

/// Returns the regularised incomplete beta function I_x(a, b).
///
/// A continued fraction on the side of the mean where it converges quickly.
/// - Complexity: tens of terms for Student's t (b = ½), O(√max(a, b)) at most.
/// - Paper: DiDonato, Morris 1992, "Algorithm 708", eq. 9. Written from the formula.
func regularizedIncompleteBeta(_ a: Double, _ b: Double, at point: UnitPoint) -> Double {
    if point.x <= 0 { return 0 }
    if point.complement <= 0 { return 1 }
    guard point.x <= (a + 1) / (a + b + 2) else {
        return 1 - betaPower(b, a, at: point.mirrored) * betaFraction(b, a, point.mirrored)
    }
    return betaPower(a, b, at: point) * betaFraction(a, b, point)
}

private func betaFraction(_ a: Double, _ b: Double, _ point: UnitPoint) -> Double {
    let (x, y) = (point.x, point.complement)
    // a y − b x, rather than a − (a + b) x, keeps its digits when the mean is close to 0 or 1.
    let distance = a * y - b * x
    var fraction = LentzFraction(denominator: a * (distance + 1) / (a + 1))
    for m in 1..<LentzFraction.termLimit {
        let m = Double(m)
        let k = a + 2 * m
        let numerator = m * (a + m - 1) / (k - 1) * ((a + b + m - 1) / (k - 1)) * (b - m) * x * x
        let denominator = m + m * (b - m) * x / (k - 1) + (a + m) * (distance + 1 + m * (1 + y)) / (k + 1)
        if fraction.append(numerator: numerator, denominator: denominator) { break }
    }
    return fraction.value
}

/// Evaluates a continued fraction term by term from the front (modified Lentz method).
struct LentzFraction {
    /// Far more than any argument in range needs; an end to the loop all the same.
    static let termLimit = 100_000
    private static let tiny = 1e-300

    private(set) var value: Double
    private var c: Double
    private var d: Double

    /// Starts the fraction `1 / (denominator + …)`.
    init(denominator: Double) {
        d = 1 / Self.guarded(denominator)
        c = .infinity
        value = d
    }

    /// Appends `numerator / (denominator + …)`; returns whether the value has settled.
    mutating func append(numerator: Double, denominator: Double) -> Bool {
        d = 1 / Self.guarded(denominator + numerator * d)
        c = Self.guarded(denominator + numerator / c)
        value *= c * d
        return abs(c * d - 1) < 2 * Double.ulpOfOne
    }

    private static func guarded(_ x: Double) -> Double { abs(x) < tiny ? tiny : x }
}
