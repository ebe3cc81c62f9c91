// The two parts of Loader's saddle-point form, which keeps densities accurate where gamma functions cancel.
//
// Loader 2000, "Fast and accurate computation of binomial probabilities". Written from the formulas.

import Numerics

/// Returns the error of Stirling's formula, log Γ(z + 1) − (z + ½) log z + z − ½ log 2π, for z > 0.
func stirlingError(_ z: Double) -> Double {
    guard z > 15 else {
        return .logGamma(z + 1) - (z + 0.5) * .log(z) + z - 0.5 * .log(2 * .pi)
    }
    // The asymptotic series; at z = 15 the first term left out is 3e-18.
    let w = 1 / (z * z)
    let tail = 1 / 1680 - w * (1 / 1188 - w * (691 / 360_360))
    return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * tail))) / z
}

/// Returns the deviance x log(x / m) + m − x of a count x from its mean m, without cancellation near x = m.
func deviance(_ x: Double, _ m: Double) -> Double {
    let difference = x - m
    guard abs(difference) < 0.1 * (x + m) else { return x * .log(x / m) - difference }
    // With v = (x − m) / (x + m): log(x / m) = 2 (v + v³/3 + v⁵/5 + …).
    let v = difference / (x + m)
    var sum = difference * v
    var power = 2 * x * v
    for k in 1..<1000 {
        power *= v * v
        let next = sum + power / Double(2 * k + 1)
        if next == sum { break }
        sum = next
    }
    return sum
}
