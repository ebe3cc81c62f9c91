// Options that several commands share.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalReports
import GimbalTensor

/// Threads and allocator of a command that computes.
struct MachineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Number of threads (default: all cores).", valueName: "n"))
    var threads: Int?

    /// Prepares the process for tensor work: threads, allocator, signals.
    ///
    /// - Returns: the number of threads in use.
    /// - Throws: `ConfigError` if the number is out of range.
    func prepare() throws -> Int {
        if Settings.current.keepsAllocations { Machine.keepLargeAllocations() }
        Interruption.shared.install()
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        try checkRange(count, 1...4096, option: "--threads")
        Machine.threadCount = count
        return count
    }
}

/// Where finished runs are kept.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run store (default: runs.sqlite in GIMBAL_HOME or the user's data folder).", valueName: "file"))
    var store: String?

    /// The file of the run store.
    var file: URL { store.map { URL(fileURLWithPath: $0) } ?? Settings.current.storeFile }
}

/// JSON or not, for listings.
struct ListingOptions: ParsableArguments {
    @Flag(help: "Write JSON to stdout.")
    var json = false
}

/// Format and place of a report.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Write one JSON object to stdout (also for errors).")
    var json = false

    @Option(
        help: ArgumentHelp(
            "text, markdown, csv or latex (default: by FILE's extension, else text).", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("Write the report to a file instead of stdout.", valueName: "file"))
    var out: String?

    /// Whether the report is JSON, and its format otherwise.
    ///
    /// - Throws: `ConfigError` if the format is unknown or contradicts `--json`; `EnvironmentError` if the file could not
    ///   be written, which is better known before the work than after.
    func resolved() throws -> (isJSON: Bool, format: ReportFormat) {
        if let out { try checkWritable(out, option: "--out") }
        guard let format else {
            let ending = out.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
            return (json || ending == "json", Self.format(ofExtension: ending))
        }
        guard let known = ReportFormat(rawValue: format) else {
            throw ConfigError(
                "format", "--format \"\(format)\" is unknown.",
                fix: suggestion(for: format, in: ReportFormat.allCases.map(\.rawValue)))
        }
        guard !json else {
            throw ConfigError(
                "format", "--json and --format \(format) contradict each other.", fix: "Give one of them.")
        }
        return (false, known)
    }

    private static func format(ofExtension ending: String) -> ReportFormat {
        switch ending {
        case "md", "markdown": .markdown
        case "csv": .csv
        case "tex": .latex
        default: .text
        }
    }
}

/// Checks a number of the command line.
///
/// - Throws: `ConfigError` that names option, value and range.
func checkRange<Number: Comparable>(_ value: Number, _ range: ClosedRange<Number>, option: String) throws {
    guard range.contains(value) else {
        throw ConfigError(
            "range", "\(option) is \(value), expected \(range.lowerBound) to \(range.upperBound).",
            fix: "Give a value in that range.")
    }
}

/// Checks that a file can be written, as far as that can be known.
///
/// - Throws: `EnvironmentError` if its folder is missing or closed, or if it is a folder itself.
func checkWritable(_ path: String, option: String) throws {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent()
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    guard exists, isFolder.boolValue, FileManager.default.isWritableFile(atPath: folder.path) else {
        throw EnvironmentError(
            "output", "\(option) \(path): \(folder.path) is no folder that you may write to.",
            fix: "Make the folder, or choose another place.")
    }
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
        throw EnvironmentError(
            "output", "\(option) \(path) is a folder, expected a file.", fix: "Name a file in it.")
    }
}
