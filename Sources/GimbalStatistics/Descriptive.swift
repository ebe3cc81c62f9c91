// Mean, spread and quantiles of a handful of numbers, exact to rounding.

extension Collection where Element == Double {
    /// Returns the arithmetic mean.
    ///
    /// A second pass adds the mean residual, so that equal values have exactly that value as their mean.
    /// - Throws: `DataError` if the collection is empty or holds a value that is not finite.
    public func mean() throws -> Double {
        try Check.finite(self, for: "mean")
        let count = Double(count)
        let rough = reduce(0, +) / count
        return rough + reduce(0) { $0 + ($1 - rough) } / count
    }

    /// Returns the sample standard deviation, with the divisor n − 1.
    ///
    /// - Throws: `DataError` if there are fewer than two values or one is not finite.
    public func standardDeviation() throws -> Double {
        try Check.finite(self, for: "standardDeviation", minimum: 2)
        let center = try mean()
        let squares = reduce(0) { $0 + ($1 - center) * ($1 - center) }
        return (squares / Double(count - 1)).squareRoot()
    }

    /// Returns the middle value, or the mean of the two middle values of an even count.
    ///
    /// - Throws: `DataError` if the collection is empty or holds a value that is not finite.
    public func median() throws -> Double {
        try Check.finite(self, for: "median")
        return sortedQuantile(sorted(), 0.5)
    }

    /// Returns the value below which the given fraction of the values lies.
    ///
    /// Interpolates linearly between order statistics (type 7 of Hyndman and Fan 1996, the default of NumPy
    /// and R).
    /// - Throws: `ConfigError` if `probability` is outside 0...1; `DataError` as `median()`.
    public func quantile(_ probability: Double) throws -> Double {
        try quantiles([probability])[0]
    }

    /// Returns several quantiles with one sort; see `quantile(_:)`.
    public func quantiles(_ probabilities: [Double]) throws -> [Double] {
        try Check.finite(self, for: "quantile")
        for probability in probabilities { try Check.probability(probability, for: "quantile") }
        let ordered = sorted()
        return probabilities.map { sortedQuantile(ordered, $0) }
    }
}

/// Returns a type 7 quantile of values that are sorted, finite and not empty.
func sortedQuantile(_ ordered: [Double], _ probability: Double) -> Double {
    let position = probability * Double(ordered.count - 1)
    let below = Int(position)
    guard below + 1 < ordered.count else { return ordered[ordered.count - 1] }
    let (low, high) = (ordered[below], ordered[below + 1])
    // An exact tie must not pick up rounding from the interpolation.
    return low == high ? low : low + (position - Double(below)) * (high - low)
}
