// MNIST and all that comes in its format: images and labels as idx arrays.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads idx images: a folder with training and test files, or one file of images.
///
/// A folder holds `train-images…` and `train-labels…`, `t10k-images…` and `t10k-labels…` (or `test-…`), as `.gz` or
/// not. Both parts become one data set, training images first; the public split has the test part as test and the last
/// tenth of the training part as validation. The labels of a single file are those that the card names (`files:
/// labels:`), or those of the file beside it that has "labels-idx1" for "images-idx3" in its name.
/// - Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File formats".
public enum IDX: DataReader {
    /// Id of the format.
    public static let id = "idx"
    /// How the format is recognised.
    public static let summary = "folder with train-images-idx3-ubyte[.gz] ..., or one such file"
    /// The files of a data set lie in one folder.
    public static let readsFolders = true

    /// Whether the folder holds files with names of the format, or the file begins as an array of images.
    public static func recognizes(_ url: URL) -> Bool {
        if let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) {
            return names.contains { role(of: $0) != nil }
        }
        return IDXFile.begins(url, axisCount: 3)
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let files = try Files(source)
        var parts: [ImagePart] = []
        var imageShape: [Int] = []
        for part in files.parts {
            let images = try IDXFile(part.images)
            try images.require(axisCount: 3, "3: images, rows, columns")
            try checkShape(images, imageShape)
            imageShape = [1] + images.shape.dropFirst()
            parts.append(try self.part(images, labels: part.labels))
        }
        let labels = try classLabels(parts, names: files.names)
        return try ImageDataSet(
            ImageArray(try ImageParts.pixels(parts, imageShape: imageShape)), labels: labels,
            publicSplit: try ImageParts.publicSplit(
                trainCount: files.hasBothParts ? parts[0].count : 0, testCount: parts.last?.count ?? 0,
                labels: labels, name: source.url.path),
            provenance: try source.provenance(files: files.all))
    }

    private static func checkShape(_ images: IDXFile, _ expected: [Int]) throws {
        guard images.shape.allSatisfy({ $0 > 0 }) else {
            throw images.problem("empty", "it holds \(images.shape) images", fix: "Fetch the file again.")
        }
        guard expected.isEmpty || [1] + images.shape.dropFirst() == expected else {
            throw images.problem(
                "shape",
                "its images are \(Array(images.shape.dropFirst())), those of the training part "
                    + "\(Array(expected.dropFirst()))", fix: "Take both parts from one data set.")
        }
    }

    private static func part(_ images: IDXFile, labels url: URL?) throws -> ImagePart {
        let count = images.shape[0]
        guard let url else { return ImagePart(pieces: [images.bytes], classes: nil, count: count) }
        let labels = try IDXFile(url)
        try labels.require(axisCount: 1, "1: labels")
        guard labels.shape[0] == count else {
            throw labels.problem(
                "count", "it holds \(labels.shape[0]) labels for the \(count) images of \(images.path)",
                fix: "Take both files from one data set.")
        }
        return ImagePart(pieces: [images.bytes], classes: labels.bytes.map { Int($0) }, count: count)
    }

    /// Classes are named by their numbers, 0 up to the largest that occurs.
    private static func classLabels(_ parts: [ImagePart], names: String) throws -> ClassLabels? {
        let known = parts.compactMap(\.classes)
        if known.isEmpty { return nil }
        guard known.count == parts.count else {
            throw DataError(
                "idx.labels", "\(names): one part has labels, the other has none.",
                fix: "Add the missing file of labels.")
        }
        let classes = known.flatMap { $0 }
        return try ClassLabels(classes, classNames: (0...(classes.max() ?? 0)).map(String.init))
    }
}

extension IDX {
    /// What a file of the folder is.
    private enum Role: Hashable {
        case images(isTest: Bool)
        case labels(isTest: Bool)
    }

    private static func role(of name: String) -> Role? {
        let name = name.lowercased()
        guard name.contains("idx"), name.contains("ubyte") else { return nil }
        let isTrain = name.contains("train-")
        guard isTrain || name.contains("t10k-") || name.contains("test-") else { return nil }
        if name.contains("images") { return .images(isTest: !isTrain) }
        return name.contains("labels") ? .labels(isTest: !isTrain) : nil
    }

    /// The files of a data set.
    private struct Files {
        /// Training images first.
        var parts: [(images: URL, labels: URL?)]
        var hasBothParts: Bool { parts.count == 2 }
        var all: [URL] { parts.flatMap { [$0.images] + ($0.labels.map { [$0] } ?? []) } }
        var names: String { all.map(\.lastPathComponent).joined(separator: ", ") }

        init(_ source: DataSource) throws {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: source.url.path) else {
                parts = [(source.url, Self.labels(of: source))]
                return
            }
            var found: [Role: URL] = [:]
            for name in names.sorted() {
                guard let role = IDX.role(of: name) else { continue }
                let url = source.url.appendingPathComponent(name)
                if let other = found[role] { throw Self.ambiguous(other, name) }
                found[role] = url
            }
            parts = try [false, true].compactMap { isTest in
                guard let images = found[.images(isTest: isTest)] else {
                    guard let labels = found[.labels(isTest: isTest)] else { return nil }
                    throw DataError(
                        "idx.missing", "\(labels.path): the file of the images is not beside it.",
                        fix: "Fetch the images too.")
                }
                return (images, found[.labels(isTest: isTest)])
            }
            guard parts.isEmpty else { return }
            throw DataError(
                "idx.missing", "\(source.url.path): there are no files of images.",
                fix: "Expected train-images-idx3-ubyte[.gz] and t10k-images-idx3-ubyte[.gz].")
        }

        /// The labels that the card names, or those that lie beside a file by name.
        private static func labels(of source: DataSource) -> URL? {
            let folder = source.url.deletingLastPathComponent()
            if let file = source.card.files?["labels"] { return folder.appendingPathComponent(file) }
            let name = source.url.lastPathComponent
            let other = name.replacingOccurrences(of: "images", with: "labels")
                .replacingOccurrences(of: "idx3", with: "idx1")
            let url = folder.appendingPathComponent(other)
            return other != name && FileManager.default.fileExists(atPath: url.path) ? url : nil
        }

        private static func ambiguous(_ first: URL, _ second: String) -> DataError {
            DataError(
                "idx.ambiguous", "\(first.path) and \(second) are both for the same part.",
                fix: "Keep one of them in the folder.")
        }
    }
}
