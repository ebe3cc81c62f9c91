// idx files: what is read, and every malformed file that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("IDX")
struct IDXTests {
    @Test("a folder's parts become one data set with its public split")
    func reads() throws {
        let dataSet = try ImageFixtures.load(ImageFixtures.idxFolder())
        #expect(dataSet.images.count == 12)
        #expect(dataSet.images.shape == [1, 2, 3])
        #expect(try dataSet.images.image(1).integers() == [6, 7, 8, 9, 10, 11])
        #expect(
            try dataSet.images.images([11, 0]).integers().prefix(7) == [106, 107, 108, 109, 110, 111, 0])
        #expect(dataSet.labels?.classNames == ["0", "1", "2"])
        #expect(dataSet.labels?.classes.suffix(2) == [2, 1])
        #expect(dataSet.publicSplit?.train == Array(0..<9))
        #expect(dataSet.publicSplit?.validation == [9])
        #expect(dataSet.publicSplit?.test == [10, 11])
        #expect(dataSet.provenance.files.count == 4)
        #expect(dataSet.provenance.format == "idx")
    }

    @Test("one file is read alone, with the labels beside it or those of the card")
    func singleFile() throws {
        let beside = try ImageFixtures.load(ImageFixtures.idxFolder(), file: "t10k-images-idx3-ubyte")
        #expect(beside.images.count == 2)
        #expect(beside.labels?.classes == [2, 1])
        #expect(beside.publicSplit == nil)
        let files: [String: Data?] = [
            "a.bin": ImageFixtures.idx([2, 1, 1], [7, 8]), "b.bin": ImageFixtures.idx([2], [1, 0]),
            "data.yaml": Data("format: idx\nfile: a.bin\nfiles: {labels: b.bin}\n".utf8),
        ]
        #expect(try ImageFixtures.load(files).labels?.classes == [1, 0])
        #expect(try ImageFixtures.load(["a.bin": files["a.bin"] ?? nil], file: "a.bin").labels == nil)
    }

    @Test("a folder without a test part has no public split; without labels it has no classes")
    func parts() throws {
        let changes: [String: Data?] = ["t10k-images-idx3-ubyte": nil, "t10k-labels-idx1-ubyte": nil]
        let train = try ImageFixtures.load(ImageFixtures.idxFolder(changes))
        #expect(train.images.count == 10)
        #expect(train.publicSplit == nil)
        let unlabelled = try ImageFixtures.load(
            ImageFixtures.idxFolder(["t10k-labels-idx1-ubyte": nil, "train-labels-idx1-ubyte": nil]))
        #expect(unlabelled.labels == nil)
        #expect(unlabelled.publicSplit?.test == [10, 11])
    }

    private static let malformed: [(file: String, data: Data?, code: String, hint: String)] = [
        ("train-images-idx3-ubyte", Data(), "idx.magic", "an empty file"),
        ("train-images-idx3-ubyte", Data("<html>".utf8), "idx.magic", "3c 68 74 6d"),
        ("train-images-idx3-ubyte", Data([0, 0, 8, 3, 0, 0]), "idx.truncated", "inside its header of 16"),
        (
            "train-images-idx3-ubyte", ImageFixtures.idx([10, 2, 3], [1, 2]), "idx.truncated",
            "2 bytes follow the header, expected 60"
        ),
        (
            "t10k-images-idx3-ubyte", ImageFixtures.idx([1, 2, 3], [UInt8](repeating: 0, count: 7)),
            "idx.size",
            "7 bytes follow"
        ),
        (
            "train-images-idx3-ubyte", ImageFixtures.idx([1, 2, 3], [], type: 13), "idx.type",
            "0xd, expected 0x8"
        ),
        (
            "train-images-idx3-ubyte", ImageFixtures.idx(Array(repeating: 1 << 31, count: 3), []), "idx.size",
            "too large"
        ),
        ("train-images-idx3-ubyte", ImageFixtures.idx([0, 2, 3], []), "idx.empty", "[0, 2, 3]"),
        ("train-images-idx3-ubyte", ImageFixtures.idx([2], [0, 1]), "idx.axes", "of 1 axes [2]"),
        ("train-labels-idx1-ubyte", ImageFixtures.idx([2, 1, 1], [0, 1]), "idx.axes", "expected 1: labels"),
        (
            "train-labels-idx1-ubyte", ImageFixtures.idx([2], [0, 1]), "idx.count",
            "2 labels for the 10 images"
        ),
        ("t10k-images-idx3-ubyte", ImageFixtures.idx([1, 1, 1], [0]), "idx.shape", "[1, 1]"),
        ("train-images-idx3-ubyte", nil, "idx.missing", "not beside it"),
        ("t10k-labels-idx1-ubyte", nil, "idx.labels", "the other has none"),
        ("train-images-idx3-ubyte.gz", Data([0x1F, 0x8B, 8, 0]), "idx.ambiguous", "both for the same part"),
    ]

    @Test("refuses malformed files, naming file, finding and expectation", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let files = ImageFixtures.idxFolder([wanted.file: wanted.data])
        let error = #expect(throws: DataError.self) { try ImageFixtures.load(files) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.message.contains("ubyte") == true)
        #expect(error?.fix.isEmpty == false)
    }

    @Test(
        "reads MNIST and Fashion-MNIST as published", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: [
            ("mnist", [5923, 6742, 5958, 6131, 5842]), ("fashion-mnist", [6000, 6000, 6000, 6000, 6000]),
        ])
    func published(name: String, counts: [Int]) throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent(name)
        let dataSet = try DataSet.load(folder).content(as: ImageDataSet.self, "images")
        #expect(dataSet.images.shape == [1, 28, 28])
        let split = try #require(dataSet.publicSplit)
        let partCounts = [split.train.count, split.validation.count, split.test.count]
        #expect(partCounts == [54000, 6000, 10000])
        let train = try #require(dataSet.labels).classes.prefix(60000)
        #expect((0..<5).map { label in train.filter { $0 == label }.count } == counts)
        let sums = try Fixtures.json("oracles/images.json")
        let images = try #require(dataSet.images as? ImageArray)
        #expect(try images.pixels.sum(dtype: .int64).integerItem() == sums["sums"]?[name]?.integer)
    }
}
