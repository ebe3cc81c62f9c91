// The files of CIFAR, in a folder or in an archive.
import Foundation
import GimbalCore

/// Named files that lie in a folder or in a tar archive, compressed or not.
struct CIFARFiles {
    /// Names of all files, without folders.
    let names: [String]
    /// What was read, for the checksum: the archive, or the files of the format in the folder.
    let urls: [URL]
    private let place: URL
    private let archive: TarArchive?

    /// Looks at a folder or an archive.
    ///
    /// - Throws: `DataError` if it cannot be read.
    init(_ url: URL) throws {
        place = url
        if let found = try? FileManager.default.contentsOfDirectory(atPath: url.path) {
            names = found.sorted()
            archive = nil
            urls = names.filter { $0.hasSuffix(".bin") || $0.hasSuffix(".txt") }
                .map { url.appendingPathComponent($0) }
        } else {
            let archive = try TarArchive(try decompressedContents(of: url), path: url.path)
            names = archive.entries.map(\.fileName)
            urls = [url]
            self.archive = archive
        }
    }

    /// Whether there is a file of that name.
    func contains(_ name: String) -> Bool { names.contains(name) }

    /// The bytes of a file.
    ///
    /// - Throws: `DataError` if there is none of that name, or it cannot be read.
    func contents(_ name: String) throws -> Data {
        guard contains(name) else {
            let found = names.isEmpty ? "nothing" : names.prefix(8).joined(separator: ", ")
            throw problem("missing", name, "it is missing; found \(found)", fix: "Fetch it too.")
        }
        if let archive, let entry = archive.entries.first(where: { $0.fileName == name }) {
            return archive.contents(of: entry)
        }
        return try mappedContents(of: place.appendingPathComponent(name))
    }

    /// The lines of a file of names; nil if there is none.
    ///
    /// - Throws: `DataError` if it is empty or has a name twice.
    func classNames(_ name: String) throws -> [String]? {
        guard contains(name) else { return nil }
        let lines = String(decoding: try contents(name), as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !lines.isEmpty, Set(lines).count == lines.count else {
            throw problem(
                "names", name, lines.isEmpty ? "it names no class" : "it names a class twice",
                fix: "Fetch it again, or remove it to name classes by number.")
        }
        return lines
    }

    /// A problem with one of the files.
    func problem(_ code: String, _ name: String, _ what: String, fix: String) -> DataError {
        DataError("cifar.\(code)", "\(place.path): \(name): \(what).", fix: fix)
    }
}
