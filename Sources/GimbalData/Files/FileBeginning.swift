// The first bytes of a file, for readers that recognise their format by them.
import CZlib
import Foundation
import GimbalCore

/// Returns the first bytes of a file, of a gzip file's content; fewer if there are no more.
///
/// - Throws: `DataError` if the file cannot be read.
func beginning(of url: URL, count: Int) throws -> Data {
    let data = try mappedContents(of: url)
    return GZip.recognizes(data) ? GZip.beginning(data, count: count) : data.prefix(count)
}

extension GZip {
    /// Decompresses the first bytes and leaves the rest, damaged or not, alone.
    static func beginning(_ data: Data, count: Int) -> Data {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return Data() }
        defer { inflateEnd(&stream) }
        var result = [UInt8](repeating: 0, count: count)
        let written = data.withUnsafeBytes { input in
            result.withUnsafeMutableBufferPointer { output in
                // zlib does not write to its input; its interface only lacks the const.
                stream.next_in = UnsafeMutablePointer(
                    mutating: input.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(count)
                _ = inflate(&stream, Z_SYNC_FLUSH)
                return count - Int(stream.avail_out)
            }
        }
        return Data(result.prefix(written))
    }
}
