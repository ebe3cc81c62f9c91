// Interrupted trainings end with the bits of undisturbed ones.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining
import Testing

@Suite("Resuming")
struct ResumeTests {
    /// Kinds of trainings, each with other things to remember.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case momentum, adam, adamW, everything, wholeBatch, metric, equalAverage, steps, bfloat16
        var testDescription: String { rawValue }

        var settings: TrainingSettings {
            var settings = TrainingSettings(epochCount: 4)
            switch self {
            case .momentum:
                settings.schedule = .cosine(stepCount: 20)
            case .adam:
                settings.stopping = .patience(2)
            case .adamW:
                settings.accumulation = 4
                settings.clipping = .value(limit: 0.05)
            case .everything:
                settings.stopping = .patience(1)
                settings.accumulation = 2
                settings.clipping = .norm(maximum: 0.5)
                settings.schedule = .warmUp(stepCount: 3, then: .step(every: 2, factor: 0.5))
                settings.averaging = .init(.exponential(decay: 0.7))
            case .wholeBatch:
                settings.epochCount = 9
                settings.stopping = .aboveMean(window: 2)
            case .metric:
                settings.monitor = .metric("accuracy")
                settings.scheduleInterval = .epoch
                settings.schedule = .exponential(factor: 0.5)
            case .equalAverage:
                settings.averaging = .init(.equal, every: .epoch, firstEpoch: 2)
                settings.keepsBest = false
            case .steps: break
            case .bfloat16: settings.precision = .bfloat16
            }
            return settings
        }

        func optimizer(_ network: Module) throws -> any Optimizer {
            switch self {
            case .momentum, .metric: try SGD(network, learningRate: 0.3, .init(momentum: 0.9))
            case .adamW, .everything: try AdamW(network, learningRate: 0.05, weightDecay: 0.1)
            case .bfloat16: try Adam(network, learningRate: 0.05, .init(masterWeights: true))
            default: try Adam(network, learningRate: 0.05)
            }
        }

        var budget: Budget? { self == .steps ? .steps(9) : nil }
    }

    /// What a training leaves behind.
    struct Outcome: Equatable {
        var history: [EpochRecord]
        var bytes: [String: [UInt8]]
    }

    /// Trains once, from the beginning or from the checkpoint.
    static func train(
        _ kind: Kind, _ plan: CheckpointPlan?, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> Outcome {
        let run = TrainingRun(
            seed: 3, budget: kind.budget, checkpoint: plan, isCancelled: isCancelled)
        let context = run.context
        let network = try SmallNetwork(context), rows = try ShuffledRows()
        let loop = try TrainingLoop(network, kind.optimizer(network), kind.settings, run)
        let dtype = kind.settings.precision.dtype ?? .float32
        func loss(_ batch: Rows) throws -> Tensor {
            try crossEntropy(network(batch.inputs.converted(to: dtype), context), labels: batch.labels)
        }
        func validate() throws -> Validation {
            try context.with(mode: .evaluate) {
                try withoutGradient {
                    let scores = try network(rows.all.inputs.converted(to: dtype), context)
                    let hits = try scores.argmax(axis: 1).isEqual(to: rows.all.labels)
                    return Validation(
                        loss: try crossEntropy(scores, labels: rows.all.labels).item(),
                        metrics: ["accuracy": hits ? 1 : try scores.max().item()])
                }
            }
        }
        let history = try run.with(Shrinking()) {
            kind == .wholeBatch
                ? try loop.train(WholeBatch(rows.all), validate: validate, loss: loss)
                : try loop.train(rows, validate: validate, loss: loss)
        }
        let bytes = try network.stateDict().mapValues { try $0.withUnsafeBytes { Array($0) } }
        return Outcome(
            history: history, bytes: Dictionary(uniqueKeysWithValues: bytes.map { ($0.key, $0.value) }))
    }

    @Test(
        "interrupted after every k-th question, a training ends as if it had not been",
        arguments: Kind.allCases)
    func interruptions(_ kind: Kind) throws {
        let undisturbed = try Self.train(kind, nil)
        #expect(!undisturbed.history.isEmpty)
        for k in [1, 2, 3, 5, 8] {
            let outcome = try withFolder { folder in
                let plan = CheckpointPlan(
                    file: folder.appendingPathComponent("c.safetensors"), fingerprint: "\(kind)")
                for _ in 0..<100 {
                    do {
                        let interrupter = Interrupter(after: k + 1)
                        return try Self.train(kind, plan) { interrupter.isCancelled() }
                    } catch let error as RunError where error.code == "run.interrupted" {
                        #expect(plan.files() == [plan.file])
                    }
                }
                throw RunError("endless", "\(kind) does not end.")
            }
            #expect(outcome.history == undisturbed.history, "history, k = \(k)")
            #expect(outcome.bytes == undisturbed.bytes, "parameters, k = \(k)")
        }
    }
}
