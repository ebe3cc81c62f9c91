// NumPy's .npz format: a zip archive of .npy arrays.
import Foundation
import GimbalCore
import OrderedCollections

/// Lends the named arrays of a NumPy archive (.npz), unpacking each when it is asked for.
public final class NPZArchive {
    /// Bytes that an archive may unpack to unless the caller says otherwise: 4 GiB.
    public static let defaultLimit = 4 << 30

    /// Names of the arrays, without `.npy`, in the order of the archive.
    public let names: [String]
    private let archive: ZipArchive
    private let entries: [String: ZipArchive.Entry]
    private let path: String

    /// Opens an archive and checks its table of contents.
    ///
    /// - Parameter limit: bytes that all arrays together may unpack to, against archives made to fill memory.
    /// - Throws: `DataError` if it is no zip archive, is damaged, or exceeds the limit.
    public init(_ url: URL, limit: Int = NPZArchive.defaultLimit) throws {
        path = url.path
        archive = try ZipArchive(url, limit: limit)
        let named = archive.entries.filter { $0.name.hasSuffix(".npy") }.map {
            (String($0.name.dropLast(4)), $0)
        }
        names = named.map(\.0)
        entries = Dictionary(named, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the archive has an array of this name.
    public func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Reads an array of numbers or truth values.
    ///
    /// - Throws: `DataError` if there is none of this name, or it is damaged or holds something else.
    public func tensor(_ name: String) throws -> Tensor {
        try NPY.decode(try contents(name), source: "\(path), array \"\(name)\"")
    }

    /// Reads an array of texts, row-major.
    ///
    /// - Throws: `DataError` if there is none of this name, or it is damaged or holds something else.
    public func strings(_ name: String) throws -> [String] {
        try NPY.decodeStrings(try contents(name), source: "\(path), array \"\(name)\"")
    }

    private func contents(_ name: String) throws -> Data {
        guard let entry = entries[name] else {
            throw DataError(
                "npz.name", "\(path): there is no array \"\(name)\".", fix: suggestion(for: name, in: names))
        }
        return try archive.contents(of: entry)
    }
}

/// Reads and writes whole NumPy archives.
public enum NPZ {
    /// Reads all arrays of an archive.
    ///
    /// - Throws: `DataError` if the archive is damaged, exceeds the limit, or holds anything but numbers.
    public static func read(_ url: URL, limit: Int = NPZArchive.defaultLimit) throws -> OrderedDictionary<
        String, Tensor
    > {
        let archive = try NPZArchive(url, limit: limit)
        var result: OrderedDictionary<String, Tensor> = [:]
        for name in archive.names { result[name] = try archive.tensor(name) }
        return result
    }

    /// Writes arrays as a deflated archive, crash-atomically; equal tensors give equal bytes.
    ///
    /// - Throws: `EnvironmentError` if the disk refuses; `DataError` for a dtype that NumPy does not have.
    public static func write(_ tensors: OrderedDictionary<String, Tensor>, to url: URL) throws {
        let writer = try ZipWriter()
        for (name, tensor) in tensors { try writer.add(try NPY.encode(tensor), named: name + ".npy") }
        try AtomicFile.write(try writer.finish(), to: url)
    }
}
