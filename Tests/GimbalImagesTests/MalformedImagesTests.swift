// Malformed image files in a folder: each has an answer of its own, and one damaged image does not hide the next.
import Foundation
import GimbalCore
import GimbalData
import GimbalImages
import Testing

@Suite("malformed image files")
struct MalformedImagesTests {
    /// A fixture with some bytes replaced, or cut off.
    private static func changed(_ name: String, _ bytes: [Int: UInt8] = [:], prefix: Int? = nil) throws
        -> Data
    {
        var data = try SampleFile.named(name).data
        for (place, byte) in bytes { data[place] = byte }
        return data.prefix(prefix ?? data.count)
    }

    /// Validates class folders of sound images and one more file.
    private static func validate(_ files: [String: Data]) throws -> DataValidation {
        var all = files
        for number in 0..<4 {
            all["\(number % 2 == 0 ? "cat" : "dog")/\(number).png"] = try Samples.plain(number)
        }
        return try Samples.withFolder(all) { DataValidation.validate($0, formats: .withImages) }
    }

    /// File, content, code, and what the answer must say besides the file's name.
    private static let malformed:
        [(file: String, data: @Sendable () throws -> Data, code: String, hint: String)] = [
            ("empty.png", { Data() }, "image.format", "the file is empty"),
            ("text.png", { Data("hello there, no image".utf8) }, "image.format", "a text"),
            ("page.jpg", { Data("<!doctype html>".utf8) }, "image.format", "HTML"),
            ("gif.png", { Data("GIF89a....".utf8) }, "image.format", "a GIF image"),
            ("cut.png", { try changed("rgb.png", prefix: 60) }, "check.corrupt-image", "PNG file is cut off"),
            (
                "cut.jpg", { try changed("full.jpg", prefix: 640) }, "check.corrupt-image",
                "JPEG file is cut off"
            ),
            ("cut.bmp", { try changed("rgb.bmp", prefix: 100) }, "check.corrupt-image", "46 bytes of pixels"),
            (
                "wrong.png", { try changed("rgb.png", [50: 0x55]) }, "check.corrupt-image",
                "PNG file is damaged"
            ),
            ("none.bmp", { try changed("rgb.bmp", [18: 0]) }, "image.bmp.header", "0 x 5"),
            ("bits.bmp", { try changed("rgb.bmp", [28: 16]) }, "image.bmp.bits", "16 bits per pixel"),
        ]

    @Test("are answered with code, file, finding and fix", arguments: malformed.indices)
    func answers(index: Int) throws {
        let wanted = Self.malformed[index]
        let finding = try #require(
            try Self.validate(["cat/\(wanted.file)": try wanted.data()]).findings.first)
        #expect(finding.severity == .error)
        #expect(finding.code == "data." + wanted.code, "\(finding)")
        #expect(finding.found.contains(wanted.file), "\(finding)")
        #expect(finding.found.contains(wanted.hint), "\(finding)")
        #expect(!finding.fix.isEmpty)
    }

    @Test("are all listed, and the sound images are checked as well")
    func all() throws {
        let validation = try Self.validate([
            "cat/a.png": try Self.changed("rgb.png", prefix: 60),
            "dog/b.jpg": try Self.changed("full.jpg", prefix: 640),
            "dog/c.bmp": try Self.changed("rgb.bmp", prefix: 100), "dog/d.png": try Samples.plain(0),
        ])
        let corrupt = validation.findings.filter { $0.rule == .corruptImage }
        #expect(corrupt.count == 3)
        for (finding, name) in zip(corrupt, ["a.png", "b.jpg", "c.bmp"]) {
            #expect(finding.found.contains(name), "\(finding)")
        }
        #expect(Set(corrupt.map(\.found)).count == 3)
        let rules = Set(validation.findings.compactMap(\.rule))
        #expect(rules == [.corruptImage, .constantImage, .conflictingLabels, .rareClass])
    }
}
