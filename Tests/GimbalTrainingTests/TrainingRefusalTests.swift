// What trainings refuse, and in which words.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining
import Testing

@Suite("Refusals of trainings")
struct TrainingRefusalTests {
    private func loop(_ settings: TrainingSettings, _ run: TrainingRun = TrainingRun(seed: 1)) throws
        -> TrainingLoop
    {
        let network = try SmallNetwork(run.context)
        return try TrainingLoop(network, SGD(network, learningRate: 0.1), settings, run)
    }

    /// The error of a training whose n-th loss (from 1) is scaled by `factor` in some way.
    private func divergence(
        _ settings: TrainingSettings = TrainingSettings(epochCount: 3), rate: Double = 0.1,
        _ change: (_ step: Int, _ loss: Tensor, _ network: SmallNetwork) throws -> Tensor
    ) throws -> RunError? {
        let run = TrainingRun(seed: 1), network = try SmallNetwork(run.context), rows = try ShuffledRows()
        let loop = try TrainingLoop(network, SGD(network, learningRate: rate), settings, run)
        do {
            try loop.train(rows) { batch in
                let loss = try crossEntropy(network(batch.inputs, run.context), labels: batch.labels)
                return try change(loop.step + 1, loss, network)
            }
            return nil
        } catch let error as RunError {
            return error
        }
    }

    @Test("a loss that is not finite names epoch, step, loss and the gradients that are not finite")
    func gradients() throws {
        let error = try divergence { step, loss, network in
            // The root of a negative number of the last layer: nan gradients there.
            step == 8 ? try loss + (network.last.weight.sum() * 0 - 1).sqrt() : loss
        }
        #expect(error?.code == "run.diverged")
        #expect(
            error?.message
                == "The training diverged in epoch 2, step 8: the loss is nan; "
                + "gradients that are not finite: \"last.weight\"."
        )
        #expect(error?.fix.hasPrefix("Lower the learning rate") == true)
    }

    @Test("parameters that are not finite are named before gradients")
    func values() throws {
        let error = try divergence { step, loss, network in
            guard step == 3 else { return loss }
            try withoutGradient { try network.first.weight.fillInPlace(Double.infinity) }
            return try loss * Double.nan
        }
        #expect(
            error?.message
                == "The training diverged in epoch 1, step 3: the loss is nan; "
                + "values that are not finite: \"first.weight\"."
        )
    }

    @Test("a loss that is not finite with finite gradients says so")
    func lossAlone() throws {
        let error = try divergence { step, loss, _ in step == 1 ? try loss + Double.infinity : loss }
        #expect(
            error?.message
                == "The training diverged in epoch 1, step 1: the loss is inf; all parameters are finite.")
    }

    @Test("gradients that are not finite of a finite loss are found by the norm that clipping needs")
    func norm() throws {
        var settings = TrainingSettings(epochCount: 1)
        settings.clipping = .norm(maximum: 1)
        // The root has an infinite slope at zero; 0 · inf is nan.
        let error = try divergence(settings) { step, loss, network in
            step == 2 ? try loss + (network.last.weight * 0).sqrt().sum() : loss
        }
        #expect(
            error?.message
                == "The training diverged in epoch 1, step 2: the norm of the gradients is nan; "
                + "gradients that are not finite: \"last.weight\"."
        )
    }

    @Test("without clipping they are found at the end of the epoch")
    func endOfEpoch() throws {
        let error = try divergence { step, loss, network in
            step == 6 ? try loss + (network.last.weight * 0).sqrt().sum() : loss
        }
        #expect(
            error?.message
                == "The training diverged in epoch 1, step 6: the step went out of range; "
                + "values that are not finite: \"last.weight\"."
        )
    }

    @Test("the last step of a training in epochs of one step is checked, too")
    func lastStep() throws {
        let run = TrainingRun(seed: 1), network = try Linear(2, 2, run.context)
        let loop = try TrainingLoop(
            network, SGD(network, learningRate: 0.1), TrainingSettings(epochCount: 2), run)
        let error = #expect(throws: RunError.self) {
            _ = try loop.train(WholeBatch(())) {
                let weight = network.weight
                return try loop.step == 1 ? (weight * 0).sqrt().sum() : weight.square().sum()
            }
        }
        #expect(
            error?.message
                == "The training diverged in epoch 2, step 2: the step went out of range; values that are not "
                + "finite: \"weight\".")
    }

    @Test("many names are shortened")
    func names() throws {
        let error = try divergence { _, loss, _ in try loss * Double.nan }
        #expect(
            error?.message.hasSuffix("\"first.weight\", \"first.bias\", \"norm.weight\" and 3 more.") == true)
    }

    @Test(
        "settings out of range are named",
        arguments: [
            "epochCount", "accumulation", "stopping.patience", "stopping.window", "clipping.maximum",
            "clipping.limit", "averaging.firstEpoch",
        ])
    func settings(_ name: String) {
        var settings = TrainingSettings(epochCount: 1)
        switch name {
        case "epochCount": settings.epochCount = -1
        case "accumulation": settings.accumulation = 0
        case "stopping.patience": settings.stopping = .patience(0)
        case "stopping.window": settings.stopping = .aboveMean(window: 0)
        case "clipping.maximum": settings.clipping = .norm(maximum: 0)
        case "clipping.limit": settings.clipping = .value(limit: -1)
        default: settings.averaging = .init(.equal, firstEpoch: 0)
        }
        let error = #expect(throws: ConfigError.self) { try self.loop(settings) }
        #expect(error?.code == "config.training" && error?.message.contains("setting \(name) ") == true)
    }

    @Test("a schedule out of range is refused before training")
    func schedule() {
        var settings = TrainingSettings(epochCount: 1)
        settings.schedule = .step(every: 0)
        #expect(throws: ModuleError.self) { try self.loop(settings) }
    }

    @Test("bfloat16 needs float32 copies of the parameters")
    func precision() {
        var settings = TrainingSettings(epochCount: 1)
        settings.precision = .bfloat16
        let error = #expect(throws: ConfigError.self) { try self.loop(settings) }
        #expect(error?.description.contains("SGD keeps no float32 copies") == true)
        #expect(error?.fix == "Make it with masterWeights: true.")
    }

    @Test("early stopping needs a validation that measures what is monitored")
    func monitor() throws {
        func message(_ settings: TrainingSettings, _ validation: Validation?) throws -> String? {
            let loop = try loop(settings)
            let error = #expect(throws: ConfigError.self) {
                _ = try loop.train(WholeBatch(()), validate: validation.map { value in { value } }) {
                    try #require(loop.network as? SmallNetwork).last.weight.sum()
                }
            }
            return error?.description
        }
        let patient = TrainingSettings(epochCount: 1, stopping: .patience(1))
        #expect(try message(patient, nil)?.contains("nothing is validated") == true)
        #expect(
            try message(patient, Validation(loss: nil, metrics: ["auc": 1, "ap": 1]))
                == "Training is to stop early by the loss, but validation measures none. Monitor a metric: ap, auc."
        )
        let metric = TrainingSettings(epochCount: 1, monitor: .metric("acuracy"))
        let unknown = try message(metric, Validation(loss: 1, metrics: ["accuracy": 1]))
        #expect(unknown?.contains("\"acuracy\"") == true && unknown?.contains("accuracy") == true)
    }

    @Test("a loss is for one optimiser, accumulation for losses, and an epoch has batches")
    func shapes() throws {
        let run = TrainingRun(seed: 1), network = try SmallNetwork(run.context)
        let none = try TrainingLoop(network, [any Optimizer](), TrainingSettings(epochCount: 1), run)
        let optimizers = #expect(throws: ConfigError.self) {
            _ = try none.train(WholeBatch(())) { try Tensor(scalar: 1.0) }
        }
        #expect(optimizers?.message == "A loss is minimised by one optimiser, found 0.")
        var settings = TrainingSettings(epochCount: 1)
        settings.accumulation = 3
        let accumulating = try loop(settings)
        let steps = #expect(throws: ConfigError.self) {
            _ = try accumulating.train(WholeBatch(()), step: { 1 })
        }
        #expect(steps?.message.hasPrefix("Accumulation is 3") == true)
        let empty = try loop(TrainingSettings(epochCount: 1))
        let batches = #expect(throws: ConfigError.self) {
            _ = try empty.train(ShuffledRows(rowCount: 0)) { _ in try Tensor(scalar: 1.0) }
        }
        #expect(batches?.message == "Epoch 1 of the training has no batch.")
    }

    @Test("an interrupted run without checkpoints says that it begins anew")
    func interruption() throws {
        let run = TrainingRun(seed: 7, isCancelled: { true })
        let loop = try loop(TrainingSettings(epochCount: 1), run)
        let error = #expect(throws: RunError.self) { _ = try loop.train(WholeBatch(()), step: { 1 }) }
        #expect(error?.message == "The run with seed 7 was interrupted.")
        #expect(error?.fix == "Start it again; nothing was saved on the way.")
    }
}
