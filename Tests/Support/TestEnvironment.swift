// The switches that tests obey.
import Foundation

/// Reads the environment variables that change what tests do.
public enum TestEnvironment {
    /// `GIMBAL_GOLDEN`: a folder with further golden files, run besides those that ship.
    public static var goldenFolder: URL? { folder("GIMBAL_GOLDEN") }

    /// `GIMBAL_DATA`: a folder with full-size data sets.
    public static var dataFolder: URL? { folder("GIMBAL_DATA") }

    /// `GIMBAL_LONG_TESTS=1`: also runs tests that take minutes.
    public static var runsLongTests: Bool { value("GIMBAL_LONG_TESTS").map { $0 != "0" } ?? false }

    private static func folder(_ name: String) -> URL? {
        value(name).map { URL(fileURLWithPath: $0, isDirectory: true) }
    }

    private static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
