// Images as one NumPy array.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads a .npy array of images: `[count, rows, columns]`, or of four axes with 1 or 3 channels last or first.
///
/// Bytes are taken as they are; floats must lie in 0...1 and become bytes (times 255, rounded). The card can name a
/// .npy file of class numbers (`files: labels:`).
public enum ImageArrayNPY: DataReader {
    /// Id of the format.
    public static let id = "npy-images"
    /// How the format is recognised.
    public static let summary = ".npy array [images, rows, columns] or with 1 or 3 channels, bytes or 0...1"

    /// Whether the file is an array whose header has three axes, or four with channels.
    public static func recognizes(_ url: URL) -> Bool {
        guard url.pathExtension == "npy", let header = try? beginning(of: url, count: 512) else {
            return false
        }
        // The header is the text of a Python dictionary; a whole reading of the array would be too much here.
        let text = String(decoding: header, as: UTF8.self)
        guard text.contains("NUMPY"), let start = text.range(of: "'shape': ("),
            let end = text[start.upperBound...].firstIndex(of: ")")
        else { return false }
        let shape = text[start.upperBound..<end].split(separator: ",")
            .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        return shape.count == 3 || (shape.count == 4 && channelAxis(shape) != nil)
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let images = try self.images(try NPY.read(source.url), path: source.url.path)
        var files = [source.url]
        var labels: ClassLabels?
        if let name = source.card.files?["labels"] {
            let url = source.url.deletingLastPathComponent().appendingPathComponent(name)
            labels = try classLabels(url, count: images.shape[0])
            files.append(url)
        }
        return try ImageDataSet(
            ImageArray(try bytes(images, path: source.url.path)), labels: labels,
            provenance: try source.provenance(files: files))
    }

    /// Where an array of four axes has its channels: last, else second.
    private static func channelAxis(_ shape: [Int]) -> Int? {
        if [1, 3].contains(shape[3]) { return 3 }
        return [1, 3].contains(shape[1]) ? 1 : nil
    }

    /// Brings the array to `[count, channels, height, width]`.
    private static func images(_ array: Tensor, path: String) throws -> Tensor {
        let shape = array.shape
        guard !shape.contains(0) else {
            throw problem("empty", path, "the array \(shape) is empty", fix: "Name an array with images.")
        }
        if shape.count == 3 { return try array.unsqueezed(axis: 1) }
        guard shape.count == 4, let axis = channelAxis(shape) else {
            throw problem(
                "shape", path,
                "the array is \(shape), expected [count, rows, columns] or four axes with 1 or 3 channels last "
                    + "or second", fix: "Reshape it.")
        }
        return axis == 1 ? array : try array.permuted([0, 3, 1, 2]).contiguous()
    }

    private static func bytes(_ images: Tensor, path: String) throws -> Tensor {
        if images.dtype == .uint8 { return images }
        guard [.float32, .float64].contains(images.dtype) else {
            throw problem(
                "type", path, "the elements are \(images.dtype), expected uint8, float32 or float64",
                fix: "Convert the array.")
        }
        let (least, most) = (try images.min().item(), try images.max().item())
        guard least >= 0, most <= 1 else {
            throw problem(
                "range", path, "the elements lie in \(least)...\(most), expected floats in 0...1",
                fix: "Scale the array, or store bytes.")
        }
        return try (images * 255).round().converted(to: .uint8)
    }

    private static func classLabels(_ url: URL, count: Int) throws -> ClassLabels {
        let labels = try NPY.read(url)
        guard labels.shape == [count], !labels.dtype.isFloatingPoint else {
            throw problem(
                "labels", url.path,
                "it holds \(labels.dtype) \(labels.shape), expected \(count) whole numbers",
                fix: "Give one class number per image.")
        }
        let classes = try labels.integers()
        if let image = classes.firstIndex(where: { $0 < 0 || $0 > 1 << 20 }) {
            throw problem(
                "labels", url.path, "image \(image) has the class \(classes[image])",
                fix: "Number classes from 0.")
        }
        return try ClassLabels(classes, classNames: (0...(classes.max() ?? 0)).map(String.init))
    }

    private static func problem(_ code: String, _ path: String, _ what: String, fix: String) -> DataError {
        DataError("image-array.\(code)", "\(path): \(what).", fix: fix)
    }
}
