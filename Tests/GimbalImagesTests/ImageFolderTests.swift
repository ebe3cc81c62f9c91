// Folders of images: classes, parts, tables of labels, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalImages
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("ImageFolder")
struct ImageFolderTests {
    private static func files(_ names: [String]) throws -> [String: Data] {
        Dictionary(uniqueKeysWithValues: try names.enumerated().map { ($1, try Samples.plain($0)) })
    }

    @Test("classes are named by folders, images ordered by class and name")
    func classes() throws {
        var files = try Self.files(["dog/b.png", "cat/2.png", "cat/1.PNG", "cat/more/3.png"])
        files["cat/notes.txt"] = Data("no image".utf8)
        files[".hidden.png"] = Data()
        try Samples.withFolder(files) { folder in
            let dataSet = try DataSet.load(folder, formats: .withImages).content(
                as: ImageDataSet.self, "images")
            #expect(dataSet.labels?.classNames == ["cat", "dog"])
            #expect(dataSet.labels?.classes == [0, 0, 0, 1])
            #expect(dataSet.images.shape == [1, 2, 3])
            #expect(
                try dataSet.images.images([0, 1, 2, 3]).amax(axes: [1, 2, 3]).integers() == [2, 1, 3, 0])
            #expect(dataSet.publicSplit == nil)
            #expect(dataSet.provenance.files.contains("cat/more/3.png"))
        }
    }

    @Test("folders train, val and test become the public split; test images may lack classes")
    func parts() throws {
        let files = try Self.files([
            "train/a/1.png", "train/b/2.png", "val/a/3.png", "test/4.png", "test/5.png",
        ])
        let dataSet = try Samples.load(files)
        // Parts are read in the order of their names: test, train, val.
        #expect(dataSet.labels?.classes == [nil, nil, 0, 1, 0])
        #expect(dataSet.publicSplit?.train == [2, 3])
        #expect(dataSet.publicSplit?.validation == [4])
        #expect(dataSet.publicSplit?.test == [0, 1])
    }

    @Test("images without folders have no classes, or those of a table")
    func flat() throws {
        var files = try Self.files(["1.png", "2.png", "10.png"])
        #expect(try Samples.load(files).labels == nil)
        files["labels.csv"] = Data("id,label\n1,frog\n2,truck\n10,frog\n11,cat\n".utf8)
        files["data.yaml"] = Data("format: image-folder\nlabels: {file: labels.csv}\n".utf8)
        let dataSet = try Samples.load(files)
        #expect(dataSet.labels?.classNames == ["frog", "truck"])
        // By name: 1.png, 10.png, 2.png.
        #expect(dataSet.labels?.classes == [0, 0, 1])
        files["labels.csv"] = Data("1.png,frog\n2.png,\n10.png,cat\n".utf8)
        #expect(try Samples.load(files).labels?.classes == [1, 0, nil])
    }

    @Test("grey and coloured images share three channels; different sizes can be resized")
    func mixed() throws {
        let files = ["a.png": try Samples.plain(9), "b.png": try Samples.plain(5, channels: 3)]
        try Samples.withFolder(files) { folder in
            let images = try DataSet.load(folder, formats: .withImages).content(
                as: ImageDataSet.self, "images"
            ).images
            #expect(images.shape == [3, 2, 3])
            #expect(try images.images([0, 1]).amin(axes: [2, 3]).integers() == [9, 9, 9, 5, 5, 5])
        }
        let sizes = ["a.png": try Samples.plain(9), "b.png": try Samples.plain(5, height: 4, width: 4)]
        try Samples.withFolder(sizes) { folder in
            let images = try DataSet.load(folder, formats: .withImages).content(
                as: ImageDataSet.self, "images"
            ).images
            #expect(images.shape == nil)
            let error = #expect(throws: DataError.self) { try images.images([0, 1]) }
            #expect(error?.message.contains("has 4 x 4 pixels") == true)
            let resized = try ResizedImages(images, height: 3, width: 5)
            #expect(resized.shape == [1, 3, 5])
            #expect(try resized.images([0, 1]).amax(axes: [1, 2, 3]).integers() == [9, 5])
            #expect(throws: DataError.self) { try ResizedImages(images, height: 0, width: 5) }
        }
    }

    @Test("the checksum changes when an image moves to another class")
    func checksum() throws {
        let first = try Samples.load(["a/1.png": try Samples.plain(1), "b/2.png": try Samples.plain(2)])
        let moved = try Samples.load(["a/2.png": try Samples.plain(2), "b/1.png": try Samples.plain(1)])
        #expect(first.provenance.checksum != moved.provenance.checksum)
    }

    private static let card = Data("format: image-folder\nlabels: {file: l.csv}\n".utf8)

    private static let malformed: [(files: [String: Data], code: String, hint: String)] = [
        (["a/x.png": Data("text".utf8)], "image.format", "x.png: the file is a text"),
        (["a/x.jpg": Data()], "image.format", "x.jpg: the file is empty"),
        (["data.yaml": card, "readme.txt": Data("a".utf8)], "image-folder.empty", "no image in it"),
        (["data.yaml": card, "x.bmp": Data(), "l.csv": Data("x\n".utf8)], "csv.fields", "line 1"),
        (
            ["data.yaml": card, "x.bmp": Data(), "l.csv": Data("id,c\ny.bmp,a\n".utf8)], "csv.image",
            "image x.bmp"
        ),
        (["data.yaml": card, "x.bmp": Data(), "l.csv": Data("x,a\nx,b\n".utf8)], "csv.duplicate", "line 2"),
        (
            [
                "x.bmp": Data(), "l.csv": Data("id,c\nx,b\n".utf8),
                "data.yaml": Data("format: image-folder\nlabels: {file: l.csv, value: class}\n".utf8),
            ], "csv.column", "\"class\""
        ),
    ]

    @Test("refuses malformed folders, naming the file", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Samples.load(wanted.files) }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("a class folder of a part must not be empty; a file is no folder")
    func emptyClass() throws {
        try Samples.withFolder(["train/a/1.png": try Samples.plain(1), "train/b/x.txt": Data()]) { folder in
            let error = #expect(throws: DataError.self) { try DataSet.load(folder, formats: .withImages) }
            #expect(error?.code == "data.image-folder.class")
            #expect(error?.message.contains("train/b: there is no image") == true)
            let file = folder.appendingPathComponent("train/a/1.png")
            let single = #expect(throws: DataError.self) {
                try DataSet.load("image-folder:\(file.path)", formats: .withImages)
            }
            #expect(single?.code == "data.image-folder.file")
        }
    }

    @Test("reads a folder of photographs", .enabled(if: TestEnvironment.dataFolder != nil))
    func published() throws {
        let root = try #require(TestEnvironment.dataFolder)
        for (name, count) in [("set5", 5), ("bsd68", 40)] {
            let dataSet = try DataSet.load(root.appendingPathComponent(name), formats: .withImages)
                .content(as: ImageDataSet.self, "images")
            #expect(dataSet.images.count == count)
            #expect(dataSet.images.shape == nil)
        }
    }
}
