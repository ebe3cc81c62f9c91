// CIFAR-10 and CIFAR-100 in their binary version: records of labels and pixels.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads the binary version of CIFAR-10 or CIFAR-100, from its folder or from the `.tar.gz` file itself.
///
/// A record is a label (CIFAR-100: coarse and fine label) and 3 x 32 x 32 bytes, red, green, blue. Batches become one
/// data set in the order of their numbers, the test batch last; the public split has it as test and the last tenth of
/// the training images as validation. CIFAR-100 gets its 100 fine classes, or the 20 coarse ones if the card says
/// `targets: [coarse]`.
/// - Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images"; the data's web page, "Binary
///   version".
public enum CIFARBinary: DataReader {
    /// Id of the format.
    public static let id = "cifar"
    /// How the format is recognised.
    public static let summary =
        "folder or .tar.gz with data_batch_1.bin, test_batch.bin (CIFAR-10) or train.bin, test.bin (CIFAR-100)"
    /// The batches lie in one folder.
    public static let readsFolders = true

    /// Whether names of files in the folder or the archive are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        if let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) {
            return hasKnownNames(names)
        }
        guard url.lastPathComponent.hasSuffix(".tar") || ["gz", "tgz"].contains(url.pathExtension),
            let start = try? beginning(of: url, count: 1 << 16)
        else { return false }
        return hasKnownNames(
            TarArchive.names(inBeginning: start).compactMap { $0.split(separator: "/").last.map(String.init) }
        )
    }

    private static func hasKnownNames(_ names: [String]) -> Bool {
        names.contains { batchNumber($0) != nil || $0 == "test_batch.bin" || $0 == "fine_label_names.txt" }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let files = try CIFARFiles(source.url)
        let variant = Variant(files, source.card)
        let trainNames = try variant.hasCoarseLabels ? ["train.bin"] : batchNames(files)
        let names = try files.classNames(variant.namesFile)
        let train = try trainNames.map { try part(files, $0, variant, names) }
        let test = try part(files, variant.hasCoarseLabels ? "test.bin" : "test_batch.bin", variant, names)
        let classes = (train + [test]).flatMap { $0.classes ?? [] }
        let labels = try ClassLabels(
            classes, classNames: names ?? (0...(classes.max() ?? 0)).map(String.init))
        return try ImageDataSet(
            ImageArray(try ImageParts.pixels(train + [test], imageShape: [3, 32, 32])), labels: labels,
            publicSplit: try ImageParts.publicSplit(
                trainCount: train.reduce(0) { $0 + $1.count }, testCount: test.count, labels: labels,
                name: source.url.path),
            provenance: try source.provenance(files: files.urls))
    }

    /// Which of the two data sets it is, and which labels are wanted.
    private struct Variant {
        let hasCoarseLabels: Bool
        let wantsCoarseLabels: Bool

        init(_ files: CIFARFiles, _ card: DataCard) {
            hasCoarseLabels = files.contains("train.bin") || files.contains("fine_label_names.txt")
            wantsCoarseLabels = hasCoarseLabels && card.targets == ["coarse"]
        }

        var namesFile: String {
            hasCoarseLabels
                ? (wantsCoarseLabels ? "coarse_label_names.txt" : "fine_label_names.txt")
                : "batches.meta.txt"
        }
        var labelCount: Int { hasCoarseLabels ? 2 : 1 }
        var labelOffset: Int { hasCoarseLabels && !wantsCoarseLabels ? 1 : 0 }
        var recordSize: Int { labelCount + pixelCount }
    }

    private static let pixelCount = 3 * 32 * 32

    private static func part(_ files: CIFARFiles, _ name: String, _ variant: Variant, _ names: [String]?)
        throws -> ImagePart
    {
        let data = try files.contents(name)
        let size = variant.recordSize
        guard data.count > 0, data.count % size == 0 else {
            let rest = data.isEmpty ? "" : ": \(data.count / size) records and \(data.count % size) bytes"
            throw files.problem(
                data.isEmpty ? "empty" : "truncated", name,
                "it has \(data.count) bytes\(rest), expected a multiple of \(size)",
                fix: "Fetch the file again.")
        }
        let count = data.count / size
        var pixels = Data(count: count * pixelCount)
        var classes = [Int](repeating: 0, count: count)
        data.withUnsafeBytes { source in
            pixels.withUnsafeMutableBytes { target in
                for record in 0..<count {
                    let start = record * size
                    classes[record] = Int(source[start + variant.labelOffset])
                    let image = source[(start + variant.labelCount)..<(start + size)]
                    UnsafeMutableRawBufferPointer(rebasing: target[(record * pixelCount)...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: image))
                }
            }
        }
        if let names, let record = classes.firstIndex(where: { $0 >= names.count }) {
            throw files.problem(
                "label", name,
                "record \(record) has the label \(classes[record]), expected one in 0..<\(names.count)",
                fix: "The file is damaged, or \(variant.namesFile) belongs to other data.")
        }
        return ImagePart(pieces: [pixels], classes: classes, count: count)
    }

    /// Names of the batches by number; a gap means that a file was lost.
    private static func batchNames(_ files: CIFARFiles) throws -> [String] {
        let numbers = files.names.compactMap(batchNumber).sorted()
        for (index, number) in numbers.enumerated() where number != index + 1 {
            throw files.problem(
                "missing", "data_batch_\(index + 1).bin", "it is missing, but there is a batch \(number)",
                fix: "Fetch it too.")
        }
        guard !numbers.isEmpty else {
            throw files.problem(
                "missing", "data_batch_1.bin", "there is no batch of training images", fix: "Fetch it.")
        }
        return numbers.map { "data_batch_\($0).bin" }
    }

    private static func batchNumber(_ name: String) -> Int? {
        guard name.hasPrefix("data_batch_"), name.hasSuffix(".bin") else { return nil }
        return Int(name.dropFirst(11).dropLast(4))
    }
}
