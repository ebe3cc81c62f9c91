// The idx format: an array of numbers behind a header of big-endian sizes.
import Foundation
import GimbalCore
import GimbalTensor

/// An idx array of bytes, its header checked.
///
/// - Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File formats".
struct IDXFile {
    /// Sizes of the axes.
    let shape: [Int]
    /// The elements.
    let bytes: Data
    let path: String

    /// Reads a file, compressed or not.
    ///
    /// - Throws: `DataError` unless it is a whole idx array of bytes.
    init(_ url: URL) throws {
        let path = url.path
        let data = try decompressedContents(of: url)
        guard data.count >= 4, let header = Self.header(data) else {
            let found = data.isEmpty ? "an empty file" : "the bytes \(Self.hexadecimal(data.prefix(4)))"
            throw Self.problem(
                "magic", path, "found \(found), expected an idx header (00 00 08 and the number of axes)",
                fix: "Name an idx file; .gz is decompressed by itself.")
        }
        guard header.type == 8 else {
            throw Self.problem(
                "type", path,
                "the elements are of type 0x\(String(header.type, radix: 16)), expected 0x8 (bytes)",
                fix: "Convert the array to unsigned bytes.")
        }
        let start = 4 + 4 * header.axisCount
        guard data.count >= start else {
            throw Self.problem(
                "truncated", path, "the file ends after \(data.count) bytes, inside its header of \(start)",
                fix: "Fetch the file again.")
        }
        shape = (0..<header.axisCount).map { Self.size(data, at: 4 + 4 * $0) }
        bytes = data.dropFirst(start)
        self.path = path
        try checkSize()
    }

    /// Whether a file begins as an idx file of bytes with that many axes.
    static func begins(_ url: URL, axisCount: Int) -> Bool {
        guard let beginning = try? beginning(of: url, count: 4), let header = header(beginning) else {
            return false
        }
        return header.type == 8 && header.axisCount == axisCount
    }

    /// Refuses an array of another rank.
    func require(axisCount: Int, _ what: String) throws {
        guard shape.count != axisCount else { return }
        throw problem(
            "axes", "it holds an array of \(shape.count) axes \(shape), expected \(what)",
            fix: "Check that files of images and of labels are not exchanged.")
    }

    /// A problem with this file.
    func problem(_ code: String, _ what: String, fix: String) -> DataError {
        Self.problem(code, path, what, fix: fix)
    }

    private func checkSize() throws {
        var expected = 1
        for size in shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: size)
            guard !overflow else {
                throw problem("size", "the sizes \(shape) are too large", fix: "Fetch the file again.")
            }
            expected = product
        }
        guard bytes.count == expected else {
            throw problem(
                bytes.count < expected ? "truncated" : "size",
                "\(bytes.count) bytes follow the header, expected \(expected) for the sizes \(shape)",
                fix: "Fetch the file again.")
        }
    }

    private static func header(_ data: Data) -> (type: UInt8, axisCount: Int)? {
        let first = [UInt8](data.prefix(4))
        guard first.count == 4, first[0] == 0, first[1] == 0, (8...14).contains(first[2]),
            (1...8).contains(first[3])
        else { return nil }
        return (first[2], Int(first[3]))
    }

    private static func size(_ data: Data, at offset: Int) -> Int {
        data.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    private static func hexadecimal(_ bytes: Data) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    private static func problem(_ code: String, _ path: String, _ what: String, fix: String) -> DataError {
        DataError("idx.\(code)", "\(path): \(what).", fix: fix)
    }
}
