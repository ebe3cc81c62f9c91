// gimbal launch: what is launched behaves as if it had been started by itself.
import Foundation
import Testing

@Suite("gimbal launch")
struct LaunchTests {
    @Test("hands on output, arguments and exit code")
    func exitCode() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.run(
            "launch", "--processes", "1", "--", "sh", "-c", "echo \"$0 $1\"; exit 7", "--one", "two")
        #expect(outcome.exitCode == 7)
        #expect(outcome.output == "--one two\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test("hands on signals")
    func signals() throws {
        let sandbox = try Sandbox()
        let running = try sandbox.start(
            ["launch", "--", "sh", "-c", "trap 'exit 9' TERM; echo ready >&2; while :; do sleep 0.01; done"])
        let deadline = Date(timeIntervalSinceNow: 60)
        while !running.errors.contains("ready"), Date() < deadline { Thread.sleep(forTimeInterval: 0.005) }
        running.signal(SIGTERM)
        #expect(try running.finish().exitCode == 9)
    }

    @Test(
        "refuses what it cannot do",
        arguments: [
            (["--processes", "2", "--", "true"], "not there yet"),
            (["--processes", "0", "--", "true"], "--processes is 0"), ([], "no command to launch"),
        ])
    func refusals(_ arguments: [String], _ message: String) throws {
        let outcome = try Sandbox().run(["launch"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test("ends with 4 where there is no such program")
    func missing() throws {
        let outcome = try Sandbox().run("launch", "--", "no-such-program")
        #expect(outcome.exitCode == 4)
        #expect(outcome.errors.contains("no-such-program cannot be started"))
    }
}
