// Small files of images, written by the tests.
import Foundation
import GimbalData
import GimbalTensor
import GimbalTestSupport

enum ImageFixtures {
    /// An idx array of bytes.
    static func idx(_ shape: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> Data {
        var data = Data([0, 0, type, UInt8(shape.count)])
        for size in shape {
            data.append(contentsOf: (0..<4).reversed().map { UInt8(size >> ($0 * 8) & 255) })
        }
        return data + Data(bytes)
    }

    /// A valid idx folder: 10 training and 2 test images of 2 x 3 pixels, 3 classes; nil removes a file.
    static func idxFolder(_ changes: [String: Data?] = [:]) -> [String: Data?] {
        var files: [String: Data?] = [
            "train-images-idx3-ubyte": idx([10, 2, 3], (0..<60).map { UInt8($0) }),
            "train-labels-idx1-ubyte": idx([10], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]),
            "t10k-images-idx3-ubyte": idx([2, 2, 3], (100..<112).map { UInt8($0) }),
            "t10k-labels-idx1-ubyte": idx([2], [2, 1]),
        ]
        for (name, data) in changes { files[name] = data }
        return files
    }

    /// CIFAR records of one label byte (or two); every pixel of a record has its number as value.
    static func cifar(_ labels: [[UInt8]], first: Int = 0) -> Data {
        labels.enumerated().reduce(into: Data()) { data, record in
            data.append(contentsOf: record.element)
            data.append(contentsOf: [UInt8](repeating: UInt8(first + record.offset), count: 3072))
        }
    }

    /// A valid CIFAR-10 folder of two batches with 6 + 4 images and 2 for the test.
    static func cifarFolder(_ changes: [String: Data?] = [:]) -> [String: Data?] {
        var files: [String: Data?] = [
            "data_batch_1.bin": cifar([[0], [1], [2], [0], [1], [2]]),
            "data_batch_2.bin": cifar([[0], [1], [2], [0]], first: 6),
            "test_batch.bin": cifar([[2], [1]], first: 10),
            "batches.meta.txt": Data("plane\ncar\nbird\n\n".utf8),
        ]
        for (name, data) in changes { files[name] = data }
        return files
    }

    /// A tar archive with plain ustar headers.
    static func tar(_ files: [(name: String, data: Data)], longName: String? = nil) -> Data {
        var archive = Data()
        if let longName {
            archive += header("././@LongLink", longName.utf8.count + 1, type: "L")
            archive += padded(Data(longName.utf8) + [0])
        }
        for file in files { archive += header(file.name, file.data.count) + padded(file.data) }
        return archive + Data(count: 1024)
    }

    private static func padded(_ data: Data) -> Data { data + Data(count: (512 - data.count % 512) % 512) }

    private static func header(_ name: String, _ size: Int, type: Character = "0") -> Data {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        let octal = String(size, radix: 8)
        put(name, at: 0)
        put(String(repeating: "0", count: 11 - octal.count) + octal, at: 124)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar\u{0}00", at: 257)
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148)
        return Data(block)
    }

    /// Writes files into a temporary folder and loads it, or one file of it.
    static func load(_ files: [String: Data?], file: String? = nil, formats: DataFormats = .standard) throws
        -> ImageDataSet
    {
        try Fixtures.withTemporaryFolder { folder in
            for (name, data) in files {
                guard let data else { continue }
                try data.write(to: folder.appendingPathComponent(name))
            }
            let url = file.map { folder.appendingPathComponent($0) } ?? folder
            return try DataSet.load(url, formats: formats).content(as: ImageDataSet.self, "images")
        }
    }
}
