// Cox's partial likelihood - Cox 1972; ties after Breslow 1974 and Efron 1977. No reference code was looked at.
import GimbalTensor

/// What Cox's partial likelihood makes of events at the same time.
public enum CoxTies: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every tied event is compared with all that are at risk (Breslow 1974).
    case breslow
    /// The l-th of d tied events is compared with all at risk less l / d of the tied ones (Efron 1977).
    case efron
}

/// Returns the negative logarithm of Cox's partial likelihood.
///
/// Σ over events i of log Σ over j at risk of exp(risks[j]) − risks[i]; at risk are all samples whose time is not before
/// that of the event. The mean is over the events; a batch without events gives 0, with gradient 0.
///
/// The value does not depend on the order of the samples, to the last bit: they are sorted by stratum, time, event and
/// risk. Sums are logarithmic, so risks of any size are exact.
///
/// - Shapes: risks `[N]` (logarithms of hazard ratios), times `[N]`, events `[N]` (1 or true: event, 0 or false:
///   censored), strata `[N]` integers or nil → scalar, or `[N]` without reduction (0 for the censored).
/// - Parameter strata: only samples of one stratum are compared with each other.
/// - Throws: `ModuleError` for other shapes, a time that is not finite, or an event other than 0 and 1.
/// - Complexity: O(N log N) time, O(N) memory.
/// - Paper: Cox 1972, eq. 12; Breslow 1974; Efron 1977, eq. 6.8. Deviation: none.
public func coxPartialLikelihood(
    _ risks: Tensor, times: Tensor, events: Tensor, strata: Tensor? = nil, ties: CoxTies = .breslow,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("coxPartialLikelihood")
    try input.survival(risks, times, events, strata)
    let order = risks.count > 0 ? try CoxOrder(risks.detached(), times, events, strata) : nil
    guard let order, order.eventCount > 0 else {
        let nothing = try risks * 0
        return reduction == .none ? nothing : try nothing.sum()
    }
    let sorted = try risks.indexSelect(order.order, axis: 0)
    let own = try sorted.indexSelect(order.events, axis: 0)  // [E]
    let sums = try order.sum(sorted).indexSelect(order.lastAtRisk, axis: 0)  // [E]
    var losses = try sums - own
    if ties == .efron, let share = try order.tiedShare(own, sums) { losses = try losses + share }
    switch reduction {
    case .sum: return try losses.sum()
    case .mean: return try losses.sum() / order.eventCount
    case .none:
        let places = try order.order.indexSelect(order.events, axis: 0)
        return try risks.zerosLike().indexAdd(places, axis: 0, source: losses)
    }
}

/// Samples by stratum, falling time, event and risk; what is at risk at an event is then what comes before.
private struct CoxOrder {
    /// Sample at each place [N].
    let order: Tensor
    /// Places of the events [E].
    let events: Tensor
    /// For each event, the last place of those at risk [E].
    let lastAtRisk: Tensor
    let eventCount: Int
    /// The running sums along the places.
    let sum: LogCumulativeSumExp

    init(_ risks: Tensor, _ times: Tensor, _ events: Tensor, _ strata: Tensor?) throws {
        let count = times.count, device = times.device
        // Stable sorts, the least important key first.
        var order = try risks.argsort()
        order = try order.indexSelect(
            events.converted(to: .int64).indexSelect(order, axis: 0).argsort(), axis: 0)
        order = try order.indexSelect(times.indexSelect(order, axis: 0).argsort(descending: true), axis: 0)
        if let strata { order = try order.indexSelect(strata.indexSelect(order, axis: 0).argsort(), axis: 0) }
        self.order = order

        let flags = try events.converted(to: .bool).indexSelect(order, axis: 0)
        self.events = try flags.nonzero().squeezed(axis: 1)
        eventCount = self.events.count
        let time = try times.indexSelect(order, axis: 0), stratum = try strata?.indexSelect(order, axis: 0)
        var isFirst = try Self.changes(time)
        if let stratum { isFirst = try isFirst.logicalOr(Self.changes(stratum)) }
        let group = try isFirst.converted(to: .int64).cumsum(axis: 0) - 1  // [N]
        let starts = try isFirst.nonzero().squeezed(axis: 1)
        let ends = try Tensor.concatenated([
            starts.narrow(axis: 0, start: 1, length: starts.count - 1),
            Tensor([count]).moved(to: device),
        ])
        lastAtRisk = try (ends - 1).indexSelect(group.indexSelect(self.events, axis: 0), axis: 0)
        let longest = try stratum.map {
            try $0.uniqueConsecutive(returnCounts: true).counts.amax(axes: []).integerItem()
        }
        sum = LogCumulativeSumExp(segments: stratum, longest: longest ?? count)
    }

    /// Whether each element differs from the one before.
    private static func changes(_ x: Tensor) throws -> Tensor {
        let first = try Tensor.ones([1], dtype: .bool, device: x.device), rest = x.count - 1
        let differs = try x.narrow(axis: 0, start: 1, length: rest).notEqual(
            x.narrow(axis: 0, start: 0, length: rest))
        return try Tensor.concatenated([first, differs])
    }

    /// log(1 − l / d · tied / atRisk) for the l-th of d tied events, Efron's correction; nil without ties.
    func tiedShare(_ own: Tensor, _ sums: Tensor) throws -> Tensor? {
        let isFirst = try Self.changes(lastAtRisk)
        let group = try isFirst.converted(to: .int64).cumsum(axis: 0) - 1  // [E]
        let starts = try isFirst.nonzero().squeezed(axis: 1)
        guard starts.count < eventCount else { return nil }
        let rank = try Tensor.arange(eventCount, device: own.device) - starts.indexSelect(group, axis: 0)
        let zeros = try Tensor.zeros([starts.count], dtype: own.dtype, device: own.device)
        let counts = try zeros.indexAdd(group, axis: 0, source: own.detached().onesLike())
        let peaks = try zeros.scatterReduce(
            group, axis: 0, source: own.detached(), reduce: .amax, includeSelf: false)
        let tied = try zeros.indexAdd(group, axis: 0, source: (own - peaks.indexSelect(group, axis: 0)).exp())
            .log()
        let share = try ((tied + peaks).indexSelect(group, axis: 0) - sums).exp()
        let part = try rank.converted(to: own.dtype) / counts.indexSelect(group, axis: 0)
        return try (-(part * share)).log1p()
    }
}

extension LossInput {
    fileprivate func survival(_ risks: Tensor, _ times: Tensor, _ events: Tensor, _ strata: Tensor?) throws {
        try floating("risks", risks)
        try rank("risks", risks, in: 1...1, "[N]")
        try sameShape("times", times, as: "risks", risks)
        try sameShape("events", events, as: "risks", risks)
        guard times.count > 0 else { return }
        guard try times.isFinite().all().booleans() == [true] else {
            throw ModuleError(
                "loss.value", "\(loss): a time is NaN or infinite, expected finite times.",
                fix: "Drop those samples, or censor them at the end of the study.")
        }
        guard try events.equal(0).logicalOr(events.equal(1)).all().booleans() == [true] else {
            throw ModuleError(
                "loss.value", "\(loss): events hold values other than 0 and 1.",
                fix: "Give 1 for an event and 0 for a censored time.")
        }
        guard let strata else { return }
        _ = try labels(strata, shape: risks.shape, "as the risks")
    }
}
