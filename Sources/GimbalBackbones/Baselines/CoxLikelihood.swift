// Cox's partial likelihood of a linear risk with gradient and Hessian - Cox 1972; ties after Breslow 1974 and Efron 1977.
// No reference code was looked at.
import GimbalCore
import GimbalNN
import GimbalTensor

/// The mean negative logarithm of the partial likelihood of risks X β, with derivatives, in double precision.
///
/// With w = exp(X β): an event e, the l-th of d at its time, contributes log S0 − x·β with S0 = Σ w over those at risk
/// less l / d of the sum over the tied events (Efron; Breslow: nothing less). Its gradient is S1 / S0 − x, its Hessian
/// S2 / S0 − S1 S1ᵀ / S0²; the sum over events of S2 / S0 is Xᵀ diag(c) X.
struct CoxLikelihood {
    private let x: Tensor  // [N, D], by falling time
    private let group: Tensor  // [N]: number of the sample's time, the latest first
    private let lastOfGroup: Tensor  // [G]: last sample of each time
    private let events: Tensor  // [E]: places of the events
    private let eventGroups: Tensor  // [E]
    private let shares: Tensor  // [E]: l / d, or 0

    /// Sorts the samples.
    ///
    /// - Throws: `DataError` if nothing has an event.
    init(rows: Tensor, times: Tensor, events: Tensor, ties: CoxTies) throws {
        let order = try times.argsort(descending: true)
        let sortedTimes = try times.indexSelect(order, axis: 0).doubles()
        let flags = try events.converted(to: .bool).indexSelect(order, axis: 0).booleans()
        x = try rows.indexSelect(order, axis: 0)
        var groups: [Int] = [], last: [Int] = [], counts: [Int] = []
        for (place, time) in sortedTimes.enumerated() {
            if place == 0 || time != sortedTimes[place - 1] {
                last.append(place)
                counts.append(0)
            }
            last[last.count - 1] = place
            counts[counts.count - 1] += flags[place] ? 1 : 0
            groups.append(last.count - 1)
        }
        let places = flags.indices.filter { flags[$0] }
        guard !places.isEmpty else {
            throw DataError(
                "events",
                "cox-regression: none of the \(flags.count) training samples has an event, expected some.",
                fix: "Choose another split, or observe for longer.")
        }
        var seen = Array(repeating: 0, count: counts.count)
        let ranks = places.map { place in
            defer { seen[groups[place]] += 1 }
            return ties == .efron ? Double(seen[groups[place]]) / Double(counts[groups[place]]) : 0
        }
        group = try Tensor(groups)
        lastOfGroup = try Tensor(last)
        self.events = try Tensor(places)
        eventGroups = try Tensor(places.map { groups[$0] })
        shares = try Tensor(ranks)
    }

    /// Value, gradient `[D]` and Hessian `[D, D]` of the mean over events plus penalty / 2 · ‖β‖².
    func derivatives(_ beta: Tensor, penalty: Double) throws -> (
        value: Double, gradient: Tensor, hessian: Tensor
    ) {
        let (risks, sums, weights) = try sums(beta)
        let weighted = try x * weights.unsqueezed(axis: 1)
        let tied = try total(weighted.indexSelect(events, axis: 0))
        let first =
            try weighted.cumsum(axis: 0).indexSelect(lastOfGroup, axis: 0)
            .indexSelect(eventGroups, axis: 0) - tied * shares.unsqueezed(axis: 1)
        let means = try first / sums.unsqueezed(axis: 1)  // [E, D]
        let count = Double(events.count)
        let gradient = try (means.sum(axis: 0) - x.indexSelect(events, axis: 0).sum(axis: 0)) / count
        let c = try coefficients(weights, sums)
        let hessian =
            try
            (x.transposed(0, 1).matmul(x * c.unsqueezed(axis: 1))
            - means.transposed(0, 1).matmul(means)) / count
        let identity = try Tensor.eye(beta.count, dtype: .float64)
        return (
            try value(risks, sums, beta, penalty), try gradient + beta * penalty,
            try hessian + identity * penalty
        )
    }

    /// The value alone.
    func value(_ beta: Tensor, penalty: Double) throws -> Double {
        let (risks, sums, _) = try sums(beta)
        return try value(risks, sums, beta, penalty)
    }

    private func value(_ risks: Tensor, _ sums: Tensor, _ beta: Tensor, _ penalty: Double) throws -> Double {
        let loss = try (sums.log() - risks.indexSelect(events, axis: 0)).mean().item()
        return try loss + penalty / 2 * beta.dot(beta).item()
    }

    /// Risks less the largest `[N]`, S0 of each event `[E]` and exp(risks) `[N]`.
    private func sums(_ beta: Tensor) throws -> (risks: Tensor, sums: Tensor, weights: Tensor) {
        var risks = try x.mv(beta)
        risks = try risks - risks.max()
        let weights = try risks.exp()
        let atRisk = try weights.cumsum(axis: 0).indexSelect(lastOfGroup, axis: 0)
            .indexSelect(eventGroups, axis: 0)
        let tied = try total(weights.indexSelect(events, axis: 0))
        return (risks, try atRisk - tied * shares, weights)
    }

    /// For each event the sum over the events of its time; `[E, ...]` → the same.
    private func total(_ perEvent: Tensor) throws -> Tensor {
        let zeros = try Tensor.zeros(
            [lastOfGroup.count] + perEvent.shape.dropFirst(), dtype: perEvent.dtype)
        return try zeros.indexAdd(eventGroups, axis: 0, source: perEvent).indexSelect(eventGroups, axis: 0)
    }

    /// How often each sample's outer product counts in Σ S2 / S0 `[N]`.
    private func coefficients(_ weights: Tensor, _ sums: Tensor) throws -> Tensor {
        let inverse = try sums.reciprocal()
        let zeros = try Tensor.zeros([lastOfGroup.count], dtype: .float64)
        let perGroup = try zeros.indexAdd(eventGroups, axis: 0, source: inverse)
        // A sample is at risk at the events of its time and of all earlier ones, which come after it.
        let later = try perGroup.flipped(axis: 0).cumsum(axis: 0).flipped(axis: 0).indexSelect(group, axis: 0)
        let own = try zeros.indexAdd(eventGroups, axis: 0, source: inverse * shares)
            .indexSelect(eventGroups, axis: 0)
        return try weights * later.indexAdd(events, axis: 0, source: -own)
    }
}

extension CoxLikelihood {
    /// Newton's method with halved steps, from a start to where a step changes nothing any more.
    ///
    /// - Throws: `RunError` if the likelihood has no maximum: a combination of features orders the events without
    ///   fault, or features depend on each other, and there is no penalty.
    func maximum(from start: Tensor, penalty: Double, stepped: () throws -> Void) throws -> Tensor {
        var beta = start
        for _ in 0..<100 {
            try stepped()
            let (value, gradient, hessian) = try derivatives(beta, penalty: penalty)
            let (factor, info) = try hessian.choleskyWithInfo()
            guard try info.integerItem() == 0, value.isFinite else { throw noMaximum(penalty) }
            let step = try gradient.unsqueezed(axis: 1).choleskySolve(factor).squeezed(axis: 1)
            let decrement = try gradient.dot(step).item()
            guard decrement.isFinite else { throw noMaximum(penalty) }
            if decrement < 1e-16 { return try beta - step }
            guard let next = try lower(beta, step, value, decrement, penalty) else { return beta }
            beta = next
        }
        throw noMaximum(penalty)
    }

    /// The place after the longest of the halved steps that lowers the value; nil where digits no longer tell.
    private func lower(
        _ beta: Tensor, _ step: Tensor, _ value: Double, _ decrement: Double, _ penalty: Double
    ) throws -> Tensor? {
        var length = 1.0
        for _ in 0..<40 {
            let next = try beta - step * length
            let slack = 1e-15 * Swift.max(1, abs(value))
            if try self.value(next, penalty: penalty) <= value - 1e-4 * length * decrement + slack {
                return next
            }
            length /= 2
        }
        return nil
    }

    private func noMaximum(_ penalty: Double) -> RunError {
        RunError(
            "diverged",
            "cox-regression: with penalty \(penalty) the partial likelihood has no single maximum, because features "
                + "depend on each other or order the events without fault.",
            fix: "Give a larger penalty, such as penalty=0.01.")
    }
}
