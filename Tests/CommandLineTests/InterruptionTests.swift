// Interrupted work goes on where it was, with the same digits.
import Foundation
import Testing

@Suite("Interruption")
struct InterruptionTests {
    private static let arguments = [
        "compare", "node-classification", "--data", "graph", "--methods", "mlp,gcn", "--seeds", "5",
        "--budget",
        "400epochs", "--threads", "1", "--json",
    ]

    @Test(
        "by SIGINT ends with 130, by kill -9 with nothing half; both resume",
        arguments: [SIGINT, SIGTERM, SIGKILL])
    func resumes(_ signal: Int32) throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let whole = try Digits(sandbox.run(Self.arguments + ["--fresh"]))

        let running = try sandbox.start(Self.arguments)
        try waitForRuns(sandbox, running)
        running.signal(signal)
        let stopped = try running.finish()
        if signal == SIGKILL {
            #expect(stopped.wasSignalled)
        } else {
            #expect(!stopped.wasSignalled)
            #expect(stopped.exitCode == 130, "\(stopped.errors)")
            #expect(stopped.errors.contains("Start the same command again"))
            #expect((try stopped.json()["error"] as? [String: Any])?["code"] as? String == "run.interrupted")
        }
        let kept = try runCount(sandbox)
        #expect((1..<10).contains(kept), "\(kept) runs were kept")

        let resumed = try sandbox.run(Self.arguments)
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
        #expect(try Digits(resumed) == whole)
        #expect(try runCount(sandbox) == 10)
    }

    @Test("of a training leaves no model behind")
    func training() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let running = try sandbox.start(
            [
                "train", "gcn", "--data", "graph", "--budget", "1000000epochs", "--threads", "1", "--save",
                "model",
            ])
        Thread.sleep(forTimeInterval: 1.5)
        running.signal(SIGINT)
        #expect(try running.finish().exitCode == 130)
        #expect(!FileManager.default.fileExists(atPath: sandbox.path("model")))
    }

    private func waitForRuns(_ sandbox: Sandbox, _ running: RunningProgram) throws {
        let deadline = Date(timeIntervalSinceNow: 60)
        while running.process.isRunning, Date() < deadline, try runCount(sandbox) == 0 {
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    private func runCount(_ sandbox: Sandbox) throws -> Int {
        (try sandbox.run("runs", "--json").json()["runs"] as? [Any])?.count ?? 0
    }
}
