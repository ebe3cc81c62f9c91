// gimbal launch: a command as one process, or (planned) as several that train together.
import ArgumentParser
import Foundation
import GimbalCore

/// Runs a command.
struct LaunchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "launch", abstract: "Run a command; with one process for now.",
        discussion: """
            Training one model with several processes is planned, and refused until it is there. With one process the \
            command takes the place of this program: its output, its exit code, and every signal reaches it.
            Example:
              gimbal launch --processes 1 -- gimbal train gcn --data cora --save my-model
            """)

    @Option(help: ArgumentHelp("Number of processes; only 1 for now.", valueName: "n"))
    var processes = 1

    @Argument(parsing: .postTerminator, help: "The command with its arguments, after --.")
    var command: [String] = []

    func run() throws {
        try checkRange(processes, 1...65_536, option: "--processes")
        guard processes == 1 else {
            throw ConfigError(
                "processes",
                "--processes is \(processes), but training one model with several processes is not there yet.",
                fix:
                    "Use --processes 1. Runs side by side need no launch: gimbal compare --jobs \(processes)."
            )
        }
        guard let program = command.first, !program.isEmpty else {
            throw ConfigError(
                "command", "There is no command to launch.",
                fix: "Write it after --: gimbal launch -- gimbal train gcn --data cora.")
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        arguments.append(nil)
        // Returns only if the program cannot be started.
        execvp(program, arguments)
        let reason = String(cString: strerror(errno))
        for argument in arguments { free(argument) }
        throw EnvironmentError(
            "launch", "\(program) cannot be started: \(reason).",
            fix: "Check its name, and that it is on the PATH and may be run.")
    }
}
