// Runs that are killed go on in the middle, with the bits of undisturbed ones.
import Foundation
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private static let compare = [
        "compare", "node-classification", "--data", "graph", "--methods", "gcn", "--seeds", "1", "--budget",
        "1500epochs", "--checkpoint-every", "0.02", "--threads", "1", "--json",
    ]
    private static let train = [
        "train", "gcn", "--data", "graph", "--budget", "1500epochs", "--checkpoint-every", "0.02",
        "--threads",
        "1", "--json", "--save",
    ]

    @Test("let a comparison go on in the middle of a run", arguments: [SIGINT, SIGKILL])
    func comparison(_ signal: Int32) throws {
        let sandbox = try prepared()
        let whole = try Digits(sandbox.run(Self.compare + ["--fresh"]))
        #expect(sandbox.names("home/checkpoints").isEmpty, "a fresh comparison keeps nothing")
        let stopped = try interrupted(sandbox, Self.compare, signal)
        if signal == SIGINT {
            #expect(stopped.exitCode == 130)
            #expect(stopped.errors.contains("1 run goes on from a checkpoint"), "\(stopped.errors)")
        }
        let resumed = try sandbox.run(Self.compare)
        #expect(resumed.errors.contains("gcn seed 0 goes on behind epoch"), "\(resumed.errors)")
        #expect(try Digits(resumed) == whole)
        #expect(sandbox.names("home/checkpoints").isEmpty)
    }

    @Test("that are damaged cost a comparison time, not digits")
    func damaged() throws {
        let sandbox = try prepared()
        let whole = try Digits(sandbox.run(Self.compare + ["--fresh"]))
        _ = try interrupted(sandbox, Self.compare, SIGKILL)
        try damage(sandbox)
        let resumed = try sandbox.run(Self.compare)
        #expect(resumed.errors.contains("gcn seed 0 begins anew: "), "\(resumed.errors)")
        #expect(resumed.errors.contains("SHA-256"))
        #expect(try Digits(resumed) == whole)
    }

    @Test("let a training go on with --resume, to the same weights", arguments: [SIGTERM, SIGKILL])
    func training(_ signal: Int32) throws {
        let sandbox = try prepared()
        #expect(try sandbox.run(Self.train + ["whole"]).exitCode == 0)
        let stopped = try interrupted(sandbox, Self.train + ["model"], signal)
        if signal == SIGTERM {
            #expect(stopped.exitCode == 130)
            #expect(stopped.errors.contains("its state is in "), "\(stopped.errors)")
            #expect(stopped.errors.contains("Start the same command with --resume"), "\(stopped.errors)")
        }
        let resumed = try sandbox.run(Self.train + ["model", "--resume"])
        #expect(resumed.exitCode == 0)
        #expect(resumed.errors.contains("goes on behind epoch"), "\(resumed.errors)")
        #expect(try sandbox.bytes("model/weights.safetensors") == sandbox.bytes("whole/weights.safetensors"))
        #expect(sandbox.names("home/checkpoints").isEmpty)
    }

    @Test("are removed, and mentioned, where a training starts anew")
    func anew() throws {
        let sandbox = try prepared()
        let none = try sandbox.run(Self.train + ["whole", "--resume"])
        #expect(none.exitCode == 0)
        #expect(none.errors.contains("no checkpoint of this training was found"))
        _ = try interrupted(sandbox, Self.train + ["model"], SIGKILL)
        let again = try sandbox.run(Self.train + ["model"])
        #expect(again.exitCode == 0)
        #expect(again.errors.contains("is removed, and training starts at the beginning"), "\(again.errors)")
        #expect(!again.errors.contains("goes on behind epoch"))
        #expect(try sandbox.bytes("model/weights.safetensors") == sandbox.bytes("whole/weights.safetensors"))
    }

    @Test("that are damaged end a resumed training with 3 and the way out")
    func damagedTraining() throws {
        let sandbox = try prepared()
        _ = try interrupted(sandbox, Self.train + ["model"], SIGKILL)
        try damage(sandbox)
        let resumed = try sandbox.run(Self.train + ["model", "--resume"])
        #expect(resumed.exitCode == 3)
        #expect(resumed.errors.contains("SHA-256"), "\(resumed.errors)")
        #expect(resumed.errors.contains("Leave --resume out"))
        #expect(try sandbox.run(Self.train + ["model"]).exitCode == 0)
    }

    private func prepared() throws -> Sandbox {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        return sandbox
    }

    /// Starts a command, and stops it as soon as it has saved something.
    private func interrupted(_ sandbox: Sandbox, _ arguments: [String], _ signal: Int32) throws -> Outcome {
        let running = try sandbox.start(arguments)
        let deadline = Date(timeIntervalSinceNow: 60)
        while running.process.isRunning, Date() < deadline,
            !sandbox.names("home/checkpoints").contains(where: { $0.hasSuffix(".safetensors") })
        {
            Thread.sleep(forTimeInterval: 0.002)
        }
        running.signal(signal)
        let outcome = try running.finish()
        try #require(outcome.wasSignalled == (signal == SIGKILL), "\(outcome.errors)")
        return outcome
    }

    /// Changes the last byte of the checkpoint.
    private func damage(_ sandbox: Sandbox) throws {
        let name = try #require(sandbox.names("home/checkpoints").first { $0.hasSuffix(".safetensors") })
        var bytes = try sandbox.bytes("home/checkpoints/\(name)")
        bytes[bytes.count - 1] ^= 1
        try sandbox.write(bytes, to: "home/checkpoints/\(name)")
    }
}
