// Frames of a video, and images with masks.
import Foundation
import GimbalCore
import GimbalData
import GimbalImages
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("ImageSequence and ImagePairs")
struct SequenceAndPairTests {
    private static func frames(_ numbers: [Int], card: String = "") throws -> [String: Data] {
        var files = Dictionary(
            uniqueKeysWithValues: try numbers.map { ("frame_\($0).png", try Samples.plain($0)) })
        if !card.isEmpty { files["data.yaml"] = Data(card.utf8) }
        return files
    }

    @Test("frames follow one another by number, with the card's frame rate")
    func sequence() throws {
        let card = "format: image-sequence\nframe-rate: 12.5\n"
        let files = try Self.frames([0, 5, 10, 15], card: card)
        try Samples.withFolder(files) { folder in
            let dataSet = try DataSet.load(folder, formats: .withImages).content(
                as: ImageDataSet.self, "images")
            #expect(dataSet.frameRate == 12.5)
            #expect(
                try dataSet.images.images([0, 1, 2, 3]).amax(axes: [1, 2, 3]).integers() == [0, 5, 10, 15])
        }
        let plain = try Samples.load(try Self.frames([8, 9, 10]))
        #expect(plain.provenance.format == "image-sequence")
        #expect(plain.frameRate == nil)
    }

    private static let card = "format: image-sequence\n"

    private static let malformed:
        [(files: @Sendable () throws -> [String: Data], code: String, hint: String)] = [
            ({ try frames([1, 2, 5, 6]) }, "sequence.gap", "frame_2.png and frame_5.png"),
            (
                { try frames([1, 2]).merging(["frame_01.png": try Samples.plain(1)]) { $1 } },
                "sequence.duplicate", "same number"
            ),
            (
                { try frames([1, 2]).merging(["frame_3.png": try Samples.plain(1, height: 5)]) { $1 } },
                "sequence.shape", "5 x 3 pixels"
            ),
            (
                { try frames([1, 2], card: card).merging(["cover.png": try Samples.plain(1)]) { $1 } },
                "sequence.name", "cover.png"
            ),
            ({ try frames([], card: card) }, "sequence.empty", "no frame"),
            ({ try frames([1, 2], card: card + "frame-rate: 0\n") }, "sequence.rate", "0.0"),
            (
                { ["image/a.png": try Samples.plain(1), "label/b.png": try Samples.plain(1)] },
                "pairs.missing", "image/a.png: there is no mask"
            ),
            (
                {
                    [
                        "image/a.png": try Samples.plain(1), "mask/a.png": try Samples.plain(1),
                        "mask/b.png": try Samples.plain(1),
                    ]
                }, "pairs.missing", "mask/b.png: there is no image"
            ),
            (
                { ["image/a.png": try Samples.plain(1), "label/a.png": try Samples.plain(1, height: 9)] },
                "pairs.shape", "the mask has 9 x 3 pixels, its image 2 x 3"
            ),
            (
                { ["image/a.png": try Samples.plain(1), "image/a.bmp": Data(), "label/a.png": Data()] },
                "pairs.duplicate", "same name"
            ),
            (
                { ["image/a.png": Data(), "data.yaml": Data("format: image-pairs\n".utf8)] }, "pairs.folder",
                "no folder label or labels"
            ),
            (
                {
                    [
                        "image/a.png": Data(), "mask/a.txt": Data(),
                        "data.yaml": Data("format: image-pairs\n".utf8),
                    ]
                }, "pairs.empty", "no image in it"
            ),
        ]

    @Test("refuses malformed folders, naming files and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let files = try wanted.files()
        let error = #expect(throws: DataError.self) { try Samples.load(files) }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("masks belong to images by name, in numeric order")
    func pairs() throws {
        var files: [String: Data] = [:]
        for number in [1, 2, 10] {
            files["images/\(number).png"] = try Samples.plain(number)
            files["masks/\(number).bmp"] = try Samples.plain(100 + number)
        }
        try Samples.withFolder(files) { folder in
            let dataSet = try DataSet.load(folder, formats: .withImages).content(
                as: ImageDataSet.self, "images")
            #expect(dataSet.provenance.format == "image-pairs")
            #expect(try dataSet.images.images([0, 1, 2]).amax(axes: [1, 2, 3]).integers() == [1, 2, 10])
            let masks = try #require(dataSet.masks)
            #expect(try masks.images([0, 1, 2]).amax(axes: [1, 2, 3]).integers() == [101, 102, 110])
        }
    }

    @Test("reads the membranes with their masks", .enabled(if: TestEnvironment.dataFolder != nil))
    func published() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("membrane")
        let dataSet = try DataSet.load(folder, formats: .withImages).content(as: ImageDataSet.self, "images")
        #expect(dataSet.images.count == 15)
        #expect(dataSet.images.shape == [1, 512, 512])
        let mask = try #require(dataSet.masks).image(10)
        #expect(Set(try mask.integers()) == [0, 255])
    }

    @Test(
        "reads the PNG sample of CIFAR-10 with its table of labels",
        .enabled(if: TestEnvironment.dataFolder != nil))
    func zipped() throws {
        let root = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "cifar10/kaggle-png-sample")
        var files: [String: Data] = [
            "data.yaml": Data(
                "format: image-folder\nlabels: {file: trainLabels.csv, id: id, value: label}\n".utf8)
        ]
        for name in ["train_tiny.zip", "trainLabels.csv.zip"] {
            let archive = try ZipArchive(root.appendingPathComponent(name), limit: 1 << 24)
            for entry in archive.entries where !entry.name.hasSuffix("/") {
                files[String(try #require(entry.name.split(separator: "/").last))] = try archive.contents(
                    of: entry)
            }
        }
        let dataSet = try Samples.load(files)
        #expect(dataSet.images.count == 100)
        #expect(dataSet.images.shape == [3, 32, 32])
        #expect(dataSet.labels?.classNames.count == 10)
        #expect(dataSet.labels?.counts.reduce(0, +) == 100)
    }
}
