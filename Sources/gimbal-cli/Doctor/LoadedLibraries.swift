// Which shared libraries the process runs with.
import Foundation
import GimbalCore

/// Lists the shared libraries of this process.
enum LoadedLibraries {
    /// Returns the path of the first loaded library whose file name contains `name`.
    static func path(containing name: String) -> String? {
        paths.first { URL(fileURLWithPath: $0).lastPathComponent.contains(name) }
    }

    #if os(Linux)
        private static var paths: [String] {
            // Foundation stops early in files of the system that claim no size, so this one is read piece by piece.
            var bytes: [UInt8] = []
            try? readPieces(of: URL(fileURLWithPath: "/proc/self/maps")) { bytes += $0 }
            let maps = String(decoding: bytes, as: UTF8.self)
            return maps.split(separator: "\n").compactMap { line in
                line.firstIndex(of: "/").map { String(line[$0...]) }
            }
        }
    #else
        private static var paths: [String] {
            (0..<_dyld_image_count()).compactMap { _dyld_get_image_name($0).map { String(cString: $0) } }
        }
    #endif
}
