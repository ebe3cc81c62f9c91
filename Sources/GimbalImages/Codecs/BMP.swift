// Windows bitmaps of 1, 4, 8, 24 and 32 bits per pixel, not compressed.
import Foundation
import GimbalCore
import GimbalTensor

/// A bitmap file, its headers checked.
///
/// - Source: Microsoft, "Bitmap structures" (BITMAPFILEHEADER, BITMAPINFOHEADER and its successors).
struct BMP {
    /// Size and channels.
    let header: ImageHeader
    private let data: Data
    private let path: String
    private let bitCount: Int
    private let pixelOffset: Int
    private let isTopDown: Bool
    /// Colours `(red, green, blue)` of the table, for up to 8 bits.
    private let colours: [(UInt8, UInt8, UInt8)]
    /// Offsets of red, green and blue in a pixel of 24 or 32 bits.
    private var channelOffsets = (2, 1, 0)

    init(_ data: Data, path: String) throws {
        (self.data, self.path) = (data, path)
        let fields = try Fields(data, path)
        guard [1, 4, 8, 24, 32].contains(fields.bitCount) else {
            throw Self.problem(
                "bits", path, "it has \(fields.bitCount) bits per pixel, expected 1, 4, 8, 24 or 32")
        }
        if fields.compression != 0 {
            guard [3, 6].contains(fields.compression), fields.bitCount == 32,
                let offsets = try fields.maskOffsets()
            else { throw Self.problem("compression", path, fields.compressionText) }
            channelOffsets = offsets
        }
        bitCount = fields.bitCount
        pixelOffset = fields.pixelOffset
        isTopDown = fields.height < 0
        colours = try fields.colours()
        let isGrey = !colours.isEmpty && colours.allSatisfy { $0.0 == $0.1 && $0.1 == $0.2 }
        header = ImageHeader(
            format: .bmp, channels: isGrey ? 1 : 3, height: Int(fields.height.magnitude), width: fields.width)
    }

    /// Rows are padded to four bytes.
    private var rowSize: Int { (header.width * bitCount + 31) / 32 * 4 }

    /// The pixels as planes.
    func pixels() throws -> Tensor {
        let available = data.count - pixelOffset
        guard rowSize <= available / header.height else {
            throw ImageFile.problem(
                "truncated", path,
                "the BMP file is cut off: \(max(available, 0)) bytes of pixels, expected "
                    + "\(rowSize * header.height)", fix: "Get the image again.")
        }
        return try ImageFile.pixels(header) { target in
            try data.withUnsafeBytes { bytes in
                for row in 0..<header.height {
                    let place = pixelOffset + rowSize * (isTopDown ? row : header.height - 1 - row)
                    let source = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + rowSize)])
                    if bitCount <= 8 { try indexed(source, row, target) } else { direct(source, row, target) }
                }
            }
        }
    }

    private func direct(_ source: UnsafeRawBufferPointer, _ row: Int, _ target: UnsafeMutableRawBufferPointer)
    {
        let plane = header.height * header.width, start = row * header.width, stride = bitCount / 8
        for column in 0..<header.width {
            let pixel = column * stride
            target[start + column] = source[pixel + channelOffsets.0]
            target[plane + start + column] = source[pixel + channelOffsets.1]
            target[2 * plane + start + column] = source[pixel + channelOffsets.2]
        }
    }

    private func indexed(
        _ source: UnsafeRawBufferPointer, _ row: Int, _ target: UnsafeMutableRawBufferPointer
    ) throws {
        let plane = header.height * header.width, start = row * header.width
        let perByte = 8 / bitCount, mask = (1 << bitCount) - 1
        for column in 0..<header.width {
            let shift = 8 - bitCount * (column % perByte + 1)
            let index = Int(source[column / perByte]) >> shift & mask
            guard index < colours.count else {
                throw Self.problem(
                    "colour", path,
                    "pixel (\(row), \(column)) has the colour \(index), the table has \(colours.count)")
            }
            target[start + column] = colours[index].0
            guard header.channels == 3 else { continue }
            target[plane + start + column] = colours[index].1
            target[2 * plane + start + column] = colours[index].2
        }
    }

    private static func problem(_ code: String, _ path: String, _ what: String) -> DataError {
        ImageFile.problem("bmp.\(code)", path, what, fix: "Convert it to PNG.")
    }

    /// The fields of the headers, by their offsets.
    private struct Fields {
        let data: Data
        let path: String
        let pixelOffset: Int
        let headerSize: Int
        let width: Int
        let height: Int
        let bitCount: Int
        let compression: Int
        private let colourCount: Int

        init(_ data: Data, _ path: String) throws {
            (self.data, self.path) = (data, path)
            let size = data.count >= 18 ? Self.number(data, 14, 4) : 0
            guard [12, 40, 52, 56, 64, 108, 124].contains(size) else {
                throw BMP.problem("header", path, "the BMP header has \(size) bytes, expected 40 or 124")
            }
            guard data.count >= 14 + size else {
                throw ImageFile.problem(
                    "truncated", path, "the BMP file is cut off inside its header",
                    fix: "Get the image again.")
            }
            headerSize = size
            pixelOffset = Self.number(data, 10, 4)
            if size == 12 {
                width = Self.number(data, 18, 2)
                height = Self.number(data, 20, 2)
                bitCount = Self.number(data, 24, 2)
                (compression, colourCount) = (0, 0)
            } else {
                width = Int(Int32(truncatingIfNeeded: Self.number(data, 18, 4)))
                height = Int(Int32(truncatingIfNeeded: Self.number(data, 22, 4)))
                bitCount = Self.number(data, 28, 2)
                compression = Self.number(data, 30, 4)
                colourCount = Self.number(data, 46, 4)
            }
            guard width > 0, height != 0 else {
                throw BMP.problem("header", path, "the BMP header claims \(width) x \(height) pixels")
            }
        }

        var compressionText: String {
            switch compression {
            case 1, 2: "the BMP file is compressed by run lengths, which is not read"
            case 3, 6: "the BMP file has bit masks other than whole bytes of 32 bits"
            case 4: "the BMP file holds a JPEG image"
            case 5: "the BMP file holds a PNG image"
            default: "the BMP file has the unknown compression \(compression)"
            }
        }

        /// Offsets of the channels from masks of whole bytes; nil if they are others.
        func maskOffsets() throws -> (Int, Int, Int)? {
            guard data.count >= 66 else { return nil }
            let offsets = [54, 58, 62].compactMap { place in
                [0xFF: 0, 0xFF00: 1, 0xFF_0000: 2, 0xFF00_0000: 3][Self.number(data, place, 4)]
            }
            return offsets.count == 3 ? (offsets[0], offsets[1], offsets[2]) : nil
        }

        /// The table of colours: blue, green, red and, but for the oldest header, a byte that counts for nothing.
        func colours() throws -> [(UInt8, UInt8, UInt8)] {
            guard bitCount <= 8 else { return [] }
            let count = colourCount == 0 ? 1 << bitCount : colourCount
            let size = headerSize == 12 ? 3 : 4
            let start = 14 + headerSize
            guard count <= 256, start + count * size <= data.count else {
                throw BMP.problem("colour", path, "the table of \(count) colours does not fit into the file")
            }
            return (0..<count).map { index in
                let place = data.startIndex + start + index * size
                return (data[place + 2], data[place + 1], data[place])
            }
        }

        /// A little-endian number.
        static func number(_ data: Data, _ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(data[data.startIndex + offset + $1]) << (8 * $1) }
        }
    }
}
