// The help of every command, word for word.
import Foundation
import Testing

/// Snapshots are in Tests/Fixtures/help; `GIMBAL_RECORD_HELP=1` writes them anew.
@Suite("Help")
struct HelpTests {
    static let commands = [
        "", "compare", "train", "predict", "embed", "export", "reproduce", "launch", "methods",
        "methods list", "methods show",
        "methods search",
        "papers", "papers list", "papers show", "papers search", "runs", "runs list", "runs show",
        "runs search", "data",
        "data list", "data show", "data fetch", "data inspect", "data validate", "data split", "data formats",
        "doctor", "completions", "man",
    ]

    @Test("is what the snapshot says", arguments: commands)
    func snapshot(_ command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try Sandbox().run(words + ["--help"], environment: ["COLUMNS": "100"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.isEmpty)
        let name = (["gimbal"] + words).joined(separator: "-") + ".txt"
        let file = Checkout.helpFolder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["GIMBAL_RECORD_HELP"] == "1" {
            try FileManager.default.createDirectory(
                at: Checkout.helpFolder, withIntermediateDirectories: true)
            try Data(outcome.output.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(outcome.output == expected, "GIMBAL_RECORD_HELP=1 records it anew")
    }

    @Test("has a snapshot for every command and no other")
    func complete() throws {
        let found = try FileManager.default.contentsOfDirectory(atPath: Checkout.helpFolder.path)
        let expected = Self.commands.map { command in
            (["gimbal"] + command.split(separator: " ").map(String.init)).joined(separator: "-") + ".txt"
        }
        #expect(Set(found.filter { !$0.hasPrefix(".") }) == Set(expected))
    }

    @Test("comes for the bare program, too")
    func bare() throws {
        let outcome = try Sandbox().run()
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("SUBCOMMANDS"))
    }
}
