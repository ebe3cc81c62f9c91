// How much a pickle may ask for, and what is said when it asks for more.
import Foundation
import GimbalCore

/// Bounds what reading a pickle may cost, against files made to fill memory.
public struct PickleLimits: Sendable, Hashable {
    /// Bytes that tensors, arrays and texts may take together; nil means 4 GiB, or the size of the file if that is
    /// more.
    public var byteCount: Int?
    /// Values that a file may make, and that may be reached in the result when shared ones are counted each time.
    public var valueCount: Int
    /// How deep containers may be nested; each level takes a few kilobytes of stack.
    public var depth: Int

    /// Creates limits; the defaults fit any checkpoint that a machine can hold.
    public init(byteCount: Int? = nil, valueCount: Int = 50_000_000, depth: Int = 200) {
        self.byteCount = byteCount
        self.valueCount = valueCount
        self.depth = depth
    }

    /// Bytes allowed for a file of the given size.
    func bytes(forFileOf size: Int) -> Int { byteCount ?? max(4 << 30, size) }
}

/// Counts what has been used up.
final class PickleBudget {
    let limits: PickleLimits
    /// Whether a pickle within a pickle is being read; there may be only one level.
    var isNested = false
    private let byteLimit: Int
    private var byteCount = 0
    private var valueCount = 0

    init(_ limits: PickleLimits, fileSize: Int) {
        self.limits = limits
        byteLimit = limits.bytes(forFileOf: fileSize)
    }

    /// Notes bytes before they are allocated.
    func take(bytes count: Int, for what: @autoclosure () -> String) throws {
        let (sum, overflow) = byteCount.addingReportingOverflow(count)
        guard !overflow, sum <= byteLimit else {
            throw PickleFailure(
                "size", "\(what()) would take more than the \(byteLimit) bytes that are allowed",
                fix: "Raise `PickleLimits.byteCount` if you trust the file.")
        }
        byteCount = sum
    }

    /// Notes one value made by the machine, and the memory that it takes there.
    @inline(__always)
    func takeValue(bytes count: Int = MemoryLayout<PickleItem>.stride) throws {
        valueCount += 1
        byteCount += count
        if valueCount > limits.valueCount { throw countFailure }
        if byteCount > byteLimit { try take(bytes: 0, for: "what the file holds") }
    }

    var countFailure: PickleFailure {
        PickleFailure(
            "count", "the file holds more than \(limits.valueCount) values, shared ones counted each time",
            fix: "Raise `PickleLimits.valueCount` if you trust the file.")
    }
}

/// What is wrong with a pickle, before it is known which family of errors reports it.
struct PickleFailure: Error {
    let code: String
    let what: String
    let fix: String
    /// Where in the file or in the value.
    var place = ""

    init(_ code: String, _ what: String, fix: String = PickleFailure.damaged) {
        self.code = code
        self.what = what
        self.fix = fix
    }

    static let damaged =
        "The file is damaged or was not written by Python; save or download it again."

    func at(_ place: String) -> PickleFailure {
        var result = self
        if result.place.isEmpty { result.place = place }
        return result
    }

    private var location: String { place.isEmpty ? "" : " (\(place))" }

    func dataError(_ source: String) -> DataError {
        DataError("pickle.\(code)", "\(source): \(what)\(location).", fix: fix)
    }

    func checkpointError(_ source: String) -> CheckpointError {
        CheckpointError("pickle.\(code)", "\(source): \(what)\(location).", fix: fix)
    }
}

/// A text from a file as it may appear in a message: one line, no control characters, not long.
func printable(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(80).map { scalar in
        scalar.properties.generalCategory == .control ? "?" : String(scalar)
    }
    return kept.joined() + (text.unicodeScalars.count > 80 ? "..." : "")
}
