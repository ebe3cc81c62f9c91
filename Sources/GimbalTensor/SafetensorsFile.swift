// A safetensors file whose header has been checked against its bytes.
import Foundation
import GimbalCore

/// One tensor of a safetensors file: name, type, shape, and where its bytes lie.
struct SafetensorsEntry {
    let name: String
    let dtype: DType
    let shape: [Int]
    /// Byte positions, counted from the end of the header.
    let range: Range<Int>
}

/// A mapped file and its checked header; elements are copied out on demand.
struct SafetensorsFile {
    let entries: [SafetensorsEntry]
    let metadata: [String: String]
    private let path: String
    private let elements: Data

    init(_ url: URL) throws {
        path = url.path
        let problem = Problem(path: path)
        let bytes: Data
        do {
            bytes = try mappedContents(of: url)
        } catch let error as DataError {
            throw CheckpointError("safetensors.file", error.message, fix: error.fix)
        }
        let header = try Self.headerBytes(bytes, problem)
        elements = bytes.dropFirst(8 + header.count)
        (entries, metadata) = try Self.parse(header, problem)
        try Self.checkLayout(entries, byteCount: elements.count, problem)
    }

    /// Copies the elements of one entry.
    func tensor(_ entry: SafetensorsEntry) throws -> Tensor {
        try elements.withUnsafeBytes { all in
            let bytes = UnsafeRawBufferPointer(rebasing: all[entry.range])
            if entry.dtype == .bool, let position = bytes.firstIndex(where: { $0 > 1 }) {
                throw Problem(path: path)(
                    "bool", "element \(position) of \"\(entry.name)\" is \(bytes[position]), expected 0 or 1")
            }
            return try Tensor(bytes: bytes, dtype: entry.dtype, shape: entry.shape)
        }
    }
}

extension SafetensorsFile {
    /// Makes the errors of one file.
    struct Problem {
        let path: String

        func callAsFunction(_ code: String, _ what: String) -> CheckpointError {
            CheckpointError(
                "safetensors.\(code)", "\(path): \(what).",
                fix: "The file is damaged or was not written as safetensors; save or download it again.")
        }
    }

    private static func headerBytes(_ bytes: Data, _ problem: Problem) throws -> Data {
        guard bytes.count >= 8 else {
            throw problem(
                "truncated", "the file has \(bytes.count) bytes, expected at least 8 for the header's length")
        }
        let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard length <= Safetensors.maximumHeaderByteCount else {
            throw problem(
                "header.size",
                "the header claims \(length) bytes, at most \(Safetensors.maximumHeaderByteCount) are allowed"
            )
        }
        guard bytes.count - 8 >= Int(length) else {
            throw problem(
                "truncated", "the header claims \(length) bytes, but only \(bytes.count - 8) follow")
        }
        return bytes.dropFirst(8).prefix(Int(length))
    }

    private static func parse(_ header: Data, _ problem: Problem) throws -> (
        [SafetensorsEntry], [String: String]
    ) {
        guard String(data: header, encoding: .utf8) != nil else {
            throw problem("header.encoding", "the header is not valid UTF-8")
        }
        let members: [(String, StrictJSON)]
        do {
            guard header.first == UInt8(ascii: "{"), case .object(let found) = try StrictJSON(parsing: header)
            else {
                throw problem("header.json", "the header is no JSON object")
            }
            members = found
        } catch let error as StrictJSON.Failure {
            let code = error.isDuplicate ? "header.duplicate" : "header.json"
            throw problem(code, "the header is no valid JSON: \(error.what) at byte \(error.offset)")
        }
        var entries: [SafetensorsEntry] = []
        var metadata: [String: String] = [:]
        for (name, value) in members {
            if name == Safetensors.metadataKey {
                metadata = try texts(value, problem)
            } else {
                entries.append(try entry(name, value, problem))
            }
        }
        return (entries, metadata)
    }

    private static func texts(_ value: StrictJSON, _ problem: Problem) throws -> [String: String] {
        guard case .object(let members) = value else {
            throw problem("header.metadata", "\"\(Safetensors.metadataKey)\" is no object")
        }
        var result: [String: String] = [:]
        for (key, value) in members {
            guard case .string(let text) = value else {
                throw problem("header.metadata", "\"\(key)\" in \"\(Safetensors.metadataKey)\" is no text")
            }
            result[key] = text
        }
        return result
    }

    private static func entry(_ name: String, _ value: StrictJSON, _ problem: Problem) throws
        -> SafetensorsEntry
    {
        guard case .object(let members) = value, Set(members.map(\.0)) == ["dtype", "shape", "data_offsets"]
        else {
            throw problem(
                "header.entry", "\"\(name)\" does not have exactly the members dtype, shape and data_offsets")
        }
        let fields = Dictionary(uniqueKeysWithValues: members)
        guard case .string(let dtypeName)? = fields["dtype"] else {
            throw problem("header.entry", "the dtype of \"\(name)\" is no text")
        }
        guard let dtype = DType(safetensorsName: dtypeName) else {
            let known = DType.allCases.compactMap(\.safetensorsName).joined(separator: ", ")
            throw problem("dtype", "\"\(name)\" has dtype \(dtypeName), expected one of \(known)")
        }
        guard let shape = fields["shape"]?.naturals, let offsets = fields["data_offsets"]?.naturals,
            offsets.count == 2,
            offsets[0] <= offsets[1]
        else {
            throw problem(
                "header.entry",
                "the shape or the data_offsets of \"\(name)\" are no lists of ascending natural numbers")
        }
        let expected = shape.reduce((dtype.byteCount, false)) { product, size in
            let (value, overflow) = product.0.multipliedReportingOverflow(by: size)
            return (value, product.1 || overflow)
        }
        guard !expected.1, offsets[1] - offsets[0] == expected.0 else {
            throw problem(
                "bytes",
                "\"\(name)\" has \(offsets[1] - offsets[0]) bytes, but \(dtype) \(shape) takes "
                    + (expected.1 ? "more than fit in memory" : "\(expected.0)"))
        }
        return SafetensorsEntry(name: name, dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// Checks that the tensors cover the bytes after the header exactly once.
    private static func checkLayout(_ entries: [SafetensorsEntry], byteCount: Int, _ problem: Problem) throws
    {
        var end = 0
        let ascending = entries.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for entry in ascending {
            let begin = entry.range.lowerBound
            if begin < end {
                throw problem(
                    "overlap",
                    "\"\(entry.name)\" begins at byte \(begin), inside a tensor that ends at byte \(end)")
            }
            if begin > end {
                throw problem("gap", "bytes \(end)..<\(begin), before \"\(entry.name)\", belong to no tensor")
            }
            end = entry.range.upperBound
        }
        if end > byteCount {
            throw problem(
                "truncated", "the tensors take \(end) bytes, but only \(byteCount) follow the header")
        }
        if end < byteCount {
            throw problem("trailing", "\(byteCount - end) bytes follow the last tensor")
        }
    }
}
