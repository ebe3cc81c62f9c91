// A small writer of MATLAB 5 files, for those that no program would write.
import Foundation

/// Puts data elements of MATLAB 5 together, in either order of bytes.
struct MATSamples {
    var isBigEndian = false

    private func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
    }

    /// A tag, the content, and padding to eight bytes.
    func element(_ type: UInt32, _ content: [UInt8], claimed: Int? = nil) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
        return bytes(type) + bytes(UInt32(claimed ?? content.count)) + content + padding
    }

    func integers(_ values: [Int32]) -> [UInt8] { element(5, values.flatMap { bytes($0) }) }

    func doubles(_ values: [Double]) -> [UInt8] { element(9, values.flatMap { bytes($0.bitPattern) }) }

    /// A value of a class with its own parts after flags, shape and name.
    func matrix(_ name: String, flags: UInt32, shape: [Int32], _ parts: [[UInt8]]) -> [UInt8] {
        let head =
            element(6, bytes(flags) + bytes(UInt32(0))) + integers(shape) + element(1, Array(name.utf8))
        return element(14, head + parts.joined())
    }

    func full(_ name: String, _ shape: [Int32], _ values: [Double]) -> [UInt8] {
        matrix(name, flags: 6, shape: shape, [doubles(values)])
    }

    func sparse(_ name: String, _ shape: [Int32], rows: [Int32], starts: [Int32], _ values: [Double])
        -> [UInt8]
    {
        matrix(name, flags: 5, shape: shape, [integers(rows), integers(starts), doubles(values)])
    }

    /// A file: the header and elements.
    func file(_ elements: [[UInt8]], mark: String? = nil) -> Data {
        var head = Array("MATLAB 5.0 MAT-file, made by a test".utf8)
        head += [UInt8](repeating: 32, count: 124 - head.count)
        head += bytes(UInt16(0x0100)) + Array((mark ?? (isBigEndian ? "MI" : "IM")).utf8)
        return Data(head + elements.joined())
    }
}
