// Images and their masks in two folders, for segmentation.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor

/// Reads images with masks: `image/0.png` belongs to `label/0.png`.
///
/// Folders are named `image` or `images`, and `label`, `labels`, `mask` or `masks`; names without their endings say
/// what belongs together, in numeric order. A mask has the size of its image, and keeps the values that it has in its
/// file.
public enum ImagePairs: DataReader {
    /// Id of the format.
    public static let id = "image-pairs"
    /// How the format is recognised.
    public static let summary = "folder with image/ and label/ (or mask/) of files with equal names"
    /// The format is a folder.
    public static let readsFolders = true

    private static let imageFolders = ["image", "images"]
    private static let maskFolders = ["label", "labels", "mask", "masks"]

    /// Whether there are both folders, with images.
    public static func recognizes(_ url: URL) -> Bool {
        [imageFolders, maskFolders].allSatisfy { names in
            folder(url, names).map { !ImageNames.images(in: $0).isEmpty } ?? false
        }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let images = try files(source.url, imageFolders)
        let masks = try files(source.url, maskFolders)
        let names = ImageNames.numericOrder(Array(images.keys))
        for (own, others, what) in [(images, masks, "mask"), (masks, images, "image")] {
            if let lonely = own.keys.sorted().first(where: { others[$0] == nil }), let url = own[lonely] {
                throw problem(
                    "missing", url, "there is no \(what) of the same name",
                    fix: "Add it, or take the file away.")
            }
        }
        let urls = (names.compactMap { images[$0] }, names.compactMap { masks[$0] })
        let (pictures, labels) = (try ImageFiles(urls.0), try ImageFiles(urls.1))
        for index in names.indices where !labels.header(index).hasSize(of: pictures.header(index)) {
            let (mask, image) = (labels.header(index), pictures.header(index))
            throw problem(
                "shape", urls.1[index],
                "the mask has \(mask.height) x \(mask.width) pixels, its image \(image.height) x \(image.width)",
                fix: "Bring both to one size.")
        }
        return try ImageDataSet(
            pictures, masks: labels,
            provenance: try ImageNames.provenance(source, urls.0, extra: urls.1))
    }

    private static func folder(_ url: URL, _ names: [String]) -> URL? {
        let found = ImageNames.folders(in: url)
        return found.first { names.contains($0.lowercased()) }.map { url.appendingPathComponent($0) }
    }

    /// Files by their names without endings.
    private static func files(_ url: URL, _ names: [String]) throws -> [String: URL] {
        guard let folder = folder(url, names) else {
            throw problem(
                "folder", url, "there is no folder \(names.joined(separator: " or "))", fix: "Add it.")
        }
        var result: [String: URL] = [:]
        for name in ImageNames.images(in: folder) {
            let file = folder.appendingPathComponent(name)
            let stem = file.deletingPathExtension().lastPathComponent
            if let other = result.updateValue(file, forKey: stem) {
                throw problem(
                    "duplicate", file, "\(other.lastPathComponent) has the same name",
                    fix: "Keep one of them.")
            }
        }
        guard result.isEmpty else { return result }
        throw problem("empty", folder, "there is no image in it", fix: "Add images.")
    }

    private static func problem(_ code: String, _ url: URL, _ what: String, fix: String) -> DataError {
        DataError("pairs.\(code)", "\(url.path): \(what).", fix: fix)
    }
}
