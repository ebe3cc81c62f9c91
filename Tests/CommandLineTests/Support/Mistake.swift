// A command line or file that is wrong, and what the program must answer.
import Foundation
import Testing

/// One wrong input.
struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    let exitCode: Int32
    /// What the message must hold: place, finding, fix.
    let fragments: [String]
    let environment: [String: String]
    let prepare: @Sendable (Sandbox) throws -> Void

    /// A wrong command line.
    init(_ line: String, _ exitCode: Int32 = 2, _ fragments: String...) {
        self.init(line, line.split(separator: " ").map(String.init), exitCode, fragments) { _ in }
    }

    /// A wrong file or surrounding; `SANDBOX` in the environment stands for the test's folder.
    init(
        _ name: String, _ arguments: [String], _ exitCode: Int32, _ fragments: [String],
        environment: [String: String] = [:], prepare: @escaping @Sendable (Sandbox) throws -> Void
    ) {
        testDescription = name
        self.arguments = arguments
        self.exitCode = exitCode
        self.fragments = fragments
        self.environment = environment
        self.prepare = prepare
    }

    /// A folder of tables in which one thing is wrong.
    static func folder(
        _ name: String, _ fragments: String..., arguments: [String] = [],
        prepare: @escaping @Sendable (Sandbox) throws -> Void
    ) -> Mistake {
        Mistake(
            name, arguments.isEmpty ? ["data", "validate", "graph"] : arguments, 3, fragments,
            prepare: { sandbox in
                try SmallGraph.write(to: sandbox)
                try prepare(sandbox)
            })
    }

    /// A saved model in which one thing is wrong.
    static func model(
        _ name: String, _ fragments: String..., prepare: @escaping @Sendable (Sandbox) throws -> Void
    ) -> Mistake {
        Mistake(
            name, ["predict", "--model", "model", "--data", "graph", "--threads", "1"], 3, fragments,
            prepare: { sandbox in
                try SmallGraph.write(to: sandbox)
                _ = try sandbox.run(
                    "train", "gcn[hidden=4]", "--data", "graph", "--save", "model", "--budget", "1epochs",
                    "--threads", "1")
                try prepare(sandbox)
            })
    }

    /// Runs it and checks exit code and message: text for people on stderr, an object for programs on stdout.
    func check() throws {
        let sandbox = try Sandbox()
        try prepare(sandbox)
        let environment = environment.mapValues { $0.replacing("SANDBOX", with: sandbox.folder.path) }
        let asked = arguments.contains("--json") ? arguments : arguments + ["--json"]
        let outcome = try sandbox.run(asked, environment: environment)
        #expect(!outcome.wasSignalled, "crashed: \(outcome.errors)")
        #expect(outcome.exitCode == exitCode, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("error: ") || outcome.errors.contains("\nerror: "))
        for fragment in fragments {
            #expect(outcome.errors.contains(fragment), "\"\(fragment)\" is missing in: \(outcome.errors)")
        }
        let error = try #require(outcome.json()["error"] as? [String: Any])
        #expect(error["exitCode"] as? Int == Int(exitCode))
        #expect((error["code"] as? String)?.contains(".") == true)
        #expect((error["message"] as? String)?.isEmpty == false)
    }
}
