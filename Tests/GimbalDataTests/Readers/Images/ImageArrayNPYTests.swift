// Images as NumPy arrays: layouts, types, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("ImageArrayNPY")
struct ImageArrayNPYTests {
    private static func load(_ array: Tensor, labels: Tensor? = nil) throws -> ImageDataSet {
        var files: [String: Data?] = ["a.npy": try NPY.encode(array)]
        if let labels {
            files["l.npy"] = try NPY.encode(labels)
            files["data.yaml"] = Data("format: npy-images\nfile: a.npy\nfiles: {labels: l.npy}\n".utf8)
            return try ImageFixtures.load(files)
        }
        return try ImageFixtures.load(files, file: "a.npy")
    }

    @Test("three axes are grey images; channels may be last or second")
    func layouts() throws {
        let bytes = try Tensor((0..<24).map { UInt8($0) })
        let grey = try Self.load(bytes.reshaped([2, 3, 4]))
        #expect(grey.images.shape == [1, 3, 4])
        let last = try Self.load(bytes.reshaped([2, 2, 2, 3]))
        #expect(last.images.shape == [3, 2, 2])
        #expect(try last.images.image(0).integers() == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
        let second = try Self.load(bytes.reshaped([1, 3, 2, 4]))
        #expect(try second.images.image(0).integers() == Array(0..<24))
    }

    @Test("floats in 0...1 become bytes; labels come from the card")
    func floats() throws {
        let array = try Tensor([0, 0.5, 1, 0.25] as [Double]).reshaped([2, 1, 2])
        let dataSet = try Self.load(array, labels: try Tensor([1, 0]))
        #expect(try dataSet.images.images([0, 1]).integers() == [0, 128, 255, 64])
        #expect(dataSet.labels?.classes == [1, 0])
    }

    private static let malformed:
        [(array: @Sendable () throws -> Tensor, labels: [Int]?, code: String, hint: String)] = [
            ({ try Tensor([0, 2] as [Float]).reshaped([1, 1, 2]) }, [0], "range", "0.0...2.0"),
            ({ try Tensor([0, .nan] as [Float]).reshaped([1, 1, 2]) }, [0], "range", "nan"),
            ({ try Tensor([0, 2] as [Int32]).reshaped([1, 1, 2]) }, [0], "type", "int32"),
            ({ try Tensor([0, 2] as [UInt8]) }, [0], "shape", "[2]"),
            ({ try Tensor.zeros([1, 2, 5, 4], dtype: .uint8) }, [0], "shape", "[1, 2, 5, 4]"),
            ({ try Tensor.zeros([0, 5, 4], dtype: .uint8) }, [], "empty", "[0, 5, 4]"),
            ({ try Tensor.zeros([2, 5, 4], dtype: .uint8) }, [0], "labels", "expected 2 whole numbers"),
            ({ try Tensor.zeros([2, 5, 4], dtype: .uint8) }, [0, -1], "labels", "image 1 has the class -1"),
        ]

    @Test("refuses arrays that are no images", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let labels = try wanted.labels.map { try Tensor($0) }
        let error = #expect(throws: DataError.self) { try Self.load(try wanted.array(), labels: labels) }
        #expect(error?.code == "data.image-array." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("reads the faces of scikit-image", .enabled(if: TestEnvironment.dataFolder != nil))
    func published() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("skimage")
        let dataSet = try DataSet.load(folder.appendingPathComponent("lfw_subset.npy"))
            .content(as: ImageDataSet.self, "images")
        #expect(dataSet.images.count == 200)
        #expect(dataSet.images.shape == [1, 25, 25])
        let sums = try Fixtures.json("oracles/images.json")
        let images = try #require(dataSet.images as? ImageArray)
        #expect(try images.pixels.sum(dtype: .int64).integerItem() == sums["sums"]?["lfw_subset"]?.integer)
    }
}
