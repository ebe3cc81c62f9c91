// The two streams, and files that take their place.
import Foundation
import GimbalCore
import GimbalReports

/// Writes to the standard streams: data to stdout, everything else to stderr.
enum Console {
    /// Whether stderr is a terminal, where a line can be rewritten.
    static let hasTerminal = isatty(STDERR_FILENO) == 1

    /// Writes data.
    static func output(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line for people.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes the last line of a failed command.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes without a line break, for lines that are rewritten.
    static func fragment(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes data to a file if one is given, else to stdout.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be written.
    static func output(_ text: String, to path: String?) throws {
        guard let path else { return output(text) }
        try AtomicFile.write(Data(text.utf8), to: URL(fileURLWithPath: path))
        note("wrote \(path)")
    }

    /// Writes a value as JSON to a file if one is given, else to stdout.
    static func output(json value: some Encodable, to path: String? = nil) throws {
        try output(JSONText.encoded(value), to: path)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            // Nobody reads any more; there is nobody to tell.
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
