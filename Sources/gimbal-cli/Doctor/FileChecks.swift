// Shipped files, the user's folders, disk.
import Foundation
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalReports

/// Looks at the folders that the program reads and writes.
enum FileChecks {
    static func all(store: URL) -> [Check] {
        [shippedData, papers, dataFolder, runStore(store), disk(store)]
    }

    /// Loading checks checksum and content against the catalogue.
    private static var shippedData: Check {
        do {
            let names = try DataCatalogue.entries().filter(\.isShipped).map(\.name)
            for name in names { _ = try DataCatalogue.load(name) }
            return .ok("shipped data", "\(names.joined(separator: ", ")): checksums and content are right")
        } catch {
            return failure("shipped data", error)
        }
    }

    private static var papers: Check {
        do {
            return .ok("papers", "\(try PaperCatalogue.all().count) papers ship and can be read")
        } catch {
            return failure("papers", error)
        }
    }

    /// Opening creates the store if there is none, which is what the next comparison would do.
    private static func runStore(_ file: URL) -> Check {
        do {
            let count = try RunStore(at: file).list().count
            guard FileManager.default.isWritableFile(atPath: file.path) else {
                return .fails(
                    "run store", "\(file.path) may not be written", fix: "Set GIMBAL_HOME or pass --store.")
            }
            return .ok("run store", "\(file.path), \(NumberText.count(count)) runs")
        } catch {
            return failure("run store", error, fallback: "Set GIMBAL_HOME to a folder that you may write to.")
        }
    }

    private static func failure(
        _ name: String, _ error: any Error, fallback: String = "Install Gimbal again."
    ) -> Check {
        guard let error = error as? any GimbalError else { return .fails(name, "\(error)", fix: fallback) }
        return .fails(name, error.message, fix: error.fix.isEmpty ? fallback : error.fix)
    }

    private static var dataFolder: Check {
        let folder = Settings.current.dataRoot
        guard Settings.current.namesDataRoot else {
            return .ok("GIMBAL_DATA", "not set; data sets that are fetched go to \(folder.path)")
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
        if free < 100_000_000 {
            return .fails("disk", finding, fix: "Free at least 100 MB, or set GIMBAL_HOME elsewhere.")
        }
        if free < 1_000_000_000 {
            return .warning("disk", finding, fix: "Long comparisons and models may need more.")
        }
        return .ok("disk", finding)
    }
}
