// JPEG through libturbojpeg.
import CTurboJPEG
import Foundation
import GimbalCore
import GimbalTensor

/// Decodes JPEG images.
enum JPEG {
    /// Size and channels, without decoding.
    static func header(_ data: Data, path: String) throws -> ImageHeader {
        try withDecoder(path) { decoder in try data.withUnsafeBytes { try header(decoder, $0, path).0 } }
    }

    /// Decodes into planes.
    static func decode(_ data: Data, _ header: ImageHeader, path: String) throws -> Tensor {
        try withDecoder(path) { decoder in
            try data.withUnsafeBytes { bytes in
                let isCMYK = try Self.header(decoder, bytes, path).isCMYK
                return try ImageFile.pixels(header) { target in
                    if header.channels == 1 {
                        return try run(decoder, bytes, header, target, TJPF_GRAY, path)
                    }
                    let stride = isCMYK ? 4 : 3
                    let count = header.width * header.height * stride
                    try withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { packed in
                        let format = isCMYK ? TJPF_CMYK : TJPF_RGB
                        try run(decoder, bytes, header, packed, format, path)
                        if isCMYK { multiplyByBlack(packed) }
                        ImageFile.part(
                            UnsafeRawBufferPointer(packed), into: target, channels: 3, stride: stride)
                    }
                }
            }
        }
    }

    /// Inverted CMYK to RGB: each ink times black.
    private static func multiplyByBlack(_ pixels: UnsafeMutableRawBufferPointer) {
        for start in stride(from: 0, to: pixels.count, by: 4) {
            let black = Int(pixels[start + 3])
            for place in start..<(start + 3) {
                pixels[place] = UInt8((Int(pixels[place]) * black + 127) / 255)
            }
        }
    }

    private static func withDecoder<Result>(_ path: String, _ body: (tjhandle) throws -> Result) throws
        -> Result
    {
        guard let decoder = tjInitDecompress() else {
            throw ImageFile.problem("memory", path, "libturbojpeg cannot start", fix: "Free some memory.")
        }
        defer { tjDestroy(decoder) }
        return try body(decoder)
    }

    private static func header(_ decoder: tjhandle, _ bytes: UnsafeRawBufferPointer, _ path: String) throws
        -> (ImageHeader, isCMYK: Bool)
    {
        var width: Int32 = 0, height: Int32 = 0, sampling: Int32 = 0, space: Int32 = 0
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        let status = tjDecompressHeader3(
            decoder, start, UInt(bytes.count), &width, &height, &sampling, &space)
        guard status == 0 else { throw failure(decoder, path) }
        // A file that ends before its image begins passes for a table of settings.
        guard width > 0, height > 0 else {
            throw ImageFile.problem(
                "truncated", path, "the JPEG file is cut off before its image", fix: "Get the image again.")
        }
        let isGrey = space == Int32(TJCS_GRAY.rawValue)
        let isCMYK = [TJCS_CMYK, TJCS_YCCK].contains { space == Int32($0.rawValue) }
        let header = ImageHeader(
            format: .jpeg, channels: isGrey ? 1 : 3, height: Int(height), width: Int(width))
        return (header, isCMYK)
    }

    private static func run(
        _ decoder: tjhandle, _ bytes: UnsafeRawBufferPointer, _ header: ImageHeader,
        _ target: UnsafeMutableRawBufferPointer, _ format: TJPF, _ path: String
    ) throws {
        let status = tjDecompress2(
            decoder, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count),
            target.bindMemory(to: UInt8.self).baseAddress, Int32(header.width), 0, Int32(header.height),
            Int32(format.rawValue), 0)
        guard status != 0 else { return }
        // Some warnings are about oddities that leave all pixels right.
        let isWarning = tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue)
        let harmless = ["extraneous bytes", "Invalid SOS", "Unknown Adobe", "JFIF"]
        let text = message(decoder)
        if isWarning, harmless.contains(where: { text.contains($0) }) { return }
        throw failure(decoder, path)
    }

    private static func message(_ decoder: tjhandle) -> String {
        tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "unknown"
    }

    private static func failure(_ decoder: tjhandle, _ path: String) -> DataError {
        let text = message(decoder)
        let isCutOff = text.contains("Premature end") || text.contains("Could not determine")
        return ImageFile.problem(
            isCutOff ? "truncated" : "damaged", path,
            isCutOff ? "the JPEG file is cut off (\(text))" : "the JPEG file is damaged (\(text))",
            fix: "Get the image again.")
    }
}
