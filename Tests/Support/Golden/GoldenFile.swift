// The golden files: reference inputs, outputs and gradients, described by JSON beside safetensors.
import Foundation
import GimbalTensor

/// A mistake in a golden file, or something that a subject does not know.
public struct GoldenProblem: Error, CustomStringConvertible {
    /// What is wrong, and where.
    public let description: String

    /// Describes a problem.
    public init(_ description: String) { self.description = description }
}

/// One paper's golden file.
public final class GoldenFile: Sendable {
    /// Number of the paper; 0 for files that belong to none.
    public let paper: Int
    /// Name of the file without its extension, such as `35-dagnn`.
    public let name: String
    /// All tensors by key.
    public let tensors: [String: Tensor]
    /// The file as JSON.
    let json: JSONValue

    /// Reads `NAME.json` and `NAME.safetensors` beside it.
    public convenience init(_ url: URL) throws {
        let json = try JSONValue(contentsOf: url)
        let tensors = try Safetensors.read(url.deletingPathExtension().appendingPathExtension("safetensors"))
            .tensors
        try self.init(
            name: url.deletingPathExtension().lastPathComponent, json: json,
            tensors: Dictionary(uniqueKeysWithValues: tensors.map { ($0.key, $0.value) }))
    }

    /// Takes contents that are in memory: the harness's own tests change them.
    public init(name: String, json: JSONValue, tensors: [String: Tensor]) throws {
        guard let paper = json["paper"]?.integer else { throw GoldenProblem("\(name): \"paper\" is missing") }
        self.name = name
        self.paper = paper
        self.tensors = tensors
        self.json = json
        LiveTensorWatch.keep(tensors.count)
    }

    deinit { LiveTensorWatch.keep(-tensors.count) }

    /// The golden files in a folder, by name.
    public static func files(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { folder.appendingPathComponent($0) }
    }

    /// The cases, by name.
    public func cases() throws -> [GoldenCase] {
        guard let all = json["cases"]?.object else { throw GoldenProblem("\(name): \"cases\" is missing") }
        return try all.sorted { $0.key < $1.key }.map {
            try GoldenCase(name: $0.key, json: $0.value, file: self)
        }
    }

    /// Returns the tensor of that key.
    public func tensor(_ key: String) throws -> Tensor {
        guard let tensor = tensors[key] else { throw GoldenProblem("\(name): there is no tensor \"\(key)\"") }
        return tensor
    }

    /// Returns the file with one tensor replaced.
    public func replacing(_ key: String, by tensor: Tensor) throws -> GoldenFile {
        try GoldenFile(name: name, json: json, tensors: tensors.merging([key: tensor]) { $1 })
    }
}
