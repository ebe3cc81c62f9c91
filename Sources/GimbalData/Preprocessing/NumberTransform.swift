// Scaling of one column of numbers, learnt from training values.
import Foundation
import GimbalCore
import GimbalTensor

/// A fitted scaling of numbers.
public enum NumberTransform: Sendable, Codable, Equatable {
    /// (x - center) / scale.
    case affine(center: Double, scale: Double)
    /// Shares of training values below x, read off their ascending quantiles; as standard normal values if `normal`.
    case quantile(quantiles: [Double], normal: Bool)

    /// Learns a scaling from finite values, of which there is one at least.
    ///
    /// Where all values are the same, the scale is 1.
    init(_ scaling: NumberScaling, fitting values: [Double], quantileCount: Int) {
        switch scaling {
        case .none: self = .affine(center: 0, scale: 1)
        case .standardize:
            let (mean, deviation) = meanAndDeviation(values)
            self = .affine(center: mean, scale: deviation > 0 ? deviation : 1)
        case .minMax:
            let low = values.min() ?? 0, high = values.max() ?? 0
            self = .affine(center: low, scale: high > low ? high - low : 1)
        case .robust:
            let sorted = values.sorted()
            let distance = interpolatedQuantile(0.75, of: sorted) - interpolatedQuantile(0.25, of: sorted)
            self = .affine(center: interpolatedQuantile(0.5, of: sorted), scale: distance > 0 ? distance : 1)
        case .quantileUniform, .quantileNormal:
            let sorted = values.sorted()
            let count = max(2, min(quantileCount, sorted.count))
            let marks: [Double] = (0..<count).map { place in
                let share = Double(place) / Double(count - 1)
                return interpolatedQuantile(share, of: sorted)
            }
            self = .quantile(quantiles: marks, normal: scaling == .quantileNormal)
        }
    }

    /// Returns scaled values.
    ///
    /// The share of a value between two quantiles is interpolated; a value that is several quantiles gets the middle
    /// of their shares. Values outside the training range get 0 or 1, as normal values ±5.2.
    func apply(to values: [Double]) throws -> [Double] {
        switch self {
        case .affine(let center, let scale): return values.map { ($0 - center) / scale }
        case .quantile(let quantiles, let normal):
            // Normal values near the ends would be infinite; the margin is that of the usual implementation.
            let margin = normal ? 1e-7 : 0
            let shares = values.map { Self.share(of: $0, quantiles, margin) }
            guard normal else { return shares }
            let bound = 5.199337582605575
            return try Tensor(shares).normalQuantile().doubles().map { min(max($0, -bound), bound) }
        }
    }

    private static func share(of value: Double, _ quantiles: [Double], _ margin: Double) -> Double {
        let last = quantiles.count - 1
        if value - margin < quantiles[0] || value == quantiles[0] { return 0 }
        if value + margin > quantiles[last] || value == quantiles[last] { return 1 }
        // Where equal quantiles begin and end; without equals both are around the value.
        let begin = firstIndex(in: quantiles) { $0 >= value }, end = firstIndex(in: quantiles) { $0 > value }
        if begin < end { return Double(begin + end - 1) / 2 / Double(last) }
        let low = quantiles[begin - 1], high = quantiles[begin]
        return (Double(begin - 1) + (value - low) / (high - low)) / Double(last)
    }

    private static func firstIndex(in sorted: [Double], where isAfter: (Double) -> Bool) -> Int {
        var low = 0, high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Mean and standard deviation with divisor n, in two passes.
func meanAndDeviation(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    // What is left of constant values is rounding, not spread.
    let isSpread = variance > Double(values.count) * pow(mean * Double.ulpOfOne, 2)
    return (mean, isSpread ? variance.squareRoot() : 0)
}

/// A quantile of ascending values, interpolated between neighbours.
func interpolatedQuantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
}
