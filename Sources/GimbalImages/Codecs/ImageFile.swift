// Image files: what they are, how large, and their pixels.
import Foundation
import GimbalCore
import GimbalTensor

/// The formats of image files that are read.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
    /// JPEG, baseline and progressive.
    case jpeg
    /// PNG.
    case png
    /// Windows bitmap, not compressed.
    case bmp

    /// Finds the format by the first bytes; the name of a file says nothing.
    public init?(recognizing data: Data) {
        if data.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if data.starts(with: [0x42, 0x4D]), data.count >= 26 {
            self = .bmp
        } else {
            return nil
        }
    }

    /// Endings of file names, in lower case, that say "image".
    public static let pathExtensions: Set<String> = ["jpg", "jpeg", "png", "bmp"]
}

/// What the head of an image file says.
public struct ImageHeader: Sendable, Equatable {
    /// Format of the file.
    public let format: ImageFormat
    /// Channels of the decoded image: 1 (grey) or 3 (red, green, blue).
    public let channels: Int
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int

    /// Shape of the decoded image, `[channels, height, width]`.
    public var shape: [Int] { [channels, height, width] }
}

/// Reads image files as bytes `[channels, height, width]`, and writes PNG.
///
/// Grey images have one channel, all others three. Alpha is dropped, not blended; colour tables are resolved (a bitmap
/// whose table is all grey is grey); of 16 bits the upper 8 remain; CMYK is taken as stored inverted, as usual, and
/// multiplied by K. Colour profiles and EXIF orientation are not applied.
public enum ImageFile {
    /// Most pixels that an image may have unless the caller says otherwise: a small file can claim gigabytes.
    public static let defaultPixelLimit = 100_000_000

    /// Reads the head of a file.
    ///
    /// - Throws: `DataError` if it is no image that is read.
    public static func header(of url: URL) throws -> ImageHeader {
        try header(try mappedContents(of: url), path: url.path)
    }

    /// Reads and decodes a file.
    ///
    /// - Parameter pixelLimit: the most pixels that are decoded.
    /// - Throws: `DataError` if it is no image, damaged, cut off or too large.
    public static func read(_ url: URL, pixelLimit: Int = defaultPixelLimit) throws -> Tensor {
        try decode(try mappedContents(of: url), path: url.path, pixelLimit: pixelLimit)
    }

    /// Decodes the bytes of a file.
    ///
    /// - Parameters:
    ///   - path: where the bytes came from, for errors.
    ///   - pixelLimit: the most pixels that are decoded.
    /// - Throws: `DataError` if they are no image, damaged, cut off or too large.
    public static func decode(_ data: Data, path: String, pixelLimit: Int = defaultPixelLimit) throws
        -> Tensor
    {
        let header = try header(data, path: path)
        guard header.height <= pixelLimit / header.width else {
            throw problem(
                "size", path,
                "the image claims \(header.width) x \(header.height) pixels, the limit is \(pixelLimit)",
                fix: "Raise the pixel limit if the image is what it should be, or shrink it.")
        }
        switch header.format {
        case .jpeg: return try JPEG.decode(data, header, path: path)
        case .png: return try PNG.decode(data, header, path: path)
        case .bmp: return try BMP(data, path: path).pixels()
        }
    }

    /// Writes an image of bytes `[1 or 3, height, width]` as PNG, replacing a file in one step.
    ///
    /// - Throws: `DataError` if the shape or the type is another, or the file cannot be written.
    public static func writePNG(_ image: Tensor, to url: URL) throws {
        try AtomicFile.write(try PNG.encode(image), to: url)
    }

    /// The bytes of an image `[1 or 3, height, width]` of uint8 as a PNG file.
    ///
    /// - Throws: `DataError` if the shape or the type is another.
    public static func png(_ image: Tensor) throws -> Data { try PNG.encode(image) }

    static func header(_ data: Data, path: String) throws -> ImageHeader {
        guard let format = ImageFormat(recognizing: data) else {
            throw problem(
                "format", path, "\(finding(data)), expected a JPEG, PNG or BMP image",
                fix: "Convert it, or take it out of the folder.")
        }
        let header =
            switch format {
            case .jpeg: try JPEG.header(data, path: path)
            case .png: try PNG.header(data, path: path)
            case .bmp: try BMP(data, path: path).header
            }
        guard header.width > 0, header.height > 0 else {
            throw problem(
                "size", path, "the image has \(header.width) x \(header.height) pixels",
                fix: "Get the image again.")
        }
        return header
    }

    /// What a file is that is no image.
    private static func finding(_ data: Data) -> String {
        if data.isEmpty { return "the file is empty" }
        let known: [(bytes: [UInt8], name: String)] = [
            (Array("GIF8".utf8), "a GIF image"), (Array("RIFF".utf8), "a RIFF file (WebP, AVI ...)"),
            (Array("II*".utf8) + [0], "a TIFF image"), (Array("MM".utf8) + [0, 42], "a TIFF image"),
            (Array("%PDF".utf8), "a PDF document"), (Array("<".utf8), "a text (HTML, XML ...)"),
        ]
        if let known = known.first(where: { data.starts(with: $0.bytes) }) {
            return "the file is \(known.name)"
        }
        let start = data.prefix(32)
        if start.allSatisfy({ $0 >= 32 && $0 < 127 || [9, 10, 13].contains($0) }) {
            return "the file is a text (\"\(String(decoding: start.prefix(12), as: UTF8.self))\" ...)"
        }
        let bytes = start.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "the file begins with the bytes \(bytes.joined(separator: " "))"
    }

    static func problem(_ code: String, _ path: String, _ what: String, fix: String) -> DataError {
        DataError("image.\(code)", "\(path): \(what).", fix: fix)
    }

    /// Makes a tensor of bytes that `fill` writes.
    static func pixels(_ header: ImageHeader, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws
        -> Tensor
    {
        let result = try Tensor.empty(header.shape, dtype: .uint8)
        try result.withUnsafeMutableBytesInPlace(fill)
        return result
    }

    /// Parts the channels of interleaved pixels: the first channels of each become planes.
    ///
    /// - Parameters:
    ///   - stride: bytes from pixel to pixel.
    ///   - step: bytes from channel to channel.
    static func part(
        _ source: UnsafeRawBufferPointer, into planes: UnsafeMutableRawBufferPointer, channels: Int,
        stride: Int, step: Int = 1
    ) {
        let count = planes.count / channels
        for channel in 0..<channels {
            var place = channel * step
            for index in (channel * count)..<((channel + 1) * count) {
                planes[index] = source[place]
                place += stride
            }
        }
    }
}
