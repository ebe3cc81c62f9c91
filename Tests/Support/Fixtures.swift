// Where the files that tests read lie, and scratch folders for those that they write.
import Foundation

/// Finds the checkout's files and makes temporary folders.
public enum Fixtures {
    /// The root of the checkout.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Returns a file or folder below `Tests/Fixtures`.
    public static func url(_ path: String) -> URL {
        repository.appendingPathComponent("Tests/Fixtures/" + path)
    }

    /// Reads a JSON file below `Tests/Fixtures`.
    public static func json(_ path: String) throws -> JSONValue { try JSONValue(contentsOf: url(path)) }

    /// Runs `body` with an empty folder that is removed afterwards.
    public static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gimbal-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
