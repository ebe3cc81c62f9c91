// The only place that reads environment variables.
import Foundation

/// What the environment says.
struct Settings: Sendable {
    /// Folder of the user's data sets: `GIMBAL_DATA`, else `data` beside the run store.
    let dataRoot: URL
    /// Whether the user has named the folder of data sets.
    let namesDataRoot: Bool
    /// Folder of the run store: `GIMBAL_HOME`, else the system's place for a user's application data.
    let home: URL
    /// Whether freed buffers stay with the process (`GIMBAL_KEEP_ALLOCATIONS=0` turns it off).
    let keepsAllocations: Bool

    /// The settings of this process.
    static let current = Settings(ProcessInfo.processInfo.environment)

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        home =
            value("GIMBAL_HOME").map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? Self.applicationData(value("XDG_DATA_HOME"))
        let named = value("GIMBAL_DATA").map { URL(fileURLWithPath: $0, isDirectory: true) }
        namesDataRoot = named != nil
        dataRoot = named ?? home.appendingPathComponent("data", isDirectory: true)
        keepsAllocations = value("GIMBAL_KEEP_ALLOCATIONS") != "0"
    }

    private static func applicationData(_ given: String?) -> URL {
        if let given {
            return URL(fileURLWithPath: given, isDirectory: true).appendingPathComponent("gimbal")
        }
        let user = FileManager.default.homeDirectoryForCurrentUser
        #if os(macOS)
            return user.appendingPathComponent("Library/Application Support/gimbal", isDirectory: true)
        #else
            return user.appendingPathComponent(".local/share/gimbal", isDirectory: true)
        #endif
    }

    /// The default run store.
    var storeFile: URL { home.appendingPathComponent("runs.sqlite") }

    /// Where runs are saved on the way.
    var checkpointFolder: URL { home.appendingPathComponent("checkpoints", isDirectory: true) }
}
