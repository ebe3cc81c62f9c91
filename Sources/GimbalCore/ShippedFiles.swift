// Finding the files that travel with the program.
import Foundation

/// Finds the folder of a target's resources beside the program, wherever it was installed.
///
/// SwiftPM's own accessor ends the process when the folder is gone; a missing file is an error like any other
/// here.
public enum ShippedFiles {
    /// Returns the resource folder of one of Gimbal's targets.
    ///
    /// - Throws: `EnvironmentError` that lists the places that were searched.
    public static func folder(ofTarget target: String) throws -> URL {
        let names = [
            "Gimbal_\(target).resources", "Gimbal_\(target).bundle/Contents/Resources",
            "Gimbal_\(target).bundle",
        ]
        for place in places {
            for name in names {
                let folder = place.appendingPathComponent(name)
                if FileManager.default.fileExists(atPath: folder.path) { return folder }
            }
        }
        throw EnvironmentError(
            "resources",
            "the files that ship with Gimbal (Gimbal_\(target)) are missing; searched "
                + places.map(\.path).joined(separator: ", ") + ".",
            fix: "Install again, or keep the .resources folders beside the program.")
    }

    /// Beside the program (build folder), its bundle (tests on macOS), and where `make install` puts them.
    private static var places: [URL] {
        var result = [Bundle.main.bundleURL, Bundle.main.resourceURL, Bundle(for: Anchor.self).bundleURL]
            .compactMap { $0 }
        result.append(Bundle(for: Anchor.self).bundleURL.deletingLastPathComponent())
        if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            let folder = program.deletingLastPathComponent()
            result += [folder, folder.deletingLastPathComponent().appendingPathComponent("share/gimbal")]
        }
        var seen: Set<String> = []
        return result.filter { seen.insert($0.standardizedFileURL.path).inserted }
    }

    private final class Anchor {}
}
