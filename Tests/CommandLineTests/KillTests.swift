// A training that is killed again and again ends with the bits of one that nobody disturbed.
import Foundation
import GimbalTestSupport
import Testing

/// A small training of one architecture.
struct Training: Sendable, CustomTestStringConvertible {
    let method: String
    let data: String
    let task: String
    let steps: Int
    var testDescription: String { "\(method) for \(task)" }

    init(_ method: String, _ task: String, _ data: String, steps: Int = 150) {
        (self.method, self.task, self.data, self.steps) = (method, task, data, steps)
    }

    /// Every backbone, on data that ship or are written by the test.
    static let all: [Training] = [
        Training("mlp[hidden=32,dropout=0.2]", "tabular-classification", "german-credit"),
        Training("transformer[layers=1,width=16,heads=2]", "tabular-classification", "german-credit"),
        Training("resnet[depth=8,width=4]", "image-classification", "fashion-mnist-small", steps: 40),
        Training("convnet", "image-classification", "fashion-mnist-small", steps: 40),
        Training("gcn", "node-classification", "graph"), Training("gat", "node-classification", "graph"),
        Training("sage", "node-classification", "graph"), Training("gin", "node-classification", "graph"),
        Training("appnp", "node-classification", "graph"), Training("sgc", "node-classification", "graph"),
        Training("gin", "graph-classification", "mutag", steps: 60),
        Training("gcn", "link-prediction", "graph"), Training("mlp", "survival", "rossi"),
    ]

    /// A few of different kinds, for every day.
    static let some = [all[0], all[3], all[4]]

    /// - Parameter lengthening: how many times as long it takes.
    func arguments(saving model: String, lengthening: Int) -> [String] {
        [
            "train", method, "--task", task, "--data", data, "--budget", "\(steps * lengthening)steps",
            "--threads", "1",
            "--seed", "5", "--checkpoint-every", "0", "--save", model,
        ]
    }
}

@Suite("Killed trainings")
struct KillTests {
    private static var isLong: Bool { TestEnvironment.runsLongTests }

    @Test(
        "go on bit for bit after kill -9 at random moments",
        arguments: KillTests.isLong ? Training.all : Training.some)
    func bits(_ training: Training) throws {
        let undisturbed = try Sandbox()
        try SmallGraph.write(to: undisturbed)
        let whole = try undisturbed.run(training.arguments(saving: "model", lengthening: Self.isLong ? 8 : 1))
        try #require(whole.exitCode == 0, "\(whole.errors)")

        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let arguments = training.arguments(saving: "model", lengthening: Self.isLong ? 8 : 1) + ["--resume"]
        let killed = try kill(Self.isLong ? 20 : 3, arguments, in: sandbox)
        let last = try sandbox.run(arguments)
        #expect(last.exitCode == 0, "\(last.errors)")
        #expect(killed > 0, "every run was faster than the first kill")
        for file in ["weights.safetensors", "preprocessing.json", "config.json"] {
            let expected = try Data(contentsOf: URL(fileURLWithPath: undisturbed.path("model/\(file)")))
            let found = try Data(contentsOf: URL(fileURLWithPath: sandbox.path("model/\(file)")))
            #expect(found == expected, "\(file) differs after \(killed) kills")
        }
    }

    /// Starts the training and kills it after a random time, again and again until it has ended once.
    ///
    /// - Returns: how often it was killed.
    private func kill(_ count: Int, _ arguments: [String], in sandbox: Sandbox) throws -> Int {
        for killed in 0..<count {
            let running = try sandbox.start(arguments)
            Thread.sleep(forTimeInterval: Double.random(in: 0.15...0.9))
            guard running.process.isRunning else {
                _ = try running.finish()
                return killed
            }
            running.signal(SIGKILL)
            _ = try running.finish()
        }
        return count
    }
}
