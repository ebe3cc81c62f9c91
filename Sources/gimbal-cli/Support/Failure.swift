// From errors to exit codes and messages.
import Foundation
import GimbalCore
import GimbalReports

/// How the program ends.
enum ExitStatus: Int32, Error {
    case done = 0
    /// A claim does not hold, or a run failed.
    case failed = 1
    /// The command line is wrong.
    case usage = 2
    /// Input data or a saved model is wrong.
    case data = 3
    /// The machine lacks something.
    case environment = 4
    /// Stopped by a signal; resumable.
    case interrupted = 130
}

/// An error as the user meets it.
struct Failure {
    let status: ExitStatus
    let code: String
    let message: String
    let fix: String
    /// Usage lines of the command, for mistakes in the command line that the parser found.
    var usage = ""

    init(_ error: any Error) {
        if let error = error as? any GimbalError {
            status = Self.status(of: error.code)
            code = error.code
            message = error.message
            fix = error.fix
        } else {
            let isUsage = GimbalCommand.exitCode(for: error) == .validationFailure
            status = isUsage ? .usage : .failed
            code = isUsage ? "config.usage" : "internal"
            message = GimbalCommand.message(for: error)
            fix = ""
            usage = isUsage ? Self.usage(of: error) : ""
        }
    }

    /// The parser's own text without the message: help on the argument, and how the command is used.
    private static func usage(of error: any Error) -> String {
        let lines = GimbalCommand.fullMessage(for: error).split(
            separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("Usage:") || $0.hasPrefix("Help:") } ?? lines.endIndex
        return lines[start...].joined(separator: "\n")
    }

    /// The family of an error decides, which is the first part of its code.
    private static func status(of code: String) -> ExitStatus {
        switch code {
        case "run.interrupted": return .interrupted
        case "tensor.memory": return .environment
        default: break
        }
        switch code.split(separator: ".").first ?? "" {
        case "config": return .usage
        case "data", "graph", "checkpoint", "safetensors", "npy", "zip": return .data
        case "environment": return .environment
        default: return .failed
        }
    }

    /// The message, its fix below, and how the command is used.
    var text: String {
        let parts = ["error: \(message)"] + (fix.isEmpty ? [] : ["  \(fix)"]) + (usage.isEmpty ? [] : [usage])
        return parts.joined(separator: "\n")
    }

    /// `{"error": {"code": ..., "message": ..., "fix": ..., "exitCode": ...}}`.
    var json: String {
        let body = ErrorObject.Body(code: code, message: message, fix: fix, exitCode: status.rawValue)
        return (try? JSONText.encoded(ErrorObject(error: body))) ?? ""
    }

    private struct ErrorObject: Encodable {
        struct Body: Encodable {
            let code: String
            let message: String
            let fix: String
            let exitCode: Int32
        }
        let error: Body
    }
}
