// Zip archives through libzip, with limits against archives that unpack to more than a machine holds.
import CZip
import Foundation
import GimbalCore

/// Reads the entries of a zip archive (stored and deflated) one at a time.
package final class ZipArchive {
    /// One file in the archive.
    package struct Entry: Sendable {
        package let name: String
        /// Size after unpacking, as the archive claims.
        package let byteCount: Int
        /// Whether the bytes lie in the archive as they are, so that the claimed size is what the file has.
        package let isStored: Bool
        fileprivate let index: UInt64
    }

    /// Entries in the order of the archive.
    package let entries: [Entry]
    private let archive: OpaquePointer
    private let path: String

    /// Opens an archive and checks its table of contents.
    ///
    /// - Parameter limit: bytes that all entries may unpack to.
    /// - Throws: `DataError` if it is no archive, is encrypted, names an entry twice, or exceeds the limit.
    package init(_ url: URL, limit: Int) throws {
        try checkReadable(url)
        path = url.path
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            throw Self.problem(
                path, "open", "this is no readable zip archive (\(Self.message(code))); it may be truncated")
        }
        self.archive = archive
        do {
            entries = try Self.list(archive, path: path, limit: limit)
        } catch {
            zip_discard(archive)
            throw error
        }
    }

    deinit { zip_discard(archive) }

    /// Unpacks an entry; its checksum is verified.
    ///
    /// - Throws: `DataError` if the entry is damaged or has another size than the archive claims.
    package func contents(of entry: Entry) throws -> Data {
        guard let file = zip_fopen_index(archive, entry.index, 0) else {
            throw Self.problem(
                path, "entry", "\"\(entry.name)\" cannot be opened: \(String(cString: zip_strerror(archive)))"
            )
        }
        defer { zip_fclose(file) }
        // The claimed size is not trusted with an allocation: the buffer grows with what really arrives.
        var result = Data()
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = zip_fread(file, &piece, UInt64(piece.count))
            guard count >= 0 else {
                let reason =
                    zip_file_get_error(file).map { String(cString: zip_error_strerror($0)) } ?? "unknown"
                throw Self.problem(path, "entry", "\"\(entry.name)\" is damaged: \(reason)")
            }
            if count == 0 { break }
            result.append(contentsOf: piece[..<Int(count)])
            guard result.count <= entry.byteCount else { break }
        }
        guard result.count == entry.byteCount else {
            throw Self.problem(
                path, "entry",
                "\"\(entry.name)\" unpacks to \(result.count) bytes or more, expected \(entry.byteCount)"
            )
        }
        return result
    }

    /// Reads a stored entry into memory of its size; its checksum is verified.
    ///
    /// - Throws: `DataError` if the entry is damaged or has another size than the archive claims.
    package func read(_ entry: Entry, into buffer: UnsafeMutableRawBufferPointer) throws {
        guard let file = zip_fopen_index(archive, entry.index, 0) else {
            throw Self.problem(
                path, "entry", "\"\(entry.name)\" cannot be opened: \(String(cString: zip_strerror(archive)))"
            )
        }
        defer { zip_fclose(file) }
        var position = 0
        while true {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[position...])
            // The last read meets the end, where libzip compares the checksum.
            var beyond: UInt8 = 0
            let count =
                rest.isEmpty
                ? zip_fread(file, &beyond, 1) : zip_fread(file, rest.baseAddress, UInt64(rest.count))
            guard count >= 0 else {
                let reason =
                    zip_file_get_error(file).map { String(cString: zip_error_strerror($0)) } ?? "unknown"
                throw Self.problem(path, "entry", "\"\(entry.name)\" is damaged: \(reason)")
            }
            if count == 0 || rest.isEmpty {
                guard count == 0, rest.isEmpty else {
                    throw Self.problem(
                        path, "entry", "\"\(entry.name)\" has another size than \(buffer.count) bytes")
                }
                return
            }
            position += Int(count)
        }
    }

    private static func list(_ archive: OpaquePointer, path: String, limit: Int) throws -> [Entry] {
        var entries: [Entry] = []
        var names: Set<String> = []
        var total = 0
        let fileSize = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        for index in 0..<UInt64(max(0, zip_get_num_entries(archive, 0))) {
            var status = zip_stat_t()
            zip_stat_init(&status)
            guard zip_stat_index(archive, index, 0, &status) == 0,
                let name = status.name.map({ String(cString: $0) })
            else {
                throw problem(path, "entry", "entry \(index) has no readable description")
            }
            guard status.encryption_method == UInt16(ZIP_EM_NONE) else {
                throw problem(path, "encrypted", "\"\(name)\" is encrypted")
            }
            guard names.insert(name).inserted else {
                throw problem(path, "duplicate", "\"\(name)\" appears twice")
            }
            let size = Int(clamping: status.size)
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow, sum <= limit else {
                throw DataError(
                    "zip.size", "\(path): the archive claims to unpack to more than \(limit) bytes.",
                    fix: "Raise the limit if you trust the file; unpack it first if it is really that large.")
            }
            total = sum
            let isStored =
                status.comp_method == UInt16(ZIP_CM_STORE) && status.comp_size == status.size
                && size <= fileSize
            entries.append(Entry(name: name, byteCount: size, isStored: isStored, index: index))
        }
        return entries
    }

    private static func problem(_ path: String, _ code: String, _ what: String) -> DataError {
        DataError("zip.\(code)", "\(path): \(what).", fix: "Download or save the file again.")
    }

    private static func message(_ code: Int32) -> String {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        return String(cString: zip_error_strerror(&error))
    }
}
