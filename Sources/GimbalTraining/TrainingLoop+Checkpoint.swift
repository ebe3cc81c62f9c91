// Saving a training on the way, and going on from what was saved.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import OrderedCollections

/// When a loop is saved, and what it found when it began.
final class LoopSaving {
    /// The file; nil without checkpoints, and in loops inside others.
    let file: URL?
    let plan: CheckpointPlan?
    /// The checkpoint of a training that is over.
    var finished: Checkpoint?
    private let isNested: Bool
    private var lastWrite: Double
    private var lastCost = 0.0

    init(_ run: TrainingRun, stage: Int?) {
        plan = stage == nil ? nil : run.checkpoint
        file = stage.flatMap { run.checkpoint?.file(stage: $0) }
        isNested = stage == nil
        lastWrite = run.ownSeconds
    }

    var isFinished: Bool { finished != nil }

    /// Whether cancellation is for this loop; one inside another leaves it to that one if that one is saved.
    func answersCancellation(of run: TrainingRun) -> Bool { !isNested || run.checkpoint == nil }

    /// Whether enough time has passed; large states, which take long to write, are written less often.
    func isDue(at seconds: Double) -> Bool {
        guard let plan else { return false }
        return plan.seconds == 0 || seconds - lastWrite >= max(plan.seconds, 20 * lastCost)
    }

    func wrote(from begin: Double, to end: Double) { (lastWrite, lastCost) = (end, end - begin) }
}

extension TrainingLoop {
    /// Writes a checkpoint if it is due; stops if the user asked for it, with a checkpoint in any case.
    func save(_ batches: some BatchProvider, _ saving: LoopSaving) throws {
        if saving.answersCancellation(of: run), run.isCancelled {
            try write(batches, saving, isFinished: false)
            throw run.interruption(savedTo: saving.file)
        }
        if saving.plan != nil, saving.isDue(at: run.ownSeconds) {
            try write(batches, saving, isFinished: false)
        }
    }

    /// Saves the result of a training that took long enough: what comes after it may take long, too.
    func saveFinished(_ batches: some BatchProvider, _ saving: LoopSaving) throws {
        let isThere = saving.file.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
        if isThere || saving.isDue(at: run.ownSeconds) { try write(batches, saving, isFinished: true) }
    }

    private func write(_ batches: some BatchProvider, _ saving: LoopSaving, isFinished: Bool) throws {
        guard let file = saving.file, let plan = saving.plan else { return }
        let begin = run.ownSeconds
        let numbers = Checkpoint.Numbers(
            fingerprint: plan.fingerprint, seconds: run.seconds, isFinished: isFinished, progress: progress,
            stopping: stopping.numbers, position: String(decoding: try batches.position(), as: UTF8.self),
            history: history)
        try Checkpoint(numbers, tensors(isFinished: isFinished)).write(to: file)
        saving.wrote(from: begin, to: run.ownSeconds)
    }

    /// Every tensor under its section; shares memory with the training.
    private func tensors(isFinished: Bool) throws -> StateDict {
        var result: StateDict = [:]
        func add(_ section: String, _ state: StateDict?) {
            for (name, tensor) in state ?? [:] { result["\(section).\(name)"] = tensor }
        }
        add("network", try network.stateDict())
        for (i, optimizer) in optimizers.enumerated() { add("optimizer.\(i)", try optimizer.state()) }
        for (i, hook) in run.hooks.enumerated() { add("hooks.\(i)", try hook.state()) }
        for (name, part) in parts { add("parts.\(name)", try part.state()) }
        add("streams", try run.context.streams.state())
        if !isFinished {
            add("average", try average?.state())
            add("best", stopping.keptState)
        }
        return result
    }
}

// MARK: - Going on

extension TrainingLoop {
    /// Goes on from the run's checkpoint, if there is one.
    func resume(_ batches: some BatchProvider, _ saving: LoopSaving) throws {
        guard let file = saving.file, let plan = saving.plan,
            FileManager.default.fileExists(atPath: file.path)
        else { return }
        let checkpoint = try Checkpoint.read(file, fingerprint: plan.fingerprint)
        try refusingOthers(file) {
            if !checkpoint.isFinished { try network.load(checkpoint.tensors.below("network")) }
            try restore(checkpoint)
        }
        try batches.restore(position: Data(checkpoint.numbers.position.utf8))
        history = checkpoint.history
        progress = checkpoint.numbers.progress
        run.goOn(fromSeconds: checkpoint.seconds)
        if checkpoint.isFinished {
            saving.finished = checkpoint
            progress.isStopped = true
        }
        run.resumed?(checkpoint)
    }

    private func restore(_ checkpoint: Checkpoint) throws {
        let tensors = checkpoint.tensors
        for (i, optimizer) in optimizers.enumerated() {
            try optimizer.restore(tensors.below("optimizer.\(i)"))
        }
        for (i, hook) in run.hooks.enumerated() { try hook.restore(tensors.below("hooks.\(i)")) }
        for (name, part) in parts { try part.restore(tensors.below("parts.\(name)")) }
        // Streams stay the same objects: others may hold them.
        for (name, state) in tensors.below("streams") {
            try run.context.stream(StreamName(rawValue: name)).restore(state)
        }
        if !checkpoint.isFinished { try average?.restore(tensors.below("average")) }
        let best = tensors.below("best")
        stopping.restore(checkpoint.numbers.stopping, state: best.isEmpty ? nil : best)
    }

    /// Puts the result of a training that is over into the network.
    func restoreResult(_ saving: LoopSaving) throws {
        guard let finished = saving.finished, let file = saving.file else { return }
        try refusingOthers(file) { try network.load(finished.tensors.below("network")) }
    }

    /// Explains a state that is of another network or optimiser.
    private func refusingOthers(_ file: URL, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ModuleError {
            throw CheckpointError(
                "training.state", "\(file.path): the checkpoint is of another training. \(error.message)",
                fix: "Start the training that it is of, or remove the file to start anew.")
        }
    }
}
