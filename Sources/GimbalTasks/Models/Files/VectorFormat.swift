// Vectors of samples as files.
import Foundation
import GimbalCore
import GimbalTensor

/// A format that vectors of samples are written in.
public enum VectorFormat: String, Sendable, CaseIterable {
    /// One line per sample: its id, then its numbers.
    case csv
    /// NumPy's array, with the ids in a file beside it.
    case npy
    /// NumPy's archive with the array `embeddings`, with the ids in a file beside it.
    case npz
    /// Safetensors with the tensor `embeddings`, and the ids as a JSON list in the metadata.
    case safetensors

    /// Whether the ids need a file of their own.
    public var hasSeparateIDs: Bool { self == .npy || self == .npz }

    /// The file of the ids that belongs to a file of vectors: one line per sample under a heading.
    public static func idFile(of url: URL) -> URL {
        url.deletingPathExtension().appendingPathExtension("ids.csv")
    }
}

extension Embeddings {
    /// Writes the vectors in a format, crash-atomically, and the ids with them or beside them.
    ///
    /// - Throws: `EnvironmentError` if a file cannot be written.
    public func write(to url: URL, as format: VectorFormat) throws {
        switch format {
        case .csv: try AtomicFile.write(Data(csv().utf8), to: url)
        case .npy: try NPY.write(vectors, to: url)
        case .npz: try NPZ.write(["embeddings": vectors], to: url)
        case .safetensors:
            let list = String(decoding: try JSONEncoder().encode(ids), as: UTF8.self)
            try Safetensors.write(
                ["embeddings": vectors], metadata: ["ids": list, "sample": sample], to: url)
        }
        guard format.hasSeparateIDs else { return }
        let lines = ([sample] + ids.map(Self.field)).joined(separator: "\n") + "\n"
        try AtomicFile.write(Data(lines.utf8), to: VectorFormat.idFile(of: url))
    }

    /// Numbers are the shortest that read back to the same bits.
    private func csv() throws -> String {
        let width = vectors.shape.dropFirst().reduce(1, *)
        let values = try vectors.floats()
        var text = ([sample] + (0..<width).map(String.init)).joined(separator: ",") + "\n"
        for (row, id) in ids.enumerated() {
            let numbers = values[row * width..<(row + 1) * width].map { "\($0)" }
            text += ([Self.field(id)] + numbers).joined(separator: ",") + "\n"
        }
        return text
    }

    /// A text as a field of a CSV file.
    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
