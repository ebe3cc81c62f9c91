// Bringing data sets of the catalogue into the data folder.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor

/// Fetches the files of data sets into a folder, from their origins or from a mirror.
///
/// Files that are there with the right checksum are left alone, so nothing needs a network once everything is present.
public struct DataFetch: Sendable {
    /// What became of a file.
    public enum Outcome: String, Sendable, Codable {
        /// It was there already, with the right checksum.
        case present
        /// It was fetched.
        case fetched
    }

    /// A file and what became of it.
    public struct Result: Sendable, Codable, Equatable {
        /// Path relative to the data folder.
        public let path: String
        /// Size in bytes.
        public let bytes: Int
        /// What became of it.
        public let outcome: Outcome
        /// Whether a checksum was known and matched.
        public let isChecked: Bool
    }

    private let root: URL
    private let mirror: URL?

    /// Fetches into a data folder.
    ///
    /// - Parameters:
    ///   - root: the data folder; it is made if it is not there.
    ///   - mirror: an address (http, https or a folder) below which files lie as in the data folder; their origins if nil.
    public init(root: URL, mirror: URL? = nil) {
        self.root = root
        self.mirror = mirror
    }

    /// Fetches the files of a data set's first form that can be had.
    ///
    /// - Parameter report: called as bytes arrive, on another thread.
    /// - Throws: `DataError` if no form can be fetched, a server fails, or a checksum does not match.
    public func fetch(
        _ entry: CatalogueEntry, report: @escaping @Sendable (TransferProgress) -> Void = { _ in }
    ) throws -> [Result] {
        let forms = entry.forms.filter { !$0.ships }
        if forms.isEmpty { return [] }
        if let whole = forms.first(where: { form in form.files.allSatisfy { isRight($0) } }) {
            return try whole.files.map { try result($0, .present) }
        }
        guard
            let form = forms.first(where: { form in form.files.allSatisfy { isRight($0) || source($0) != nil }
            })
        else { throw unavailable(entry, forms[0]) }
        let results = try form.files.map { file in
            if isRight(file) { return try result(file, .present) }
            try fetch(file, entry, report: report)
            return try result(file, .fetched)
        }
        try? FileManager.default.removeItem(at: archives)
        return results
    }

    /// Where archives lie until all members of a data set are unpacked.
    private var archives: URL { root.appendingPathComponent(".fetch") }

    private func place(_ file: CatalogueEntry.File) -> URL { root.appendingPathComponent(file.path) }

    private func source(_ file: CatalogueEntry.File) -> URL? {
        mirror.map { $0.appendingPathComponent(file.path) } ?? file.url.flatMap { URL(string: $0) }
    }

    /// Whether a file is there with the right checksum; without a known one, whether it is there.
    private func isRight(_ file: CatalogueEntry.File) -> Bool {
        guard FileManager.default.fileExists(atPath: place(file).path) else { return false }
        return file.sha256.map { (try? sha256(ofFileAt: place(file))) == $0 } ?? true
    }

    private func result(_ file: CatalogueEntry.File, _ outcome: Outcome) throws -> Result {
        let size = try FileManager.default.attributesOfItem(atPath: place(file).path)[.size] as? Int ?? 0
        return Result(path: file.path, bytes: size, outcome: outcome, isChecked: file.sha256 != nil)
    }

    private func fetch(
        _ file: CatalogueEntry.File, _ entry: CatalogueEntry,
        report: @escaping @Sendable (TransferProgress) -> Void
    ) throws {
        guard let source = source(file) else { return }
        let partial = place(file).appendingPathExtension("part")
        try makeFolder(partial.deletingLastPathComponent())
        // A mirror holds the files themselves, an origin perhaps an archive.
        if mirror == nil, let member = file.member {
            let archive = archives.appendingPathComponent(source.lastPathComponent)
            try makeFolder(archives)
            if !FileManager.default.fileExists(atPath: archive.path) {
                let incoming = archive.appendingPathExtension("part")
                try transfer(source, file, to: incoming, report)
                try move(incoming, to: archive)
            }
            try unpack(member, archive, to: partial, entry)
        } else {
            try transfer(source, file, to: partial, report)
        }
        try accept(partial, file, entry)
    }

    private func transfer(
        _ source: URL, _ file: CatalogueEntry.File, to partial: URL,
        _ report: @escaping @Sendable (TransferProgress) -> Void
    ) throws {
        if source.isFileURL { return try copy(source, to: partial) }
        try Download.run(source, into: partial) { received, total in
            report(TransferProgress(path: file.path, received: received, total: total))
        }
    }

    /// Checks a complete file and gives it its name.
    private func accept(_ partial: URL, _ file: CatalogueEntry.File, _ entry: CatalogueEntry) throws {
        let found = try sha256(ofFileAt: partial)
        if let expected = file.sha256, found != expected {
            try? FileManager.default.removeItem(at: partial)
            throw DataError(
                "fetch.checksum",
                "data set \"\(entry.name)\": \(file.path) arrived with SHA-256 \(found), expected \(expected).",
                fix: "Try again; if it stays so, the origin has changed: \(entry.origin).")
        }
        try move(partial, to: place(file))
    }

    private func move(_ from: URL, to: URL) throws {
        guard rename(from.path, to.path) != 0 else { return }
        throw DataError(
            "fetch.write", "\(to.path) cannot be written: \(String(cString: strerror(errno))).",
            fix: "Check permissions and free space.")
    }

    /// Writes one member of an archive.
    private func unpack(_ member: String, _ url: URL, to partial: URL, _ entry: CatalogueEntry) throws {
        let archive = try ZipArchive(url, limit: 4 << 30)
        guard let found = archive.entries.first(where: { $0.name == member }) else {
            throw DataError(
                "fetch.member",
                "data set \"\(entry.name)\": the archive from \(entry.origin) has no \"\(member)\", but "
                    + archive.entries.prefix(8).map(\.name).joined(separator: ", ") + ".",
                fix: "The origin has changed; fetch the file by hand.")
        }
        try AtomicFile.write(try archive.contents(of: found), to: partial)
    }

    private func copy(_ source: URL, to partial: URL) throws {
        try checkReadable(source)
        try? FileManager.default.removeItem(at: partial)
        try FileManager.default.copyItem(at: source, to: partial)
    }

    private func makeFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw DataError(
                "fetch.folder", "\(folder.path) cannot be made: \(error.localizedDescription)",
                fix: "Set GIMBAL_DATA to a folder that you may write to.")
        }
    }

    private func unavailable(_ entry: CatalogueEntry, _ form: CatalogueEntry.Form) -> DataError {
        let missing = form.files.filter { !isRight($0) && source($0) == nil }.map(\.path)
        return DataError(
            "fetch.unavailable",
            "data set \"\(entry.name)\": no address is known for \(missing.prefix(4).joined(separator: ", ")).",
            fix: "Get it from \(entry.origin) and put it into \(root.path), or name a --mirror that has it.")
    }
}
