// Tiny image files for the tests of this target.
import Foundation
import GimbalCore
import GimbalData
import GimbalImages
import GimbalTensor
import GimbalTestSupport
import Testing

/// A file of the fixture: its bytes and the pixels that it holds.
struct SampleFile: Sendable {
    let name: String
    let data: Data
    let shape: [Int]
    let pixels: [Int]

    static func all() throws -> [SampleFile] {
        try #require(try Fixtures.json("oracles/image-files.json").object).map { name, entry in
            let text = try #require(entry["data"]?.text)
            let data = try #require(Data(base64Encoded: text))
            let shape = try #require(entry["shape"]?.integers)
            return SampleFile(
                name: name, data: data, shape: shape, pixels: try #require(entry["pixels"]?.integers))
        }
    }

    static func named(_ name: String) throws -> SampleFile {
        try #require(try all().first { $0.name == name })
    }
}

enum Samples {
    /// A grey image whose pixels all have one value.
    static func plain(_ value: Int, height: Int = 2, width: Int = 3, channels: Int = 1) throws -> Data {
        try ImageFile.png(Tensor.full([channels, height, width], value, dtype: .uint8))
    }

    /// Writes files, folders included, and loads the folder.
    static func load(_ files: [String: Data]) throws -> ImageDataSet {
        try withFolder(files) { folder in
            try DataSet.load(folder, formats: .withImages).content(as: ImageDataSet.self, "images")
        }
    }

    /// Writes files, folders included, and calls `body` with the folder.
    static func withFolder<Result>(_ files: [String: Data], _ body: (URL) throws -> Result) throws -> Result {
        try Fixtures.withTemporaryFolder { folder in
            for (name, data) in files {
                let url = folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: url)
            }
            return try body(folder)
        }
    }
}
