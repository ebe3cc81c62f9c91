// How much linear methods are held back, chosen on the validation part.

/// Penalties on squared weights that are tried when none is given.
enum PenaltyGrid {
    /// From the strongest, whose solutions are found first and start the next.
    static let values = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]
    /// The penalty where there is nothing to choose by.
    static let usual = 0.01

    /// Fits with the penalty given, or with all of the grid, and returns the fit with the lowest validation loss; of
    /// equal ones that with the strongest penalty.
    ///
    /// - Parameters:
    ///   - given: the penalty, or nil to choose.
    ///   - canChoose: whether there is a validation part.
    static func best<Fit>(
        _ given: Double?, canChoose: Bool, fit: (Double) throws -> Fit, loss: (Fit) throws -> Double
    ) throws -> Fit {
        if let given { return try fit(given) }
        guard canChoose else { return try fit(usual) }
        var best = try fit(values[0]), lowest = try loss(best)
        for penalty in values.dropFirst() {
            let next = try fit(penalty), value = try loss(next)
            if value < lowest { (best, lowest) = (next, value) }
        }
        return best
    }
}
