// Which shared libraries the process runs with.
import Foundation

/// Lists the shared libraries of this process.
enum LoadedLibraries {
    /// Returns the path of the first loaded library whose file name contains `name`.
    static func path(containing name: String) -> String? {
        paths.first { URL(fileURLWithPath: $0).lastPathComponent.contains(name) }
    }

    #if os(Linux)
        private static var paths: [String] {
            guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else {
                return []
            }
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
