// The safetensors format: named tensors in one file that cannot carry code.
import Foundation
import GimbalCore
import OrderedCollections

/// Reads and writes safetensors files, strictly.
///
/// Layout: 8 bytes (little-endian) with the length of a JSON header, the header, the elements without gaps.
/// - Source: github.com/huggingface/safetensors, section "Format".
public enum Safetensors {
    /// What a file holds.
    public struct Contents: Sendable {
        /// Tensors by name, in the order of the header.
        public var tensors: OrderedDictionary<String, Tensor>
        /// Free texts of the header's `__metadata__`.
        public var metadata: [String: String]
    }

    /// Longest header that is accepted, in bytes; the same limit as the reference implementation's.
    public static let maximumHeaderByteCount = 100_000_000

    /// Reads all tensors of a file.
    ///
    /// - Throws: `CheckpointError` naming the first thing that is not as the format demands: truncation, a
    ///   header that is too long or no JSON, duplicate names, unknown dtypes, offsets that overlap, leave
    ///   gaps or do not fit the shape.
    public static func read(_ url: URL) throws -> Contents {
        let file = try SafetensorsFile(url)
        var tensors: OrderedDictionary<String, Tensor> = [:]
        tensors.reserveCapacity(file.entries.count)
        for entry in file.entries { tensors[entry.name] = try file.tensor(entry) }
        return Contents(tensors: tensors, metadata: file.metadata)
    }

    /// Writes tensors crash-atomically: the former file or the whole new one, never a part.
    ///
    /// The header lists the tensors in the given order; elements are laid out by falling size of the dtype,
    /// so that each tensor is aligned.
    ///
    /// - Throws: `EnvironmentError` if the disk refuses; `CheckpointError` for a tensor named `__metadata__` or of a
    ///   dtype that the format lacks (complex128).
    public static func write(
        _ tensors: OrderedDictionary<String, Tensor>, metadata: [String: String] = [:], to url: URL
    ) throws {
        if tensors[metadataKey] != nil {
            throw CheckpointError(
                "safetensors.name", "\(url.path): a tensor cannot be called \"\(metadataKey)\".",
                fix: "Rename it.")
        }
        if let (name, tensor) = tensors.first(where: { $1.dtype.safetensorsName == nil }) {
            throw CheckpointError(
                "safetensors.dtype", "\(url.path): the format has no type for \"\(name)\" (\(tensor.dtype)).",
                fix: "Convert it first.")
        }
        let layout = tensors.values.enumerated().sorted {
            ($1.element.dtype.byteCount, $0.offset) < ($0.element.dtype.byteCount, $1.offset)
        }
        var begins = [Int](repeating: 0, count: tensors.count)
        var end = 0
        for (position, tensor) in layout {
            begins[position] = end
            end += tensor.byteCount
        }
        let header = encodedHeader(tensors, begins: begins, metadata: metadata)
        try AtomicFile.write(to: url) { output in
            var length = UInt64(header.count).littleEndian
            try withUnsafeBytes(of: &length) { try output.append($0) }
            try output.append(header)
            // Elements are written as they lie in memory: Swift's platforms of today are all little-endian.
            for (_, tensor) in layout { try tensor.withUnsafeBytes { try output.append($0) } }
        }
    }

    static let metadataKey = "__metadata__"

    /// The header as JSON, padded with blanks so that the elements begin at a multiple of 8.
    private static func encodedHeader(
        _ tensors: OrderedDictionary<String, Tensor>, begins: [Int], metadata: [String: String]
    ) -> Data {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map {
                "\(StrictJSON.quoted($0)):\(StrictJSON.quoted($1))"
            }
            members.append("\"\(metadataKey)\":{\(texts.joined(separator: ","))}")
        }
        for ((name, tensor), begin) in zip(tensors, begins) {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(StrictJSON.quoted(name)):{\"dtype\":\"\(tensor.dtype.safetensorsName ?? "")\","
                    + "\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(begin + tensor.byteCount)]}")
        }
        var header = Data("{\(members.joined(separator: ","))}".utf8)
        header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        return header
    }
}

extension DType {
    /// The format's name of the type; nil where it has none.
    var safetensorsName: String? {
        switch self {
        case .uint8: "U8"
        case .int8: "I8"
        case .int16: "I16"
        case .int32: "I32"
        case .int64: "I64"
        case .float16: "F16"
        case .float32: "F32"
        case .float64: "F64"
        case .bool: "BOOL"
        case .bfloat16: "BF16"
        case .complex64: "C64"
        case .complex128: nil
        }
    }

    init?(safetensorsName name: String) {
        guard let match = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
        self = match
    }
}
