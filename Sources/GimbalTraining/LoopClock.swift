// How fast a training is, and how long it will take.
import GimbalCore

/// Counts steps and samples, and tells observers of them now and then.
struct LoopClock {
    private var begin = 0.0
    private var firstStep = 0
    private var lastReport = -Double.infinity
    private var sampleCount: Int? = 0
    private var epochCount = 0
    private var stepCount: Int?

    /// Starts counting where the loop stands.
    mutating func begin(_ loop: TrainingLoop, epochCount: Int, stepsPerEpoch: Int) {
        self = LoopClock()
        begin = loop.run.ownSeconds
        firstStep = loop.step
        self.epochCount = epochCount
        let (product, overflows) = epochCount.multipliedReportingOverflow(by: stepsPerEpoch)
        if case .steps(let limit) = loop.run.budget {
            stepCount = limit
        } else if !overflows, epochCount < .max {
            stepCount = product
        }
    }

    /// Notes the samples of a batch.
    mutating func count(_ samples: Int?) {
        sampleCount = sampleCount.flatMap { total in samples.map { total + $0 } }
    }

    /// Tells the run's observer, if there is one and it was not told a moment ago.
    mutating func report(_ loop: TrainingLoop, isLast: Bool = false) {
        guard let report = loop.run.report else { return }
        let now = loop.run.ownSeconds
        guard isLast || now - lastReport >= 0.1 else { return }
        lastReport = now
        let rate = Double(loop.step - firstStep) / max(now - begin, 1e-9)
        report(
            TrainingProgress(
                epoch: isLast ? loop.progress.epoch : loop.epoch,
                epochCount: epochCount < .max ? epochCount : nil,
                step: loop.step, stepCount: stepCount, stepsPerSecond: rate,
                samplesPerSecond: sampleCount.flatMap { $0 > 0 ? Double($0) / max(now - begin, 1e-9) : nil },
                secondsLeft: isLast ? 0 : secondsLeft(loop, rate: rate)))
    }

    private func secondsLeft(_ loop: TrainingLoop, rate: Double) -> Double? {
        if case .seconds(let limit) = loop.run.budget { return max(0, limit - loop.run.seconds) }
        return stepCount.flatMap { rate > 0 ? Double(max(0, $0 - loop.step)) / rate : nil }
    }
}
