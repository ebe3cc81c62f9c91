// Reading files that may be compressed.
import CZlib
import Foundation
import GimbalCore

/// Returns a file's content; a gzip file's is decompressed, any other's mapped into memory.
///
/// - Parameter limit: the most bytes that a compressed file may hold; a small file that claims gigabytes is refused.
/// - Throws: `DataError` if the file cannot be read, or its compressed content is damaged, cut off or too large.
public func decompressedContents(of url: URL, limit: Int = 8 << 30) throws -> Data {
    let data = try mappedContents(of: url)
    return GZip.recognizes(data) ? try GZip.decompressed(data, path: url.path, limit: limit) : data
}

/// Returns the first bytes of a file, decompressed if it is gzipped; for a look at what it is.
///
/// - Throws: `DataError` if it cannot be read, or the compressed data are damaged at their beginning.
func contentsPrefix(of url: URL, count: Int) throws -> Data {
    let data = try mappedContents(of: url)
    guard GZip.recognizes(data) else { return data.prefix(count) }
    let piece = data.prefix(max(count, 1 << 12))
    return try GZip.decompressed(piece, path: url.path, limit: .max, isWhole: piece.count == data.count)
        .prefix(count)
}

/// The gzip format (RFC 1952), and the zlib format (RFC 1950) that it shares its coding with.
enum GZip {
    /// Whether data begin as gzip data do.
    static func recognizes(_ data: Data) -> Bool { data.starts(with: [0x1F, 0x8B]) }

    /// Decompresses all members of gzip data, or a zlib stream.
    ///
    /// - Parameter isWhole: whether data that end too early are an error; otherwise what there is is returned.
    static func decompressed(
        _ data: Data, path: String, limit: Int, isZlib: Bool = false, isWhole: Bool = true
    ) throws -> Data {
        var stream = z_stream()
        // 16 added to the window's bits asks for gzip's header and checksum.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, isZlib ? 15 : 15 + 16, ZLIB_VERSION, size) == Z_OK else {
            throw problem("memory", path, "zlib cannot start", fix: "Free some memory.")
        }
        defer { inflateEnd(&stream) }
        var result = Data(capacity: min(limit, data.count * 4))
        try data.withUnsafeBytes { input in
            try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { output in
                var offset = 0
                var isAtEnd = false
                while !isAtEnd || offset < input.count {
                    if !isWhole, offset == input.count { return }
                    // Members follow one another; zeros after the last one are padding.
                    if isAtEnd {
                        if input[offset...].allSatisfy({ $0 == 0 }) { return }
                        inflateReset(&stream)
                    }
                    isAtEnd = try step(&stream, input, &offset, output, &result, path)
                    guard result.count <= limit else {
                        throw problem(
                            "size", path, "it holds more than \(limit) bytes",
                            fix: "Decompress it yourself if it is what it should be.")
                    }
                }
            }
        }
        return result
    }

    /// Decompresses one piece; returns whether a member has ended.
    private static func step(
        _ stream: inout z_stream, _ input: UnsafeRawBufferPointer, _ offset: inout Int,
        _ output: UnsafeMutableRawBufferPointer, _ result: inout Data, _ path: String
    ) throws -> Bool {
        let piece = UnsafeRawBufferPointer(rebasing: input[offset...].prefix(1 << 30))
        // zlib does not write to its input; its interface only lacks the const.
        stream.next_in = UnsafeMutablePointer(mutating: piece.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(piece.count)
        stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(output.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        offset += piece.count - Int(stream.avail_in)
        let written = output.count - Int(stream.avail_out)
        result.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[..<written]))
        switch status {
        case Z_STREAM_END: return true
        case Z_OK, Z_BUF_ERROR:
            guard written > 0 || offset < input.count else {
                throw problem(
                    "truncated", path, "the compressed data end after \(result.count) bytes of content",
                    fix: "Fetch the file again.")
            }
            return false
        default:
            let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
            throw problem(
                "damaged", path, "the compressed data are damaged after \(result.count) bytes (\(reason))",
                fix: "Fetch the file again.")
        }
    }

    private static func problem(_ code: String, _ path: String, _ what: String, fix: String) -> DataError {
        DataError("gzip.\(code)", "\(path): \(what).", fix: fix)
    }
}
