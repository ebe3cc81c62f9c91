// When training stops, and which state is kept.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("EarlyStopping")
struct EarlyStoppingTests {
    /// The epoch after which a rule stops on these validation losses; nil if it never does.
    private func stop(_ rule: StoppingRule, epochCount: Int, _ losses: [Double]) throws -> Int? {
        let network = try Linear(1, 1, Context(seed: 1))
        var stopping = EarlyStopping(rule, epochCount: epochCount)
        for (i, loss) in losses.enumerated() {
            if try stopping.record(loss, of: network) { return i + 1 }
        }
        return nil
    }

    @Test("never does not stop")
    func never() throws { #expect(try stop(.never, epochCount: 4, [1, 2, 3, 4]) == nil) }

    @Test("patience counts epochs without a strictly lower loss")
    func patience() throws {
        #expect(try stop(.patience(2), epochCount: 100, [3, 2, 2, 2, 1]) == 4)
        #expect(try stop(.patience(3), epochCount: 100, [3, 2, 2, 2, 1, 1, 1, 0]) == nil)
    }

    @Test("above the mean acts in the second half only, on the losses before")
    func aboveMean() throws {
        // Ten epochs: active from the sixth on; the mean of the three losses before is 1.
        #expect(try stop(.aboveMean(window: 3), epochCount: 10, [1, 9, 1, 1, 1, 1, 1.1]) == 7)
        #expect(try stop(.aboveMean(window: 3), epochCount: 10, [1, 1, 1, 9, 9]) == nil)
        #expect(try stop(.aboveMean(window: 3), epochCount: 10, [1, 1, 1, 1, 1, 1, 1]) == nil)
        // Fewer losses than the window: it waits.
        #expect(try stop(.aboveMean(window: 5), epochCount: 4, [1, 1, 9, 9]) == nil)
    }

    @Test("the state of the first strictly lowest loss comes back")
    func restoring() throws {
        let network = try Linear(1, 1, hasBias: false, Context(seed: 1))
        var stopping = EarlyStopping(.never, epochCount: 4)
        for (value, loss) in [(1.0, 5.0), (2, 3), (3, 3), (4, .nan)] {
            try withoutGradient { try network.weight.fillInPlace(value) }
            _ = try stopping.record(loss, of: network)
        }
        #expect(stopping.bestEpoch == 2)
        try stopping.restoreBest(in: network)
        #expect(try network.weight.item() == 2)
        #expect(network.weight.requiresGradient)
    }
}
