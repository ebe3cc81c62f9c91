// Comparisons on real data with a few epochs: digits, store, interruption, failure.
import Foundation
import GimbalCore
import GimbalExperiments
import GimbalTasks
import GimbalTraining
import Testing

@Suite("ComparisonRunner")
struct ComparisonRunnerTests {
    /// What must not change between two runs of a command: everything but what they cost.
    private func digits(_ result: ComparisonOutcome) -> [String] {
        result.results.map { "\($0.method) \($0.metrics.sorted { $0.key < $1.key }.map { "\($0)" })" }
            + result.tests.map { "\($0)" } + [result.verdict]
    }

    @Test("the same plan gives the same digits, with the store and without it")
    func sameDigits() throws {
        try withStoreFile { file in
            let plan = try smallPlan()
            let first = try runner().run(plan)
            let store = try RunStore(at: file)
            let second = try runner(store).run(plan)
            let third = try runner(store).run(plan)
            #expect(digits(first) == digits(second))
            #expect(second == third, "a reused run must not differ in anything")
        }
    }

    @Test("digits do not depend on the number of jobs", arguments: [1, 2, 3])
    func jobs(_ jobs: Int) throws {
        let plan = try smallPlan(seeds: 3)
        let alone = try runner(nil, ExperimentEnvironment(threadCount: 1, jobs: 1)).run(plan)
        let together = try runner(nil, ExperimentEnvironment(threadCount: jobs, jobs: jobs)).run(plan)
        #expect(digits(alone) == digits(together))
        #expect(together.environment.threadCount == 1)
    }

    @Test("the same plan trains nothing a second time, and another seed count trains the new seeds")
    func reuse() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            let counts = try [2, 2, 3].map { seeds in
                let recorder = Recorder()
                let environment = ExperimentEnvironment(report: { recorder.add($0) })
                _ = try runner(store, environment).run(try smallPlan(seeds: seeds))
                return recorder.trainedCount
            }
            #expect(counts == [4, 0, 2])
        }
    }

    @Test(
        "an interrupted comparison keeps what is finished, and starting again gives the digits of a straight run"
    )
    func interruption() throws {
        try withStoreFile { file in
            let plan = try smallPlan(seeds: 3)
            let straight = try runner().run(plan)
            let store = try RunStore(at: file)
            let recorder = Recorder()
            // Stops in the middle of a run, after some have ended.
            let interrupted = ExperimentEnvironment(
                jobs: 1, isCancelled: { recorder.trainedCount >= 2 }, report: { recorder.add($0) })
            let error = #expect(throws: RunError.self) { try runner(store, interrupted).run(plan) }
            #expect(error?.code == "run.interrupted")
            #expect(error?.message == "Interrupted after 2 of 6 runs. They are kept.")
            #expect(try store.list().count == 2, "nothing of the interrupted run")
            let continued = try runner(store, ExperimentEnvironment(jobs: 1)).run(plan)
            #expect(continued.results.map(\.metrics) == straight.results.map(\.metrics))
        }
    }

    @Test("a run that fails is named with method, seed and error; the others are finished and kept")
    func failure() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            let error = #expect(throws: RunError.self) {
                try runner(store, ExperimentEnvironment(jobs: 1)).run(smallPlan("unlucky,mlp", seeds: 3))
            }
            #expect(error?.code == "run.failed")
            #expect(error?.message.contains("unlucky, seed 1: The training loss is nan in epoch 3.") == true)
            #expect(error?.message.contains("4 of 6 runs finished.") == true)
            #expect(try store.list(RunFilter(methodID: "mlp", status: .finished)).count == 3)
            let failed = try store.list(RunFilter(status: .failed))
            #expect(failed.map(\.fingerprint.seed) == [1])
            #expect(failed.first?.error?.contains("Lower the learning rate") == true)
        }
    }

    @Test("resolving shows every option, the preset and the finished runs, and trains nothing")
    func resolve() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            _ = try runner(store).run(try smallPlan("gcn", seeds: 1))
            let summary = try runner(store).resolve(
                try smallPlan("gcn,'mlp[hidden=8]'".replacing("'", with: ""))
            ).summary
            #expect(summary.data.name == "cora")
            #expect(summary.data.counts["nodes"] == 2708)
            #expect(summary.data.preprocessing == "row-normalized features")
            #expect(summary.split == "public")
            #expect(summary.methods.map(\.preset) == ["paper", "untuned"])
            #expect(summary.methods[1].options["hidden"] == .number(8))
            #expect(summary.runCount == 4)
            #expect(summary.finishedRunCount == 1)
            #expect(summary.isReproducible)
        }
    }

    @Test("drawn splits give every method the same split of a seed and a correction of the tests")
    func resampledSplits() throws {
        let result = try runner().run(try smallPlan("mlp,gcn", split: "per-class:20,30"))
        #expect(result.isResampled)
        #expect(result.split == "per-class:20,30")
        let fixed = try runner().run(try smallPlan("mlp,gcn"))
        #expect(!fixed.isResampled)
    }

    @Test("progress counts every run once and ends with all of them")
    func progress() throws {
        let recorder = Recorder()
        _ = try runner(nil, ExperimentEnvironment(jobs: 1, report: { recorder.add($0) })).run(try smallPlan())
        let counts = recorder.all.compactMap { event -> Int? in
            if case .runFinished(_, _, _, _, let progress) = event { progress.completedCount } else { nil }
        }
        #expect(counts == [1, 2, 3, 4])
        let epochs = recorder.all.count { if case .epoch = $0 { true } else { false } }
        #expect(epochs == 4 * 3)
    }

    @Test("plans without methods, without seeds or with one alias twice are refused")
    func refusals() throws {
        var plan = try smallPlan()
        plan.methods = []
        #expect(throws: ConfigError.self) { try runner().resolve(plan) }
        plan = try smallPlan(seeds: 0)
        #expect(throws: ConfigError.self) { try runner().resolve(plan) }
        let twice = #expect(throws: ConfigError.self) { try smallPlan("gcn,gcn") }
        #expect(twice?.code == "config.alias")
        #expect(try smallPlan("gcn,gcn[hidden=8]").methods.map(\.alias) == ["gcn", "gcn[hidden=8]"])
    }
}

@Suite("Reuse of runs on a user's own data")
struct OwnDataTests {
    /// Two rings of 60 nodes each; `ring` and `half` are columns that can be the label.
    private func write(to folder: URL, label: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let edges = (0..<120).map { "\($0),\($0 / 60 * 60 + ($0 + 1) % 60)" }
        let nodes = (0..<120).map { "\($0),\(Double($0) / 120),\($0 / 60),\($0 % 2)" }
        try (["source,target"] + edges).joined(separator: "\n").write(
            to: folder.appendingPathComponent("edges.csv"), atomically: true, encoding: .utf8)
        try (["id,x,ring,half"] + nodes).joined(separator: "\n").write(
            to: folder.appendingPathComponent("nodes.csv"), atomically: true, encoding: .utf8)
        let card = "format: graph-folder\nnodes: {file: nodes.csv, label: \(label)}\n"
        try card.write(to: folder.appendingPathComponent("data.yaml"), atomically: true, encoding: .utf8)
    }

    @Test("another label column in the card beside the same files is another run")
    func cardChanges() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            let folder = file.deletingLastPathComponent().appendingPathComponent("data")
            var plan = try smallPlan("mlp", seeds: 1)
            plan.data = folder.path
            let finished = try ["ring", "half", "ring"].map { label in
                try write(to: folder, label: label)
                let resolved = try runner(store).resolve(plan)
                _ = try runner(store).run(resolved)
                return resolved.summary.finishedRunCount
            }
            #expect(finished == [0, 0, 1])
        }
    }
}
