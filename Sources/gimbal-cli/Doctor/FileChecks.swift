// Shipped files, the user's folders, disk.
import Foundation
import GimbalCore
import GimbalReports

/// Looks at the folders that the program reads and writes.
enum FileChecks {
    static func all(store: URL) -> [Check] {
        [shippedData, papers, dataFolder, runStore(store), disk(store)]
    }

    private static var dataFolder: Check {
        guard let folder = Settings.current.dataRoot else {
            return .ok("GIMBAL_DATA", "not set; shipped data sets and paths are found without it")
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
        guard exists, isFolder.boolValue else {
            return .fails(
                "GIMBAL_DATA", "\(folder.path) is \(exists ? "no folder" : "missing")",
                fix: "Set GIMBAL_DATA to the folder that holds your data sets, or unset it.")
        }
        guard FileManager.default.isReadableFile(atPath: folder.path) else {
            return .fails("GIMBAL_DATA", "\(folder.path) may not be read", fix: "Change its permissions.")
        }
        return .ok("GIMBAL_DATA", folder.path)
    }

    /// The folder that holds a path, or will: its nearest existing ancestor.
    private static func existingFolder(of file: URL) -> URL {
        var folder = file.deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder
    }

    private static func disk(_ store: URL) -> Check {
        let folder = existingFolder(of: store)
        var facts = statvfs()
        guard statvfs(folder.path, &facts) == 0 else {
            return .warning(
                "disk", "free space at \(folder.path) is unknown (\(String(cString: strerror(errno))))",
                fix: "Check the path.")
        }
        let free = Int(clamping: UInt64(facts.f_bavail) &* UInt64(facts.f_frsize))
        let finding = "\(NumberText.bytes(free)) free at \(folder.path)"
        if free < 100_000_000 { return .fails("disk", finding, fix: "Free at least 100 MB, or set GIMBAL_HOME elsewhere.") }
        if free < 1_000_000_000 { return .warning("disk", finding, fix: "Long comparisons and models may need more.") }
        return .ok("disk", finding)
    }
}
