// Image files in folders that are named by class.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor

/// Reads a folder of images.
///
/// - One folder per class, named by it: `cat/1.png`, `dog/2.jpg`. Images below a class folder count as well.
/// - Folders `train`, `val` (or `valid`, `validation`) and `test` above those of the classes become the public split;
///   images that lie in such a folder itself have no class.
/// - Images directly in the folder, without classes, or with those of a table: the card's
///   `labels: {file: labels.csv, id: COLUMN, value: COLUMN}`; ids are file names, with or without their ending.
///
/// Files that are no images by their names are passed over; images are ordered by class, then by name.
public enum ImageFolder: DataReader {
    /// Id of the format.
    public static let id = "image-folder"
    /// How the format is recognised.
    public static let summary = "folder of .png, .jpg or .bmp files, in folders named by class or not"
    /// The format is a folder.
    public static let readsFolders = true

    /// Whether there is an image in the folder, or up to two folders below.
    public static func recognizes(_ url: URL) -> Bool { hasImages(url, depth: 2) }

    private static func hasImages(_ folder: URL, depth: Int) -> Bool {
        guard let names = ImageNames.contents(folder) else { return false }
        if names.contains(where: ImageNames.isImage) { return true }
        return depth > 0 && names.contains { hasImages(folder.appendingPathComponent($0), depth: depth - 1) }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let found = try Finding(source)
        var extra: [URL] = []
        var texts = found.classes
        if let table = source.card.labels {
            let url = source.url.appendingPathComponent(table.file)
            texts = try ImageLabelTable(url, table, names: found.urls.map(\.lastPathComponent)).classes
            extra = [url]
        }
        let labels = texts.contains { $0 != nil } ? ClassLabels(texts: texts) : nil
        return try ImageDataSet(
            try ImageFiles(found.urls), labels: labels, publicSplit: try found.split(source.url.path),
            provenance: try ImageNames.provenance(source, found.urls, extra: extra))
    }

    /// A part of the public split.
    private enum Part: String, CaseIterable {
        case train, validation, test

        init?(folder: String) {
            switch folder.lowercased() {
            case "train", "training": self = .train
            case "val", "valid", "validation": self = .validation
            case "test", "testing": self = .test
            default: return nil
            }
        }
    }

    /// The images of a folder with what their places say.
    private struct Finding {
        var urls: [URL] = []
        var classes: [String?] = []
        var parts: [Part?] = []

        init(_ source: DataSource) throws {
            let folder = source.url
            guard ImageNames.isFolder(folder) else {
                try checkReadable(folder)
                throw DataError(
                    "image-folder.file", "\(folder.path) is a file, expected a folder of images.",
                    fix: "Name the folder.")
            }
            let folders = ImageNames.folders(in: folder)
            let partFolders = folders.filter { Part(folder: $0) != nil }
            if partFolders.contains(where: { Part(folder: $0) == .train }) {
                for name in partFolders { try add(folder.appendingPathComponent(name), Part(folder: name)) }
            } else {
                try add(folder, nil)
            }
            guard urls.isEmpty else { return }
            throw DataError(
                "image-folder.empty", "\(folder.path): there is no image in it.",
                fix: "Images end in \(ImageFormat.pathExtensions.sorted().joined(separator: ", ")).")
        }

        /// Adds images directly in a folder, then those of its class folders.
        private mutating func add(_ folder: URL, _ part: Part?) throws {
            append(ImageNames.images(in: folder).map { folder.appendingPathComponent($0) }, nil, part)
            for name in ImageNames.folders(in: folder) {
                let images = Self.imagesBelow(folder.appendingPathComponent(name))
                if images.isEmpty, part != nil {
                    throw DataError(
                        "image-folder.class",
                        "\(folder.appendingPathComponent(name).path): there is no image of this class.",
                        fix: "Add images or remove the folder.")
                }
                append(images, name, part)
            }
        }

        private mutating func append(_ images: [URL], _ label: String?, _ part: Part?) {
            urls += images
            classes += images.map { _ in label }
            parts += images.map { _ in part }
        }

        private static func imagesBelow(_ folder: URL) -> [URL] {
            let inner = ImageNames.folders(in: folder).flatMap {
                imagesBelow(folder.appendingPathComponent($0))
            }
            return ImageNames.images(in: folder).map { folder.appendingPathComponent($0) } + inner
        }

        func split(_ name: String) throws -> DataSplit? {
            func samples(_ part: Part) -> [Int] { parts.indices.filter { parts[$0] == part } }
            let train = samples(.train)
            if train.isEmpty && !parts.contains(where: { $0 != nil }) { return nil }
            return try DataSplit(
                train: train, validation: samples(.validation), test: samples(.test), count: urls.count,
                name: name)
        }
    }
}
