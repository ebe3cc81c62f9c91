// Decoding and encoding: every kind of file, and every damaged file that was thought of.
import Foundation
import GimbalCore
import GimbalImages
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("ImageFile")
struct ImageFileTests {
    @Test("decodes every kind of file to the pixels that other programs see")
    func decodes() throws {
        let files = try SampleFile.all()
        #expect(files.count == 26)
        for file in files {
            let image = try ImageFile.decode(file.data, path: file.name)
            #expect(image.shape == file.shape, "\(file.name)")
            #expect(image.dtype == .uint8)
            // JPEG is specified up to rounding.
            let limit = file.name.hasSuffix("jpg") ? 1 : 0
            let worst = zip(try image.integers(), file.pixels).map { abs($0 - $1) }.max()
            #expect(try #require(worst) <= limit, "\(file.name)")
        }
    }

    @Test("heads tell shapes without decoding; the format is known by content, not by name")
    func headers() throws {
        for file in try SampleFile.all() {
            try Samples.withFolder(["misnamed.png": file.data]) { folder in
                let url = folder.appendingPathComponent("misnamed.png")
                let header = try ImageFile.header(of: url)
                #expect(header.shape == file.shape, "\(file.name)")
                #expect(file.name.hasSuffix(header.format == .jpeg ? "jpg" : header.format.rawValue))
                #expect(try ImageFile.read(url).shape == file.shape)
            }
        }
    }

    @Test("PNG files keep every byte", arguments: [1, 3])
    func encodes(channels: Int) throws {
        let pixels = try Tensor((0..<(channels * 256)).map { UInt8($0 % 256) }, shape: [channels, 8, 32])
        try Samples.withFolder([:]) { folder in
            let url = folder.appendingPathComponent("a.png")
            try ImageFile.writePNG(pixels, to: url)
            let same = try sameBits(try ImageFile.read(url), pixels)
            #expect(same)
        }
    }

    @Test("refuses to encode what is no image of bytes")
    func refusesEncoding() throws {
        for (shape, dtype) in [
            ([2, 3, 3], DType.uint8), ([3, 3], .uint8), ([1, 3, 3], .float32), ([1, 0, 3], .uint8),
        ] {
            let image = try Tensor.zeros(shape, dtype: dtype)
            let error = #expect(throws: DataError.self) { try ImageFile.png(image) }
            #expect(error?.code == "data.image.encode")
            #expect(error?.message.contains("\(shape)") == true)
        }
    }

    /// A file with some bytes replaced, or cut off at a size.
    private static func changed(_ name: String, _ bytes: [Int: UInt8] = [:], prefix: Int? = nil) throws
        -> Data
    {
        var data = try SampleFile.named(name).data
        for (place, byte) in bytes { data[place] = byte }
        return data.prefix(prefix ?? data.count)
    }

    private static let malformed: [(data: @Sendable () throws -> Data, code: String, hint: String)] = [
        ({ Data() }, "format", "the file is empty"),
        ({ Data("hello there, no image".utf8) }, "format", "a text (\"hello there,\""),
        ({ Data("<!doctype html>".utf8) }, "format", "HTML"),
        ({ Data("GIF89a....".utf8) }, "format", "a GIF image"),
        ({ Data([0, 1, 2, 3, 200]) }, "format", "the bytes 00 01 02 03"),
        ({ try changed("rgb.png", prefix: 60) }, "truncated", "PNG file is cut off"),
        ({ try changed("rgb.png", prefix: 20) }, "truncated", "PNG file is cut off"),
        ({ try changed("rgb.png", [18: 9]) }, "damaged", "PNG file is damaged"),
        ({ try changed("rgb.png", [50: 0x55]) }, "damaged", "PNG file is damaged"),
        ({ try changed("full.jpg", prefix: 640) }, "truncated", "JPEG file is cut off"),
        ({ try changed("full.jpg", prefix: 30) }, "truncated", "JPEG file is cut off"),
        ({ try changed("full.jpg", [21: 0xFF, 22: 0xFF]) }, "damaged", "JPEG file is damaged"),
        ({ try changed("rgb.bmp", prefix: 100) }, "truncated", "46 bytes of pixels, expected 120"),
        ({ try changed("rgb.bmp", prefix: 40) }, "truncated", "inside its header"),
        ({ try changed("rgb.bmp", [14: 41]) }, "bmp.header", "41 bytes"),
        ({ try changed("rgb.bmp", [18: 0]) }, "bmp.header", "0 x 5"),
        ({ try changed("rgb.bmp", [28: 16]) }, "bmp.bits", "16 bits per pixel"),
        ({ try changed("palette.bmp", [30: 1]) }, "bmp.compression", "run lengths"),
        ({ try changed("masks.bmp", [54: 0x0F]) }, "bmp.compression", "bit masks"),
        ({ try changed("rgb.bmp", [30: 5]) }, "bmp.compression", "holds a PNG"),
        (
            { try changed("four.bmp", [66: 0x77]) }, "bmp.colour",
            "pixel (1, 0) has the colour 7, the table has 3"
        ),
        ({ try changed("four.bmp", [47: 200]) }, "bmp.colour", "does not fit"),
    ]

    @Test("refuses damaged files, naming what was found", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let data = try wanted.data()
        let error = #expect(throws: DataError.self) { try ImageFile.decode(data, path: "a.img") }
        #expect(error?.code == "data.image." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.message.hasPrefix("a.img: ") == true)
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses images that claim more pixels than the limit, before any memory is taken")
    func bombs() throws {
        let data = try Samples.plain(7, height: 20, width: 30)
        let error = #expect(throws: DataError.self) {
            try ImageFile.decode(data, path: "a.png", pixelLimit: 599)
        }
        #expect(error?.code == "data.image.size")
        #expect(error?.message.contains("30 x 20 pixels, the limit is 599") == true)
        #expect(try ImageFile.decode(data, path: "a.png", pixelLimit: 600).shape == [1, 20, 30])
        let large = try Self.changed("rgb.bmp", [20: 0x10, 24: 0x10])
        let bitmap = #expect(throws: DataError.self) { try ImageFile.decode(large, path: "a.bmp") }
        #expect(bitmap?.message.contains("1048583 x 1048581 pixels") == true)
    }

    @Test("whatever byte is changed, the answer is an image or an error")
    func fuzz() throws {
        for name in ["rgb.png", "palette.png", "full.jpg", "palette.bmp", "four.bmp", "masks.bmp"] {
            let data = try SampleFile.named(name).data
            for place in data.indices {
                for value: UInt8 in [0, 0x7F, 0xFF] {
                    var changed = data
                    changed[place] = value
                    do {
                        let image = try ImageFile.decode(changed, path: name, pixelLimit: 10_000)
                        #expect(image.rank == 3)
                    } catch let error as DataError {
                        #expect(error.code.hasPrefix("data.image."), "\(error)")
                    }
                }
            }
        }
    }

    @Test("real files have the sums that Pillow sees", .enabled(if: TestEnvironment.dataFolder != nil))
    func published() throws {
        let folder = try #require(TestEnvironment.dataFolder)
        let files = try #require(try Fixtures.json("oracles/images.json")["files"]?.object)
        #expect(files.count > 30)
        for (name, entry) in files {
            let image = try ImageFile.read(folder.appendingPathComponent(name))
            let pixels = try image.integers()
            #expect(image.shape == entry["shape"]?.integers, "\(name)")
            #expect(pixels.reduce(0, +) == entry["sum"]?.integer, "\(name)")
            let weighted = pixels.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 251) }
            #expect(weighted == entry["weighted"]?.integer, "\(name)")
        }
    }
}
