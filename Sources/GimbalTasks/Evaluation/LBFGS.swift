// Minimises smooth functions of many numbers - Nocedal 1980, Updating quasi-Newton matrices with limited storage; Liu,
// Nocedal 1989. No reference code was looked at.
import GimbalTensor

/// Limited-memory BFGS with a line search by bisection (weak Wolfe conditions; Lewis, Overton 2013, algorithm 2.6).
///
/// Deterministic, in the numbers of its start.
package struct LBFGS {
    /// A function's value and gradient `[P]`.
    package typealias Objective = (Tensor) throws -> (value: Double, gradient: Tensor)

    /// Pairs of steps and gradient changes that the curvature is told from.
    package var memory = 10
    /// Largest element of the gradient at which the search ends.
    package var tolerance = 1e-8
    /// Steps after which it ends in any case.
    package var stepCount = 1000

    package init(tolerance: Double = 1e-8, stepCount: Int = 1000) {
        (self.tolerance, self.stepCount) = (tolerance, stepCount)
    }

    /// Returns the place of a minimum.
    ///
    /// - Parameters:
    ///   - start: where the search begins `[P]`, float64.
    ///   - stepped: called before each step; may throw to stop the search.
    package func minimum(
        from start: Tensor, of objective: Objective, stepped: () throws -> Void = {}
    ) throws -> Tensor {
        var place = start
        var (value, gradient) = try objective(place)
        var pairs: [(step: Tensor, change: Tensor, curvature: Double)] = []
        for _ in 0..<stepCount {
            try stepped()
            guard try gradient.abs().max().item() > tolerance else { break }
            let direction = try self.direction(gradient, pairs)
            let first = pairs.isEmpty ? try min(1, 1 / gradient.abs().sum().item()) : 1
            guard
                let next = try search(
                    from: place, value, gradient, along: direction, length: first, objective)
            else { break }
            let step = try next.place - place, change = try next.gradient - gradient
            let curvature = try step.dot(change).item()
            if curvature > 0 { pairs.append((step, change, curvature)) }
            if pairs.count > memory { pairs.removeFirst() }
            (place, value, gradient) = next
        }
        return place
    }

    /// The two-loop recursion (Nocedal 1980): minus the inverse Hessian's estimate times the gradient.
    private func direction(
        _ gradient: Tensor, _ pairs: [(step: Tensor, change: Tensor, curvature: Double)]
    ) throws -> Tensor {
        var q = gradient, shares: [Double] = []
        for pair in pairs.reversed() {
            let share = try pair.step.dot(q).item() / pair.curvature
            q = try q - pair.change * share
            shares.append(share)
        }
        if let last = pairs.last { q = try q * (last.curvature / last.change.dot(last.change).item()) }
        for (pair, share) in zip(pairs, shares.reversed()) {
            let back = try pair.change.dot(q).item() / pair.curvature
            q = try q + pair.step * (share - back)
        }
        return try -q
    }

    /// Finds a length that lowers the function and its slope enough; nil where digits no longer tell.
    private func search(
        from place: Tensor, _ value: Double, _ gradient: Tensor, along direction: Tensor, length: Double,
        _ objective: Objective
    ) throws -> (place: Tensor, value: Double, gradient: Tensor)? {
        let slope = try gradient.dot(direction).item()
        guard slope < 0 else { return nil }
        // What rounding may add to a sum of many terms is no ascent.
        let slack = 1e-14 * max(1, abs(value))
        var shortest = 0.0, longest = Double.infinity, length = length
        for _ in 0..<60 {
            let next = try place + direction * length
            let (nextValue, nextGradient) = try objective(next)
            if !(nextValue <= value + 1e-4 * length * slope + slack) {
                longest = length
            } else if try nextGradient.dot(direction).item() < 0.9 * slope {
                shortest = length
            } else {
                return (next, nextValue, nextGradient)
            }
            length = longest < .infinity ? (shortest + longest) / 2 : 2 * length
        }
        return nil
    }
}
