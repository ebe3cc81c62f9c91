// One step of a training: loss, gradients, bounds, optimiser.
import GimbalCore
import GimbalNN
import GimbalTensor

extension TrainingLoop {
    /// Takes one step of an optimiser down a loss: gradients, clipping as the settings say, step.
    ///
    /// For `train(_:validate:step:)`.
    ///
    /// - Returns: the loss.
    /// - Throws: `RunError` `run.diverged` if the loss, or the norm of the gradients that clipping needs, is not finite.
    @discardableResult
    public func minimize(_ loss: Tensor, with optimizer: any Optimizer) throws -> Double {
        let value = try loss.item()
        guard value.isFinite else { throw divergence(loss: value, loss, optimizer) }
        try optimizer.step(clipped(optimizer.gradients(of: loss), optimizer))
        return value
    }

    /// Takes one step down the mean loss of one or more batches.
    ///
    /// - Returns: false if there was no batch left.
    func takeStep<Batches: BatchProvider>(
        _ batches: Batches, _ optimizer: any Optimizer, _ accumulator: GradientAccumulator,
        _ loss: (Batches.Batch) throws -> Tensor
    ) throws -> Bool {
        var gradients: [Tensor?] = [], count = 0
        while count < settings.accumulation {
            guard let batch = try batches.next() else {
                progress.isEpochOver = true
                break
            }
            if count == 0 { try applySchedule() }
            let value = try run.context.with(mode: .train) { try loss(batch) }
            try note(value.item(), sampleCount: batches.sampleCount(of: batch)) {
                try named(optimizer.gradients(of: value), optimizer)
            }
            gradients = try optimizer.gradients(of: value)
            count += 1
            if settings.accumulation > 1 {
                try accumulator.add(gradients, weight: 1 / Double(settings.accumulation))
            }
        }
        guard count > 0 else { return false }
        if settings.accumulation > 1 { gradients = try mean(accumulator, count) }
        try optimizer.step(clipped(gradients, optimizer))
        return true
    }

    /// The mean of the accumulated gradients; at the end of an epoch there may be fewer of them.
    private func mean(_ accumulator: GradientAccumulator, _ count: Int) throws -> [Tensor?] {
        let sums = accumulator.take()
        guard count < settings.accumulation else { return sums }
        let scale = Double(settings.accumulation) / Double(count)
        return try withoutGradient { try sums.map { try $0.map { try $0 * scale } } }
    }

    private func clipped(_ gradients: [Tensor?], _ optimizer: any Optimizer) throws -> [Tensor?] {
        switch settings.clipping {
        case nil: return gradients
        case .value: return try settings.clipping?(gradients) ?? gradients
        case .norm(let maximum, let order):
            let (scaled, norm) = try clippedByNorm(gradients, maximum: maximum, order: order)
            guard norm.isFinite else {
                throw try divergence.error(norm: norm, gradients: named(gradients, optimizer))
            }
            return scaled
        }
    }

    private func named(_ gradients: [Tensor?], _ optimizer: any Optimizer) -> [(String, Tensor?)] {
        Array(zip(optimizer.parameterNames, gradients))
    }

    private func divergence(loss value: Double, _ loss: Tensor, _ optimizer: any Optimizer) -> RunError {
        divergence.error(loss: value) { named(try optimizer.gradients(of: loss), optimizer) }
    }

    /// What looks for numbers that are not finite, in the step that is being taken.
    var divergence: Divergence { Divergence(network: network, epoch: epoch, step: progress.step + 1) }

    /// Refuses parameters that the last step left not finite.
    func checkParameters(inEpoch epoch: Int) throws {
        try Divergence(network: network, epoch: epoch, step: step).checkParameters()
    }

    /// Adds a batch's loss to the epoch's mean.
    func note(_ loss: Double, sampleCount: Int?, gradients: () throws -> [(String, Tensor?)]) throws {
        guard loss.isFinite else { throw divergence.error(loss: loss, gradients: gradients) }
        let weight = Double(sampleCount ?? 1)
        progress.lossSum += weight * loss
        progress.weightSum += weight
        clock.count(sampleCount)
    }

    /// Sets the learning rates of the step that is to be taken.
    func applySchedule() throws {
        guard let schedule = settings.schedule else { return }
        let place = settings.scheduleInterval == .step ? progress.step : progress.epoch
        for optimizer in optimizers { try schedule.apply(to: optimizer, step: place) }
    }

    /// Takes the present weights into the average, if it is time.
    func updateAverage(_ interval: TrainingSettings.Interval) throws {
        guard let average, let averaging = settings.averaging, averaging.interval == interval,
            epoch >= averaging.firstEpoch
        else { return }
        try average.update()
    }

    /// Runs `body` with the average in place of the weights, once there is one.
    func withAverage<Result>(_ body: () throws -> Result) throws -> Result {
        guard let average, average.updateCount > 0 else { return try body() }
        return try average.inUse(body)
    }
}
