// Opening files for reading, with errors that say why one cannot be.
import Foundation

/// Returns a file's content, mapped into memory where the system can.
///
/// The file must not shrink while the result is in use.
///
/// - Throws: `DataError` if it is missing, a folder, or not readable.
public func mappedContents(of url: URL) throws -> Data {
    try checkReadable(url)
    do {
        return try Data(contentsOf: url, options: .alwaysMapped)
    } catch {
        throw DataError(
            "file.read", "\(url.path) cannot be read: \(error.localizedDescription)", fix: "Check the disk.")
    }
}

/// Calls `body` with a file's content piece by piece.
///
/// - Throws: `DataError` if the file is missing, a folder, or not readable; or what `body` throws.
package func readPieces(of url: URL, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try checkReadable(url)
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 64) { buffer in
        while true {
            let count = descriptor < 0 ? -1 : read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw DataError(
                    "file.read", "\(url.path) cannot be read: \(String(cString: strerror(errno))).",
                    fix: "Check the disk.")
            }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

/// Checks that a file exists, is no folder and may be read.
///
/// - Throws: `DataError` naming what stands in the way and, for a slip of the pen, the nearest name in the
///   folder.
public func checkReadable(_ url: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
        throw DataError("file.missing", "\(url.path) does not exist.", fix: missingFileFix(url))
    }
    if isFolder.boolValue {
        throw DataError("file.folder", "\(url.path) is a folder, expected a file.", fix: "Name a file in it.")
    }
    guard FileManager.default.isReadableFile(atPath: url.path) else {
        throw DataError(
            "file.permission", "\(url.path) may not be read by this user.",
            fix: "Change its permissions (chmod u+r).")
    }
}

private func missingFileFix(_ url: URL) -> String {
    let folder = url.deletingLastPathComponent()
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
        return "The folder \(folder.path) does not exist or may not be read; check the path."
    }
    if let nearest = nearestName(to: url.lastPathComponent, in: names) {
        return "Did you mean \"\(nearest)\"?"
    }
    return "Check the path."
}
