// The program `gimbal`: parses, runs a command, and turns every outcome into an exit code.
import ArgumentParser
import Foundation
import GimbalCore

/// Starts the program.
@main
enum Program {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Runs one command line.
    static func run(_ arguments: [String]) -> ExitStatus {
        do {
            try CommandNames.check(arguments)
            var command = try GimbalCommand.parseAsRoot(arguments)
            try command.run()
            return .done
        } catch {
            return finish(error, arguments)
        }
    }

    private static func finish(_ error: any Error, _ arguments: [String]) -> ExitStatus {
        if let status = error as? ExitStatus { return status }
        let isRequest = !(error is any GimbalError) && GimbalCommand.exitCode(for: error) == .success
        if isRequest {
            // Help, version and completion scripts come as errors from the parser.
            Console.output(GimbalCommand.fullMessage(for: error) + "\n")
            return .done
        }
        let failure = Failure(error)
        Console.error(failure.text)
        // One JSON object on stdout in any case, so that programs have one place to look.
        if arguments.contains("--json") { Console.output(failure.json) }
        return failure.status
    }
}

/// The root of all commands.
struct GimbalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gimbal",
        abstract: "Train, compare, understand and use neural-network methods on your own data.",
        discussion: """
            Start with:
              gimbal compare node-classification --data cora --methods mlp,gcn,dagnn

            Exit codes: 0 done, 1 a claim or run failed, 2 usage, 3 data, 4 environment, 130 interrupted (start \
            the same command again to resume; train: with --resume).
            With --json, stdout carries one JSON object: the result, or {"error": {code, message, fix, exitCode}}. \
            Text for people goes to stderr then.
            Environment: GIMBAL_DATA (folder of data sets), GIMBAL_HOME (folder of run store and \
            checkpoints), \
            GIMBAL_KEEP_ALLOCATIONS=0 (give memory back to the system between steps).
            """,
        version: GimbalVersion.text,
        subcommands: [
            CompareCommand.self, TrainCommand.self, PredictCommand.self, EmbedCommand.self,
            ExportCommand.self, ReproduceCommand.self, LaunchCommand.self,
            MethodsCommand.self, PapersCommand.self, RunsCommand.self, DataCommand.self, DoctorCommand.self,
            CompletionsCommand.self, ManCommand.self,
        ])
}
