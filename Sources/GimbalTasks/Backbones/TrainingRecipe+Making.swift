// From the options of a training to its optimiser and loop.
import GimbalNN
import GimbalTraining

extension TrainingRecipe {
    /// Makes the optimiser of a network.
    ///
    /// - Parameter isDecayed: whether weight decay applies to the parameter of that dotted name.
    /// - Throws: `ModuleError` for a setting that is out of range.
    public func makeOptimizer(_ network: Module, isDecayed: (String) -> Bool = { _ in true }) throws
        -> any Optimizer
    {
        let parameters = try network.table().parameters
        let decayed = parameters.filter { isDecayed($0.key) }, free = parameters.filter { !isDecayed($0.key) }
        let groups = [
            ParameterGroup(decayed, learningRate: learningRate, weightDecay: weightDecay),
            ParameterGroup(free, learningRate: learningRate),
        ].filter { !$0.parameters.isEmpty }
        return try config.make(groups)
    }

    private var config: OptimizerConfig {
        let masterWeights = precision != .full
        return switch optimizer {
        case .adam: .adam(.init(masterWeights: masterWeights))
        case .adamW: .adamW(.init(masterWeights: masterWeights))
        case .sgd: .sgd(.init(momentum: momentum, masterWeights: masterWeights))
        case .nadam: .nadam(.init(masterWeights: masterWeights))
        case .rmsprop: .rmsprop(.init(masterWeights: masterWeights))
        case .lion: .lion(.init(masterWeights: masterWeights))
        case .lamb: .lamb(.init(masterWeights: masterWeights))
        }
    }

    /// The settings of the loop.
    ///
    /// - Parameters:
    ///   - stepsPerEpoch: batches of an epoch.
    ///   - stopping: a rule of the method's own; by default `patience` decides.
    ///   - run: whose budget may replace the number of epochs, which schedules follow.
    public func settings(stepsPerEpoch: Int, stopping: StoppingRule? = nil, for run: TrainingRun)
        -> TrainingSettings
    {
        var settings = TrainingSettings(
            epochCount: epochs, stopping: stopping ?? (patience == 0 ? .never : .patience(patience)))
        let steps = (max(1, stepsPerEpoch) + accumulation - 1) / accumulation
        settings.schedule = learningRates(stepCount: steps * plannedEpochs(run, stepsPerEpoch: steps))
        settings.clipping = clipping == 0 ? nil : .norm(maximum: clipping)
        settings.accumulation = accumulation
        settings.averaging = averaging == 0 ? nil : .init(.exponential(decay: averaging, warmUp: true))
        settings.precision = precision
        return settings
    }

    /// Epochs that schedules are stretched over; nobody knows how many fit into a budget of seconds.
    private func plannedEpochs(_ run: TrainingRun, stepsPerEpoch: Int) -> Int {
        if case .seconds = run.budget { return epochs }
        return run.epochCount(default: epochs, stepsPerEpoch: stepsPerEpoch)
    }

    private func learningRates(stepCount: Int) -> Schedule? {
        let rising = Int((warmUp * Double(stepCount)).rounded()), rest = max(1, stepCount - rising)
        let half = max(1, rest / 2)
        let after: Schedule? =
            switch schedule {
            case .constant: nil
            case .cosine: .cosine(stepCount: rest)
            case .linear: .polynomial(stepCount: rest)
            case .step: .multiStep(milestones: [half, max(half + 1, rest * 3 / 4)])
            }
        guard rising > 0 else { return after }
        return .warmUp(stepCount: rising, start: 0, then: after ?? .constant())
    }
}
