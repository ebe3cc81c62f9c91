// Malformed arrays of images.
import Foundation

extension MalformedFile {
    private static func idx(_ file: String, _ data: Data?) -> @Sendable () throws -> [String: Data] {
        { ImageFixtures.idxFolder([file: data]).compactMapValues { $0 } }
    }

    private static func cifar(_ file: String, _ data: Data?) -> @Sendable () throws -> [String: Data] {
        { ImageFixtures.cifarFolder([file: data]).compactMapValues { $0 } }
    }

    private static let train = "train-images-idx3-ubyte"

    static let imageArrays: [MalformedFile] = [
        .init("an error page instead of images", "idx.magic", train, files: idx(train, Data("<html>".utf8))),
        .init(
            "fewer pixels than announced", "idx.truncated", "2 bytes follow the header, expected 60",
            files: idx(train, ImageFixtures.idx([10, 2, 3], [1, 2]))),
        .init(
            "pixels of another type", "idx.type", "0xd",
            files: idx(train, ImageFixtures.idx([1, 2, 3], [], type: 13))),
        .init("no images", "idx.empty", "[0, 2, 3]", files: idx(train, ImageFixtures.idx([0, 2, 3], []))),
        .init(
            "labels for other images", "idx.count", "2 labels for the 10 images",
            files: idx("train-labels-idx1-ubyte", ImageFixtures.idx([2], [0, 1]))),
        .init("labels without images", "idx.missing", "not beside it", files: idx(train, nil)),
        .init("an empty batch", "cifar.empty", "data_batch_1.bin", files: cifar("data_batch_1.bin", Data())),
        .init(
            "a cut record", "cifar.truncated", "1 records and 27 bytes",
            files: cifar("data_batch_2.bin", Data(count: 3100))),
        .init(
            "a missing batch", "cifar.missing", "there is a batch 2", files: cifar("data_batch_1.bin", nil)),
        .init(
            "a class without a name", "cifar.label", "record 2 has the label 2",
            files: cifar("batches.meta.txt", Data("plane\ncar\n".utf8))),
        .init(
            "two classes of one name", "cifar.names", "a class twice",
            files: cifar("batches.meta.txt", Data("a\na\nb\n".utf8))),
        .init("a cut archive", "tar.truncated", "only 1488 follow", opened: "c.tar") {
            let tar = ImageFixtures.tar([
                ("data_batch_1.bin", ImageFixtures.cifar([[1]])), ("test_batch.bin", Data()),
            ])
            return ["c.tar": tar.prefix(2000)]
        },
    ]
}
