// The most memory that the process has held.
import Foundation

/// Measures the largest resident size of the process, since its start or since `reset()`.
///
/// The figure is the whole process's: libraries, data and what earlier runs left in the allocator are part of
/// it.
public enum PeakMemory {
    /// Starts a new measurement.
    ///
    /// - Returns: false where the system cannot, so that `bytes` goes on counting from the start of the
    ///   process.
    @discardableResult
    public static func reset() -> Bool {
        #if os(Linux)
            // Writing 5 resets the high-water mark (proc(5), /proc/pid/clear_refs).
            guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
            defer { try? file.close() }
            return (try? file.write(contentsOf: Data("5".utf8))) != nil
        #else
            return false
        #endif
    }

    /// The largest resident size in bytes; nil where the system does not tell.
    public static var bytes: Int? {
        #if os(Linux)
            guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
                return nil
            }
            return highWaterMark(inStatus: status)
        #else
            var usage = rusage()
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
            // Darwin counts in bytes.
            return Int(usage.ru_maxrss)
        #endif
    }

    /// Reads the line `VmHWM:     1234 kB`.
    static func highWaterMark(inStatus status: String) -> Int? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else {
            return nil
        }
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard fields.count >= 2, let kibibytes = Int(fields[1]) else { return nil }
        return kibibytes * 1024
    }
}
