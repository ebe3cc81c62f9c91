// Cox's partial likelihood: closed forms, order, size, limits.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Cox partial likelihood")
struct CoxTests {
    @Test("with equal risks it is the logarithm of the numbers at risk, for ties as Breslow and Efron say")
    func equalRisks() throws {
        let risks = try Tensor.full([5], 0.7, dtype: .float64)
        let times = try Tensor([1, 2, 2, 2, 3]), events = try Tensor([1, 1, 1, 0, 1])
        func value(_ ties: CoxTies) throws -> Double {
            try coxPartialLikelihood(risks, times: times, events: events, ties: ties, reduction: .sum).item()
        }
        #expect(try abs(value(.breslow) - (log(5) + 2 * log(4) + log(1))) < 1e-12)
        #expect(try abs(value(.efron) - (log(5) + log(4) + log(3) + log(1))) < 1e-12)
    }

    @Test("a table worked by hand")
    func byHand() throws {
        // exp(risks) are 1, 2, 3, 4 at times 4, 2, 2, 1; the one at time 4 is censored.
        let risks = try Tensor([1.0, 2, 3, 4]).log()
        let times = try Tensor([4.0, 2, 2, 1]), events = try Tensor([false, true, true, true])
        let breslow = try coxPartialLikelihood(risks, times: times, events: events, reduction: .none)
        #expect(try mismatch(breslow.doubles(), [0, log(6 / 2), log(6 / 3), log(10 / 4)], .double) == nil)
        let efron = try coxPartialLikelihood(
            risks, times: times, events: events, ties: .efron, reduction: .sum)
        #expect(try abs(efron.item() - (log(6 / 2) + log((6 - 2.5) / 3) + log(10 / 4))) < 1e-12)
        let mean = try coxPartialLikelihood(risks, times: times, events: events)
        #expect(try abs(mean.item() - breslow.sum().item() / 3) < 1e-12)
    }

    @Test("the order of the samples does not matter, to the last bit", arguments: CoxTies.allCases)
    func order(_ ties: CoxTies) throws {
        let count = 200, stream = try RandomStream(seed: 4)
        let risks = try SampleTensors.normal([count], dtype: .float32)
        let times = try Tensor.randint([count], low: 0, high: 20, using: stream)
        let events = try Tensor.randint([count], low: 0, high: 2, using: stream)
        func loss(_ places: Tensor) throws -> (Tensor, Tensor) {
            let leaf = try risks.requiringGradient()
            let loss = try coxPartialLikelihood(
                leaf.indexSelect(places, axis: 0), times: times.indexSelect(places, axis: 0),
                events: events.indexSelect(places, axis: 0), ties: ties)
            return (loss, try gradients(of: loss, withRespectTo: [leaf])[0])
        }
        let first = try loss(Tensor.arange(count))
        for _ in 0..<5 {
            let other = try loss(Tensor.randperm(count, using: stream))
            #expect(try sameBits(first.0, other.0) && sameBits(first.1, other.1))
        }
    }

    @Test("risks of any size neither overflow nor vanish")
    func extremes() throws {
        // The latest have by far the smallest risks, so that a common factor would lose them.
        let risks = try Tensor([Float(0), -400, -800, 600]).requiringGradient()
        let times = try Tensor([1, 2, 3, 0]), events = try Tensor([1, 1, 1, 1])
        for ties in CoxTies.allCases {
            let loss = try coxPartialLikelihood(
                risks, times: times, events: events, ties: ties, reduction: .none)
            #expect(try loss.doubles() == [0, 0, 0, 0])
            let slope = try gradients(of: loss.sum(), withRespectTo: [risks])[0]
            #expect(try slope.isFinite().all().booleans() == [true])
        }
        let apart = try coxPartialLikelihood(
            risks, times: Tensor([1, 1, 1, 1]), events: Tensor([1, 0, 0, 0]), reduction: .sum)
        #expect(try apart.item() == 600)
    }

    @Test("strata are separate problems, and one event alone costs nothing")
    func strata() throws {
        let risks = try SampleTensors.normal([9], dtype: .float64)
        let times = try Tensor([5, 3, 3, 8, 1, 1, 2, 9, 9]), events = try Tensor([1, 1, 1, 0, 1, 1, 0, 1, 1])
        let strata = try Tensor([4, 0, 4, 0, 4, 0, 4, 7, 0])
        for ties in CoxTies.allCases {
            let whole = try coxPartialLikelihood(
                risks, times: times, events: events, strata: strata, ties: ties, reduction: .sum)
            var total = 0.0
            for stratum in [0, 4, 7] {
                let part = try strata.equal(stratum)
                total += try coxPartialLikelihood(
                    risks.maskedSelect(part), times: times.maskedSelect(part),
                    events: events.maskedSelect(part),
                    ties: ties, reduction: .sum
                ).item()
            }
            #expect(try abs(whole.item() - total) < 1e-12)
        }
        let alone = try coxPartialLikelihood(Tensor([3.0]), times: Tensor([1.0]), events: Tensor([1]))
        #expect(try alone.item() == 0)
    }

    @Test("without events the loss and its gradient are 0, also for no samples")
    func noEvents() throws {
        let risks = try Tensor([1.0, 2]).requiringGradient()
        let times = try Tensor([1.0, 2]), events = try Tensor([0, 0])
        let loss = try coxPartialLikelihood(risks, times: times, events: events)
        #expect(try loss.item() == 0)
        #expect(try gradients(of: loss, withRespectTo: [risks])[0].doubles() == [0, 0])
        #expect(
            try coxPartialLikelihood(risks, times: times, events: events, reduction: .none).doubles() == [
                0, 0,
            ])
        let none = try Tensor.zeros([0])
        #expect(try coxPartialLikelihood(none, times: none, events: none).item() == 0)
    }

    @Test("100,000 samples take no N × N memory")
    func large() throws {
        let count = 100_000, stream = try RandomStream(seed: 9)
        let risks = try Tensor.randn([count], using: stream).requiringGradient()
        let times = try Tensor.randint([count], low: 0, high: 5000, using: stream)
        let events = try Tensor.randint([count], low: 0, high: 2, using: stream)
        let strata = try Tensor.randint([count], low: 0, high: 50, using: stream)
        for ties in CoxTies.allCases {
            let loss = try coxPartialLikelihood(
                risks, times: times, events: events, strata: strata, ties: ties)
            let slope = try gradients(of: loss, withRespectTo: [risks])[0]
            // Moving all risks together changes nothing.
            #expect(try abs(slope.sum().item()) < 1e-4 && loss.item().isFinite)
        }
    }

    @Test("derivatives of second order are exact where the cotangent is zero")
    func zeroCotangent() throws {
        let weights = try Tensor([0.0, 1, 0, 2, 0])
        let x = try SampleTensors.normal([5], dtype: .float64)
        let problem = try secondGradientMismatch([x]) {
            try
                (coxPartialLikelihood(
                    $0[0], times: Tensor([2, 1, 2, 1, 3]), events: Tensor([1, 1, 1, 1, 1]), ties: .efron,
                    reduction: .none) * weights).sum()
        }
        #expect(problem == nil)
    }
}
