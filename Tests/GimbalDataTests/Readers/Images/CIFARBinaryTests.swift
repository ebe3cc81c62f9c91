// CIFAR's binary version: folders, archives, and every malformed file that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("CIFARBinary")
struct CIFARBinaryTests {
    @Test("batches follow one another, the test batch last")
    func reads() throws {
        let dataSet = try ImageFixtures.load(ImageFixtures.cifarFolder())
        #expect(dataSet.images.shape == [3, 32, 32])
        #expect(
            try dataSet.images.images(Array(0..<12)).select(0, axis: 1)[0..., 5, 7].integers()
                == Array(0..<12))
        #expect(dataSet.labels?.classNames == ["plane", "car", "bird"])
        #expect(dataSet.labels?.classes == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 1])
        #expect(dataSet.publicSplit?.validation == [9])
        #expect(dataSet.publicSplit?.test == [10, 11])
        #expect(
            try ImageFixtures.load(ImageFixtures.cifarFolder(["batches.meta.txt": nil])).labels?.classNames
                == [
                    "0", "1", "2",
                ])
    }

    @Test("CIFAR-100 has fine labels, or coarse ones if the card asks for them")
    func hundred() throws {
        var files: [String: Data?] = [
            "train.bin": ImageFixtures.cifar([[0, 1], [1, 0], [0, 2]]),
            "test.bin": ImageFixtures.cifar([[1, 1]], first: 3),
            "fine_label_names.txt": Data("apple\nbear\nclock\n".utf8),
            "coarse_label_names.txt": Data("plants\nothers\n".utf8),
        ]
        let fine = try ImageFixtures.load(files)
        #expect(fine.labels?.classes == [1, 0, 2, 1])
        #expect(fine.labels?.classNames == ["apple", "bear", "clock"])
        #expect(try fine.images.images([0, 3]).amax(axes: [1, 2, 3]).integers() == [0, 3])
        files["data.yaml"] = Data("format: cifar\ntargets: [coarse]\n".utf8)
        let coarse = try ImageFixtures.load(files)
        #expect(coarse.labels?.classes == [0, 1, 0, 1])
        #expect(coarse.labels?.classNames == ["plants", "others"])
    }

    @Test("archives are read as they are, long names included")
    func archive() throws {
        let folder = ImageFixtures.cifarFolder()
        let files = folder.sorted { $0.key < $1.key }.compactMap { name, data in
            data.map { (name: "cifar-10-batches-bin/" + name, data: $0) }
        }
        let dataSet = try ImageFixtures.load(["c.tar": ImageFixtures.tar(files)], file: "c.tar")
        #expect(dataSet.labels?.classes == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 1])
        #expect(dataSet.provenance.files == ["c.tar"])
        let long = String(repeating: "folder/", count: 20) + "batches.meta.txt"
        let renamed = ImageFixtures.tar(files, longName: long)
        #expect(try ImageFixtures.load(["c.tar": renamed], file: "c.tar").labels?.classNames[0] == "plane")
    }

    private static let malformed: [(file: String, data: Data?, code: String, hint: String)] = [
        ("data_batch_1.bin", Data(), "cifar.empty", "data_batch_1.bin: it has 0 bytes"),
        ("data_batch_2.bin", Data(count: 3100), "cifar.truncated", "1 records and 27 bytes"),
        ("data_batch_1.bin", nil, "cifar.missing", "there is a batch 2"),
        ("test_batch.bin", nil, "cifar.missing", "test_batch.bin: it is missing; found"),
        ("batches.meta.txt", Data("plane\ncar\n".utf8), "cifar.label", "record 2 has the label 2"),
        ("batches.meta.txt", Data("a\na\nb\n".utf8), "cifar.names", "a class twice"),
        ("batches.meta.txt", Data("\n\n".utf8), "cifar.names", "names no class"),
    ]

    @Test("refuses malformed folders, naming file, finding and expectation", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let files = ImageFixtures.cifarFolder([wanted.file: wanted.data])
        let error = #expect(throws: DataError.self) { try ImageFixtures.load(files) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses damaged and truncated archives")
    func damaged() throws {
        let tar = ImageFixtures.tar([
            ("data_batch_1.bin", ImageFixtures.cifar([[1]])), ("test_batch.bin", Data()),
        ])
        let cut = #expect(throws: DataError.self) {
            try ImageFixtures.load(["c.tar": tar.prefix(2000)], file: "c.tar")
        }
        #expect(cut?.code == "data.tar.truncated")
        #expect(cut?.message.contains("has 3073 bytes, but only 1488 follow") == true)
        var broken = tar
        broken[512 + 3584 + 10] ^= 0xFF
        let header = #expect(throws: DataError.self) {
            try ImageFixtures.load(["c.tar": broken], file: "c.tar")
        }
        #expect(header?.code == "data.tar.header")
        #expect(header?.message.contains("byte 4096") == true)
        let text = #expect(throws: DataError.self) {
            try Fixtures.withTemporaryFolder { folder in
                let url = folder.appendingPathComponent("c.tar")
                try Data("no archive".utf8).write(to: url)
                return try DataSet.load("cifar:\(url.path)")
            }
        }
        #expect(text?.code == "data.tar.header")
    }

    @Test("reads the archive of CIFAR-10", .enabled(if: TestEnvironment.dataFolder != nil))
    func published() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("cifar10")
        let url = folder.appendingPathComponent("cifar-10-binary-subset.tar.gz")
        let dataSet = try DataSet.load(url).content(as: ImageDataSet.self, "images")
        let split = try #require(dataSet.publicSplit)
        let partCounts = [split.train.count, split.validation.count, split.test.count]
        #expect(partCounts == [2880, 320, 800])
        #expect(dataSet.labels?.counts == [Int](repeating: 400, count: 10))
        #expect(dataSet.labels?.classNames.prefix(2) == ["airplane", "automobile"])
        let sums = try Fixtures.json("oracles/images.json")
        let images = try #require(dataSet.images as? ImageArray)
        #expect(try images.pixels.sum(dtype: .int64).integerItem() == sums["sums"]?["cifar10"]?.integer)
    }
}
