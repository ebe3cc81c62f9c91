// What the loop computes, against loops written by hand and closed forms.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("TrainingLoop")
struct TrainingLoopTests {
    /// A weight w with loss (w − target)² / 2 per batch: its gradient is w − target.
    private final class Slope: Module {
        @Parameter var w: Tensor
        init(_ value: Double) throws {
            _w = Parameter(wrappedValue: try Tensor([value]))
            super.init()
        }
        func loss(_ target: Double) throws -> Tensor { try ((w - target).square() * 0.5).sum() }
    }

    /// Fixed targets, the same in every epoch.
    private final class Targets: BatchProvider {
        private let targets: [Double]
        private let weights: [Int]?
        private var place = 0
        init(_ targets: [Double], weights: [Int]? = nil) { (self.targets, self.weights) = (targets, weights) }
        var batchCount: Int { targets.count }
        func next() -> Double? {
            guard place < targets.count else {
                place = 0
                return nil
            }
            place += 1
            return targets[place - 1]
        }
        func position() throws -> Data { try JSONEncoder().encode(["targets": place]) }
        func restore(position: Data) throws {
            place = try decodedPosition([String: Int].self, position)["targets"] ?? 0
        }
        func sampleCount(of batch: Double) -> Int? { weights?[place - 1] }
    }

    private func train(
        _ settings: TrainingSettings, _ targets: [Double], rate: Double = 0.1, start: Double = 1,
        budget: Budget? = nil, weights: [Int]? = nil, validate: ((Double) -> Validation)? = nil
    ) throws -> (w: Double, history: [EpochRecord]) {
        let network = try Slope(start), run = TrainingRun(seed: 1, budget: budget)
        let loop = try TrainingLoop(network, SGD(network, learningRate: rate), settings, run)
        let history = try loop.train(
            Targets(targets, weights: weights),
            validate: validate.map { validate in { validate(try network.w.item()) } }, loss: network.loss)
        return (try network.w.item(), history)
    }

    @Test("full-batch training gives the bits of the loop written by hand")
    func byHand() throws {
        func parts() throws -> (SmallNetwork, Adam, TrainingRun, Rows) {
            let run = TrainingRun(seed: 4), network = try SmallNetwork(run.context)
            return (network, try Adam(network, learningRate: 0.05), run, try ShuffledRows().all)
        }
        let (network, optimizer, run, rows) = try parts()
        func loss(_ network: SmallNetwork, _ run: TrainingRun) throws -> Tensor {
            try crossEntropy(network(rows.inputs, run.context), labels: rows.labels)
        }
        var expected: [EpochRecord] = [], best = Double.infinity, state: StateDict = [:]
        for epoch in 1...20 {
            let value = try loss(network, run)
            try optimizer.step(optimizer.gradients(of: value))
            let validation = try run.context.with(mode: .evaluate) {
                try withoutGradient { try loss(network, run) }
            }
            expected.append(
                EpochRecord(
                    epoch: epoch, trainLoss: try value.item(), validationLoss: try validation.item(),
                    learningRate: 0.05, stepCount: epoch))
            if try validation.item() < best {
                best = try validation.item()
                state = try network.stateDict().mapValues { try $0.cloned() }
            }
        }
        let (other, otherOptimizer, otherRun, _) = try parts()
        let loop = try TrainingLoop(other, otherOptimizer, TrainingSettings(epochCount: 20), otherRun)
        var observed: [EpochRecord] = []
        otherRun.observe = { observed.append($0) }
        let history = try loop.train(WholeBatch(())) {
            let value = try otherRun.context.with(mode: .evaluate) {
                try withoutGradient { try loss(other, otherRun) }
            }
            return Validation(loss: try value.item())
        } loss: {
            try loss(other, otherRun)
        }
        #expect(history == expected && observed == expected && loop.history == expected)
        for (name, tensor) in try other.stateDict() {
            let same = try tensor.isEqual(to: #require(state[name]))
            #expect(same, "\(name)")
        }
    }

    @Test("a step goes down the mean gradient of the accumulated batches, at the end of an epoch of fewer")
    func accumulation() throws {
        var settings = TrainingSettings(epochCount: 1)
        settings.accumulation = 2
        // Targets 1, 3 and then 4 alone: w = 1 → 1 − 0.1 (1 − 2) = 1.1 → 1.1 − 0.1 (1.1 − 4) = 1.39.
        let result = try train(settings, [1, 3, 4])
        #expect(abs(result.w - 1.39) < 1e-12 && result.history.map(\.stepCount) == [2])
    }

    @Test("gradients are bounded before the step")
    func clipping() throws {
        var settings = TrainingSettings(epochCount: 1)
        settings.clipping = .value(limit: 0.5)
        #expect(try abs(train(settings, [4]).w - 1.05) < 1e-12)
        settings.clipping = .norm(maximum: 2)
        #expect(try abs(train(settings, [4]).w - 1.2) < 1e-6)
    }

    @Test("schedules count steps or epochs, and records show the learning rate of the last step")
    func schedules() throws {
        var settings = TrainingSettings(epochCount: 2)
        settings.schedule = .exponential(factor: 0.5)
        let bySteps = try train(settings, [0, 0], start: 1)
        // Rates 0.1, 0.05, 0.025, 0.0125.
        #expect(abs(bySteps.w - 0.9 * 0.95 * 0.975 * 0.9875) < 1e-12)
        #expect(bySteps.history.map(\.learningRate) == [0.05, 0.0125])
        settings.scheduleInterval = .epoch
        let byEpochs = try train(settings, [0, 0], start: 1)
        #expect(abs(byEpochs.w - 0.9 * 0.9 * 0.95 * 0.95) < 1e-12)
        #expect(byEpochs.history.map(\.learningRate) == [0.1, 0.05])
    }

    @Test("averages are validated and kept")
    func averaging() throws {
        var settings = TrainingSettings(epochCount: 3, keepsBest: false)
        settings.averaging = .init(.equal, every: .epoch, firstEpoch: 2)
        var seen: [Double] = []
        let result = try train(settings, [0]) {
            seen.append($0)
            return Validation(loss: $0)
        }
        // Weights 0.9, 0.81, 0.729; the mean begins with the second.
        let expected = [0.9, 0.81, (0.81 + 0.729) / 2]
        #expect(zip(seen, expected).allSatisfy { abs($0 - $1) < 1e-12 } && seen.count == 3)
        #expect(abs(result.w - (0.81 + 0.729) / 2) < 1e-12)
    }

    @Test("the mean loss of an epoch weighs batches by their samples")
    func weights() throws {
        let plain = try train(TrainingSettings(epochCount: 1), [1, 3], rate: 0)
        #expect(plain.history[0].trainLoss == 1)
        let weighted = try train(TrainingSettings(epochCount: 1), [1, 3], rate: 0, weights: [3, 1])
        #expect(weighted.history[0].trainLoss == 0.5)
    }

    @Test("budgets end a training, in the middle of an epoch if need be, which is recorded")
    func budgets() throws {
        let settings = TrainingSettings(epochCount: 7)
        #expect(try train(settings, [0, 0, 0]).history.map(\.stepCount) == (1...7).map { 3 * $0 })
        #expect(try train(settings, [0, 0, 0], budget: .epochs(2)).history.count == 2)
        let steps = try train(settings, [0, 0, 0], budget: .steps(4)) { Validation(loss: $0) }
        #expect(steps.history.map(\.stepCount) == [3, 4] && steps.history[1].validationLoss == steps.w)
        #expect(try train(settings, [0, 0, 0], budget: .steps(6)).history.map(\.stepCount) == [3, 6])
        let short = try train(settings, [0, 0, 0], budget: .seconds(1e-9))
        #expect(short.history.map(\.stepCount) == [1])
        #expect(try train(TrainingSettings(epochCount: 0), [0]).history.isEmpty)
    }

    @Test("the best state by a metric is kept; nan is never the best; without keepsBest the last stays")
    func monitors() throws {
        var values = [0.2, .nan, 0.9, 0.5]
        let settings = TrainingSettings(epochCount: 4, monitor: .metric("auc"))
        let best = try train(settings, [0]) { _ in
            Validation(loss: nil, metrics: ["auc": values.removeFirst()])
        }
        #expect(abs(best.w - 0.729) < 1e-12)
        #expect(best.history.map { $0.metrics["auc"] ?? 0 }.map(\.isNaN) == [false, true, false, false])
        values = [0.2, 0.9, 0.5]
        let lower = TrainingSettings(epochCount: 3, monitor: .metric("auc", higherIsBetter: false))
        #expect(
            try abs(train(lower, [0]) { _ in .init(loss: 0, metrics: ["auc": values.removeFirst()]) }.w - 0.9)
                < 1e-12)
        var last = settings
        last.keepsBest = false
        values = [0.2, 0.9, 0.5, 0.1]
        #expect(
            try abs(
                train(last, [0]) { _ in .init(loss: 0, metrics: ["auc": values.removeFirst()]) }.w - 0.6561)
                < 1e-12)
        let patient = TrainingSettings(epochCount: 9, stopping: .patience(2))
        #expect(try train(patient, [0]) { _ in Validation(loss: .nan) }.history.count == 2)
    }

    @Test("several optimisers step in a closure of the method's own")
    func ownSteps() throws {
        let run = TrainingRun(seed: 1), a = try Slope(1), b = try Slope(1)
        let optimizers: [any Optimizer] = [try SGD(a, learningRate: 0.1), try SGD(b, learningRate: 0.2)]
        final class Pair: Module {
            let a: Slope, b: Slope
            init(_ a: Slope, _ b: Slope) { (self.a, self.b) = (a, b) }
        }
        var settings = TrainingSettings(epochCount: 2)
        settings.clipping = .value(limit: 0.5)
        let loop = try TrainingLoop(Pair(a, b), optimizers, settings, run)
        let history = try loop.train(Targets([0, 0])) { target in
            #expect(run.context.isTraining)
            return try loop.minimize(a.loss(target), with: optimizers[0])
                + loop.minimize(b.loss(target), with: optimizers[1])
        }
        // Clipped to 0.5 in the first steps: a = 1 − 0.05 …; b = 1 − 0.1 …
        let (x, y) = (try a.w.item(), try b.w.item())
        #expect(abs(x - 0.8) < 1e-12 && abs(y - 0.6) < 1e-12)
        #expect(
            history.map(\.stepCount) == [2, 4]
                && abs(history[0].trainLoss - (1 + (0.95 * 0.95 + 0.81) / 2) / 2) < 1e-12)
    }

    @Test("bfloat16 trains nearly as float32 does, and gives the network its type and constants back")
    func bfloat16() throws {
        final class Shifted: Module {
            let inner: Linear
            @Constant var shift: Tensor
            init(_ context: Context) throws {
                inner = try Linear(4, 3, context)
                _shift = Constant(wrappedValue: try Tensor([Float(0.1), 0.2, 0.3]))
                super.init()
            }
        }
        func train(_ precision: TrainingSettings.Precision) throws -> (EpochRecord, DType, [Float]) {
            let run = TrainingRun(seed: 2), network = try Shifted(run.context), rows = try ShuffledRows().all
            var settings = TrainingSettings(epochCount: 40)
            settings.precision = precision
            let inputs = try rows.inputs.converted(to: precision.dtype ?? .float32)
            let optimizer = try Adam(network, learningRate: 0.02, .init(masterWeights: true))
            let history = try TrainingLoop(network, optimizer, settings, run).train(WholeBatch(())) {
                let scores = try network.inner(inputs, run.context) + network.shift
                #expect(scores.dtype == inputs.dtype)
                return try crossEntropy(scores, labels: rows.labels)
            }
            return (try #require(history.last), network.inner.weight.dtype, try network.shift.floats())
        }
        let (full, half) = (try train(.full), try train(.bfloat16))
        #expect(abs(full.0.trainLoss - half.0.trainLoss) < 0.01 * full.0.trainLoss && full.0 != half.0)
        #expect(half.1 == .float32 && half.2 == [0.1, 0.2, 0.3])
    }

    @Test("progress tells steps, rates and time left")
    func progress() throws {
        let run = TrainingRun(seed: 1), network = try Slope(1)
        var last: TrainingProgress?, first: TrainingProgress?
        run.report = {
            first = first ?? $0
            last = $0
        }
        let loop = try TrainingLoop(
            network, SGD(network, learningRate: 0.1), TrainingSettings(epochCount: 3), run)
        try loop.train(Targets([0, 0], weights: [5, 5]), loss: network.loss)
        let begin = try #require(first), end = try #require(last)
        #expect(begin.epoch == 1 && begin.step == 1 && begin.epochCount == 3 && begin.stepCount == 6)
        #expect(begin.stepsPerSecond > 0 && (begin.secondsLeft ?? 0) > 0)
        #expect(end.epoch == 3 && end.step == 6 && end.secondsLeft == 0)
        let samples = try #require(end.samplesPerSecond)
        #expect(abs(samples - 5 * end.stepsPerSecond) < 1e-6 * samples)
    }

    @Test("hooks hear of the beginning and every step; parts need names of their own")
    func hooks() throws {
        final class Counter: TrainingHook {
            var prepared = 0, steps = 0
            func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) { prepared += 1 }
            func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) { steps += 1 }
        }
        let run = TrainingRun(seed: 1), network = try Slope(1), counter = Counter()
        let loop = try TrainingLoop(
            network, SGD(network, learningRate: 0.1), TrainingSettings(epochCount: 3), run)
        try run.with(counter) { _ = try loop.train(Targets([0, 0]), loss: network.loss) }
        #expect(counter.prepared == 1 && counter.steps == 6)
        try loop.add(counter, named: "counter")
        let error = #expect(throws: ConfigError.self) { try loop.add(counter, named: "counter") }
        #expect(error?.message.contains("\"counter\"") == true)
    }

    @Test("no tensor outlives a training, nor a step in its tape")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let growth = try liveTensorGrowth { _ = try ResumeTests.train(.everything, nil) }
            try #require(growth == 0)
            // Between steps there are as many tensors after the last epoch as after the second.
            let run = TrainingRun(seed: 1), network = try SmallNetwork(run.context), rows = try ShuffledRows()
            var counts: [Int] = []
            run.observe = { _ in counts.append(Machine.liveTensorCount) }
            let loop = try TrainingLoop(
                network, Adam(network, learningRate: 0.01), TrainingSettings(epochCount: 6), run)
            try loop.train(rows) { batch in
                try crossEntropy(network(batch.inputs, run.context), labels: batch.labels)
            }
            try #require(counts[1...].allSatisfy { $0 == counts[1] })
        }
    }
}
