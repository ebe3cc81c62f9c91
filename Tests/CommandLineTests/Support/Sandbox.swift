// Runs the built program as a process, in a folder of its own.
import Foundation
import Testing

/// How a process ended and what it wrote.
struct Outcome {
    let exitCode: Int32
    /// Whether a signal ended it, as a crash does.
    let wasSignalled: Bool
    let output: String
    let errors: String

    /// The output as a JSON object.
    func json(_ location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        let object = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(
            object as? [String: Any], "no JSON object: \(output)\n\(errors)", sourceLocation: location)
    }
}

/// A temporary folder with a run store of its own; removed at the end.
final class Sandbox {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gimbal-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The path of something in the folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Writes a file, with the folders that lead to it.
    func write(_ text: String, to name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// Starts the program; the caller waits for it or kills it.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(arguments, in: folder, environment: environment)
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try start(arguments, environment: environment).finish()
    }

    /// Runs the program to its end.
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        try start(arguments, environment: environment).finish()
    }
}

/// A process of the program.
final class RunningProgram {
    let process = Process()
    private let outputFile: URL
    private let errorFile: URL

    init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
        let name = UUID().uuidString
        outputFile = folder.appendingPathComponent(".\(name).out")
        errorFile = folder.appendingPathComponent(".\(name).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        process.executableURL = try Checkout.program()
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Nothing of the developer's own environment decides a test.
        let home = folder.appendingPathComponent("home").path
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": home, "GIMBAL_HOME": home, "LANG": "C.UTF-8"]
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// What was written to stderr so far.
    var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

    /// Waits for the end, two minutes at most.
    func finish() throws -> Outcome {
        let deadline = Date(timeIntervalSinceNow: 120)
        while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.005) }
        if process.isRunning {
            signal(SIGKILL)
            Issue.record("still running after two minutes: \(process.arguments ?? [])")
        }
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
            output: try String(contentsOf: outputFile, encoding: .utf8), errors: errors)
    }
}

/// The checkout that these tests belong to.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let helpFolder = root.appendingPathComponent("Tests/Fixtures/help")

    /// The built program: `GIMBAL_EXECUTABLE`, else the release build of this checkout.
    static func program() throws -> URL {
        let given = ProcessInfo.processInfo.environment["GIMBAL_EXECUTABLE"]
        let program =
            given.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent(".build/release/gimbal")
        try #require(
            FileManager.default.isExecutableFile(atPath: program.path),
            "\(program.path) is missing: run swift build -c release --product gimbal")
        return program
    }
}
