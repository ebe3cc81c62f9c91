// Building a zip archive in memory through libzip.
import CZip
import Foundation
import GimbalCore

/// Collects files into a deflated zip archive whose bytes depend on nothing but the content.
package final class ZipWriter {
    private let source: OpaquePointer
    private var archive: OpaquePointer?
    /// libzip reads the entries when the archive is closed, so their memory must last until then.
    private var buffers: [UnsafeMutableRawBufferPointer] = []

    /// Starts an empty archive.
    package init() throws {
        guard let source = zip_source_buffer_create(nil, 0, 0, nil) else {
            throw Self.failure("memory ran out")
        }
        guard let archive = zip_open_from_source(source, ZIP_TRUNCATE, nil) else {
            zip_source_free(source)
            throw Self.failure("the archive cannot be created")
        }
        zip_source_keep(source)
        self.source = source
        self.archive = archive
    }

    deinit {
        if let archive { zip_discard(archive) }
        zip_source_free(source)
        buffers.forEach { $0.deallocate() }
    }

    /// Adds a file.
    package func add(_ data: Data, named name: String) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(data.count, 1), alignment: 16)
        data.withUnsafeBytes { buffer.copyMemory(from: $0) }
        buffers.append(buffer)
        guard let archive, let entry = zip_source_buffer(archive, buffer.baseAddress, UInt64(data.count), 0)
        else {
            throw Self.failure("memory ran out")
        }
        let index = zip_file_add(archive, name, entry, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(entry)
            throw Self.failure("\"\(name)\" cannot be added: \(String(cString: zip_strerror(archive)))")
        }
        // A fixed date (the format's first, 1980) keeps archives of the same arrays identical.
        zip_file_set_dostime(archive, UInt64(index), 0, (1 << 5) | 1, 0)
    }

    /// Closes the archive and returns its bytes.
    package func finish() throws -> Data {
        guard let open = archive else { throw Self.failure("it is finished already") }
        guard zip_close(open) == 0 else { throw Self.failure(String(cString: zip_strerror(open))) }
        archive = nil
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else {
            throw Self.failure("the finished archive cannot be read back")
        }
        defer { zip_source_close(source) }
        var result = Data(count: Int(status.size))
        let count = result.withUnsafeMutableBytes {
            zip_source_read(source, $0.baseAddress, UInt64($0.count))
        }
        guard count == Int64(result.count) else {
            throw Self.failure("the finished archive cannot be read back")
        }
        return result
    }

    private static func failure(_ what: String) -> EnvironmentError {
        EnvironmentError("zip", "a zip archive could not be built: \(what).", fix: "Check free memory.")
    }
}
