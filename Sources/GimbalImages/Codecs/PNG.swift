// PNG through libspng.
import CSPNG
import Foundation
import GimbalCore
import GimbalTensor

/// Decodes and encodes PNG images.
enum PNG {
    /// Size and channels, without decoding.
    static func header(_ data: Data, path: String) throws -> ImageHeader {
        try withContext(path) { context in
            try data.withUnsafeBytes { bytes in ImageHeader(try start(context, bytes, path)) }
        }
    }

    /// Decodes into planes.
    static func decode(_ data: Data, _ header: ImageHeader, path: String) throws -> Tensor {
        try withContext(path) { context in
            try data.withUnsafeBytes { bytes in
                let facts = try start(context, bytes, path)
                return try ImageFile.pixels(header) { target in
                    try decode(context, Layout(facts), target, channels: header.channels, path)
                }
            }
        }
    }

    /// How libspng is asked to lay out pixels, and where the wanted byte of a channel lies then.
    private struct Layout {
        var format: spng_format
        /// Bytes from pixel to pixel.
        var stride: Int
        /// Offset of the wanted byte.
        var offset = 0

        init(_ facts: spng_ihdr) {
            let isWide = facts.bit_depth == 16
            // Two bytes per value come in the machine's order; the upper one is wanted.
            let upper = 1.littleEndian == 1 ? 1 : 0
            switch UInt32(facts.color_type) {
            case SPNG_COLOR_TYPE_GRAYSCALE.rawValue where isWide:
                (format, stride, offset) = (SPNG_FMT_PNG, 2, upper)
            case SPNG_COLOR_TYPE_GRAYSCALE.rawValue: (format, stride) = (SPNG_FMT_G8, 1)
            case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue:
                (format, stride, offset) = (SPNG_FMT_PNG, isWide ? 4 : 2, isWide ? upper : 0)
            default: (format, stride) = (SPNG_FMT_RGB8, 3)
            }
        }
    }

    private static func decode(
        _ context: OpaquePointer, _ layout: Layout, _ target: UnsafeMutableRawBufferPointer, channels: Int,
        _ path: String
    ) throws {
        let format = Int32(bitPattern: layout.format.rawValue)
        var size = 0
        try check(spng_decoded_image_size(context, format, &size), path)
        guard size == target.count / channels * layout.stride else {
            throw ImageFile.problem(
                "damaged", path,
                "the PNG file decodes to \(size) bytes, expected "
                    + "\(target.count / channels * layout.stride)", fix: "Get the image again.")
        }
        if layout.stride == 1 {
            return try check(spng_decode_image(context, target.baseAddress, size, format, 0), path)
        }
        try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { packed in
            try check(spng_decode_image(context, packed.baseAddress, size, format, 0), path)
            ImageFile.part(
                UnsafeRawBufferPointer(rebasing: packed[layout.offset...]), into: target, channels: channels,
                stride: layout.stride)
        }
    }

    /// Encodes bytes `[1 or 3, height, width]`.
    static func encode(_ image: Tensor) throws -> Data {
        let shape = image.shape
        guard shape.count == 3, [1, 3].contains(shape[0]), image.dtype == .uint8, !shape.contains(0) else {
            throw DataError(
                "image.encode",
                "the image is \(shape) of \(image.dtype), expected [1 or 3, height, width] of uint8.",
                fix: "Choose one image, scale it to 0...255 and convert it.")
        }
        guard let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue)) else { throw noMemory("PNG") }
        defer { spng_ctx_free(context) }
        var facts = spng_ihdr()
        facts.height = UInt32(shape[1])
        facts.width = UInt32(shape[2])
        facts.bit_depth = 8
        let type = shape[0] == 1 ? SPNG_COLOR_TYPE_GRAYSCALE : SPNG_COLOR_TYPE_TRUECOLOR
        facts.color_type = UInt8(type.rawValue)
        try check(spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1), "PNG")
        try check(spng_set_ihdr(context, &facts), "PNG")
        let packed = try image.permuted([1, 2, 0]).contiguous()
        return try packed.withUnsafeBytes { bytes in
            let format = Int32(bitPattern: SPNG_FMT_PNG.rawValue)
            let flags = Int32(SPNG_ENCODE_FINALIZE.rawValue)
            try check(spng_encode_image(context, bytes.baseAddress, bytes.count, format, flags), "PNG")
            var count = 0, status: Int32 = 0
            guard let buffer = spng_get_png_buffer(context, &count, &status) else { throw noMemory("PNG") }
            return Data(bytesNoCopy: buffer, count: count, deallocator: .free)
        }
    }

    private static func withContext<Result>(_ path: String, _ body: (OpaquePointer) throws -> Result) throws
        -> Result
    {
        guard let context = spng_ctx_new(0) else { throw noMemory(path) }
        defer { spng_ctx_free(context) }
        // Texts and profiles beside the image are read too; 16 MiB are far more than any needs.
        spng_set_chunk_limits(context, 1 << 24, 1 << 24)
        return try body(context)
    }

    private static func start(_ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer, _ path: String)
        throws -> spng_ihdr
    {
        try check(spng_set_png_buffer(context, bytes.baseAddress, bytes.count), path)
        var facts = spng_ihdr()
        try check(spng_get_ihdr(context, &facts), path)
        return facts
    }

    private static func noMemory(_ path: String) -> DataError {
        ImageFile.problem("memory", path, "libspng cannot start", fix: "Free some memory.")
    }

    private static func check(_ status: Int32, _ path: String) throws {
        guard status != 0 else { return }
        let text = spng_strerror(status).map { String(cString: $0) } ?? "status \(status)"
        let cutOff = [
            SPNG_IO_EOF.rawValue, Int32(SPNG_EOF.rawValue), Int32(SPNG_EIDAT_TOO_SHORT.rawValue),
        ]
        let isCutOff = cutOff.contains(status)
        throw ImageFile.problem(
            isCutOff ? "truncated" : "damaged", path,
            isCutOff ? "the PNG file is cut off (\(text))" : "the PNG file is damaged (\(text))",
            fix: "Get the image again.")
    }
}

extension ImageHeader {
    /// What a PNG header says.
    fileprivate init(_ facts: spng_ihdr) {
        let grey = [SPNG_COLOR_TYPE_GRAYSCALE.rawValue, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue]
        self.init(
            format: .png, channels: grey.contains(UInt32(facts.color_type)) ? 1 : 3,
            height: Int(facts.height), width: Int(facts.width))
    }
}
