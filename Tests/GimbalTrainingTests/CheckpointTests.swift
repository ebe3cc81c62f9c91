// Checkpoints on disk: what they say, killed processes, damaged files.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    /// A checkpoint of an interrupted training.
    private func withCheckpoint(_ body: (CheckpointPlan) throws -> Void) throws {
        try withFolder { folder in
            let plan = CheckpointPlan(
                file: folder.appendingPathComponent("run.safetensors"), fingerprint: "one")
            #expect(throws: RunError.self) {
                let interrupter = Interrupter(after: 3)
                return try ResumeTests.train(.everything, plan) { interrupter.isCancelled() }
            }
            try body(plan)
        }
    }

    @Test("say where the training stands")
    func contents() throws {
        try withCheckpoint { plan in
            let checkpoint = try Checkpoint.read(plan.file)
            #expect(checkpoint.fingerprint == "one" && checkpoint.step == 3 && checkpoint.epoch == 0)
            #expect(!checkpoint.isFinished && checkpoint.history.isEmpty && checkpoint.seconds > 0)
        }
    }

    @Test("an interruption says where the state is, and going on tells the observer")
    func words() throws {
        try withFolder { folder in
            let plan = CheckpointPlan(
                file: folder.appendingPathComponent("run.safetensors"), fingerprint: "one")
            func train(isCancelled: Bool) throws -> Checkpoint? {
                let run = TrainingRun(seed: 7, checkpoint: plan, isCancelled: { isCancelled })
                var found: Checkpoint?
                run.resumed = { found = $0 }
                let network = try Linear(1, 1, run.context)
                let loop = try TrainingLoop(
                    network, SGD(network, learningRate: 0.1), TrainingSettings(epochCount: 2), run)
                try loop.train(WholeBatch(())) { try network.weight.sum() }
                if found != nil { #expect(run.seconds > found?.seconds ?? .infinity) }
                try run.finishCheckpoint()
                return found
            }
            let error = #expect(throws: RunError.self) { _ = try train(isCancelled: true) }
            #expect(error?.code == "run.interrupted" && error?.fix == "The same command goes on from there.")
            #expect(
                error?.message == "The run with seed 7 was interrupted; its state is in \(plan.file.path).")
            let resumed = try train(isCancelled: false)
            #expect(resumed?.step == 1)
            #expect(plan.files().isEmpty)
            let anew = try train(isCancelled: false)
            #expect(anew == nil)
        }
    }

    @Test("a killed process goes on from its last checkpoint")
    func killed() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gimbal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("run.safetensors")
        for step in [2, 3, 4] {
            await #expect(processExitsWith: .signal(SIGKILL)) { [file = file as URL, step = step as Int] in
                let plan = CheckpointPlan(file: file, seconds: 0, fingerprint: "one")
                let run = Interrupter(after: step)
                _ = try ResumeTests.train(.everything, plan) {
                    if run.isCancelled() { kill(getpid(), SIGKILL) }
                    return false
                }
            }
        }
        let plan = CheckpointPlan(file: file, seconds: 0, fingerprint: "one")
        // One step less than the questions of each process: the last was killed before it was saved.
        #expect(try Checkpoint.read(file).step == 5)
        let outcome = try ResumeTests.train(.everything, plan)
        #expect(try outcome == ResumeTests.train(.everything, nil))
        #expect(try Checkpoint.read(file).isFinished)
    }

    @Test("a training that is over is not repeated")
    func finished() throws {
        try withFolder { folder in
            let file = folder.appendingPathComponent("run.safetensors")
            for kind in [ResumeTests.Kind.everything, .bfloat16, .equalAverage] {
                let plan = CheckpointPlan(file: file, seconds: 0, fingerprint: "one")
                let first = try ResumeTests.train(kind, plan)
                // Asked once, the interrupter says yes.
                let interrupter = Interrupter(after: 1)
                let second = try ResumeTests.train(kind, plan) { interrupter.isCancelled() }
                #expect(second == first)
                try plan.remove()
            }
        }
    }

    @Test("each training of a run has a file of its own; those inside others have none")
    func stages() throws {
        func train(_ plan: CheckpointPlan?, _ isCancelled: @escaping @Sendable () -> Bool) throws -> [Double]
        {
            let run = TrainingRun(seed: 7, checkpoint: plan, isCancelled: isCancelled)
            let network = try Linear(3, 2, run.context)
            var losses: [Double] = []
            func loop(_ network: Module, _ epochCount: Int) throws -> TrainingLoop {
                try TrainingLoop(
                    network, Adam(network, learningRate: 0.1), TrainingSettings(epochCount: epochCount), run)
            }
            func loss(_ network: Linear) throws -> Tensor {
                let x = try Tensor.randn([4, 3], using: run.context.stream(.sampling))
                return try network(x, run.context).square().mean()
            }
            for _ in 0..<2 {
                let history = try loop(network, 3).train(WholeBatch(())) {
                    let probe = try Linear(3, 2, run.context)
                    try loop(probe, 2).train(WholeBatch(())) { try loss(probe) }
                    return Validation(loss: try probe.weight.sum().item())
                } loss: {
                    try loss(network)
                }
                losses += history.compactMap(\.validationLoss)
            }
            return try network.weight.doubles() + losses
        }
        let undisturbed = try train(nil) { false }
        try withFolder { folder in
            let plan = CheckpointPlan(
                file: folder.appendingPathComponent("run.st"), seconds: 0, fingerprint: "one")
            let interrupter = Interrupter(after: 8)
            #expect(throws: RunError.self) { try train(plan, interrupter.isCancelled) }
            #expect(plan.files().map(\.lastPathComponent) == ["run.st", "run-2.st"])
            #expect(try Checkpoint.read(plan.file(stage: 0)).isFinished)
            #expect(try !Checkpoint.read(plan.file(stage: 1)).isFinished)
            #expect(try train(plan) { false } == undisturbed)
            try plan.remove()
            #expect(plan.files().isEmpty)
        }
    }
}

// MARK: - Files that cannot be used

extension CheckpointTests {
    @Test("a missing file, another run's, a later version's and other tensors are refused")
    func others() throws {
        try withCheckpoint { plan in
            let file = plan.file
            let missing = #expect(throws: CheckpointError.self) {
                try Checkpoint.read(file.appendingPathExtension("x"))
            }
            #expect(missing?.code == "checkpoint.training.missing")

            let other = CheckpointPlan(file: file, fingerprint: "two")
            let fingerprint = #expect(throws: CheckpointError.self) {
                try ResumeTests.train(.everything, other)
            }
            #expect(fingerprint?.code == "checkpoint.training.fingerprint")
            #expect(fingerprint?.message.hasSuffix("is of the run \"one\", expected \"two\".") == true)

            let contents = try Safetensors.read(file)
            var metadata = contents.metadata
            metadata["gimbal.training"] = "2"
            try Safetensors.write(contents.tensors, metadata: metadata, to: file)
            let version = #expect(throws: CheckpointError.self) { try Checkpoint.read(file) }
            #expect(version?.code == "checkpoint.training.version")
            #expect(
                version?.description.contains("format 2, this program reads formats up to 1. Update") == true)

            try Safetensors.write(contents.tensors, to: file)
            let format = #expect(throws: CheckpointError.self) { try Checkpoint.read(file) }
            #expect(format?.code == "checkpoint.training.format")
            #expect(format?.message.contains("no checkpoint of a training") == true)
        }
    }

    @Test("a state of another network, optimiser or provider is refused")
    func otherStates() throws {
        try withCheckpoint { plan in
            let run = TrainingRun(seed: 1, checkpoint: plan), network = try Linear(4, 3, run.context)
            let loop = try TrainingLoop(
                network, SGD(network, learningRate: 0.1), TrainingSettings(epochCount: 2), run)
            let error = #expect(throws: CheckpointError.self) {
                _ = try loop.train(WholeBatch(())) { try network.weight.sum() }
            }
            #expect(error?.code == "checkpoint.training.state")
            #expect(
                error?.message.hasPrefix("\(plan.file.path): the checkpoint is of another training.") == true)
        }
        let position = try ShuffledRows().position()
        let error = #expect(throws: CheckpointError.self) { try WholeBatch(1).restore(position: position) }
        #expect(error?.code == "checkpoint.training.position")
        #expect(error?.message.contains("is not one of WholeBatch<Int>") == true)
    }

    @Test("a hook without state refuses one")
    func hooks() throws {
        final class Plain: TrainingHook {
            func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) {}
            func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) {}
        }
        let error = #expect(throws: CheckpointError.self) {
            try Plain().restore(["total": Tensor(scalar: 1.0)])
        }
        #expect(error?.code == "checkpoint.training.hook" && error?.message.contains("\"total\"") == true)
    }

    /// Ways to damage a file of n bytes.
    enum Damage: String, CaseIterable, CustomTestStringConvertible {
        case empty, halved, lastByteMissing, tensorBit, numberInHeader, noise
        var testDescription: String { rawValue }

        func apply(_ data: Data) -> Data {
            var bytes = Data(data)
            switch self {
            case .empty: return Data()
            case .halved: return bytes.prefix(bytes.count / 2)
            case .lastByteMissing: return bytes.dropLast()
            case .tensorBit: bytes[bytes.count - 9] ^= 1
            case .numberInHeader:
                guard let range = bytes.range(of: Data("\\\"step\\\":3".utf8)) else { return bytes }
                bytes[range.upperBound - 1] = UInt8(ascii: "4")
            case .noise:
                return Data((0..<bytes.count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
            }
            return bytes
        }

        var code: String {
            switch self {
            case .empty, .halved, .lastByteMissing: "checkpoint.safetensors.truncated"
            case .tensorBit, .numberInHeader: "checkpoint.training.checksum"
            case .noise: "checkpoint.safetensors.header.size"
            }
        }
    }

    @Test("damaged files are refused with what to do, and nothing is trained", arguments: Damage.allCases)
    func damages(_ damage: Damage) throws {
        try withCheckpoint { plan in
            try damage.apply(Data(contentsOf: plan.file)).write(to: plan.file)
            let error = #expect(throws: CheckpointError.self) { try ResumeTests.train(.everything, plan) }
            #expect(error?.code == damage.code && error?.message.contains(plan.file.path) == true)
            #expect(error?.fix == "The file is damaged; remove it to start anew.")
        }
    }
}
