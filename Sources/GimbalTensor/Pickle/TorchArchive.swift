// The zip form: data.pkl, one entry per storage, the order of bytes, a version.
import CGimbal
import Foundation
import GimbalCore

/// A PyTorch archive whose storages are read when a tensor asks for them, each once and straight into its memory.
final class TorchArchive: TorchStorages {
    private let archive: ZipArchive
    private let entries: [String: ZipArchive.Entry]
    /// Name of the folder that holds everything, with a slash.
    private let folder: String
    private let budget: PickleBudget
    private let isSwapped: Bool
    private var storages: [String: Tensor] = [:]

    /// The newest version of the format that PyTorch writes.
    private static let maximumVersion = 10

    init(_ url: URL, fileSize: Int, limits: PickleLimits) throws {
        budget = PickleBudget(limits, fileSize: fileSize)
        archive = try ZipArchive(url, limit: limits.bytes(forFileOf: fileSize))
        entries = Dictionary(archive.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let roots = archive.entries.filter { $0.name.hasSuffix("/data.pkl") }.map { $0.name.dropLast(8) }
            .filter { $0.filter { $0 == "/" }.count == 1 }
        guard roots.count == 1, let root = roots.first else {
            throw PickleFailure(
                "format",
                roots.isEmpty
                    ? "the archive has no data.pkl, so PyTorch did not write it"
                    : "the archive has \(roots.count) folders with a data.pkl",
                fix: archive.entries.contains { $0.name.hasSuffix(".npy") }
                    ? "This is a NumPy archive: read it with `NPZ`." : "Save it again with torch.save.")
        }
        folder = String(root)
        isSwapped = try Self.isSwapped(archive, entries[folder + "byteorder"])
        try checkKind()
    }

    func value() throws -> PickleValue {
        let machine = PickleMachine(try contents("data.pkl"), budget) { [self] id in
            .object(PickleObject(.storage(try TorchPersistentID.storage(id, in: self))))
        }
        var freezer = PickleFreezer(budget)
        return try machine.run { try freezer.value($0) }
    }

    func elements(of storage: TorchStorageReference) throws -> Tensor {
        if let known = storages[storage.key] {
            guard known.count == storage.count, known.dtype == storage.dtype ?? .uint8 else {
                throw mismatch(
                    storage, "is asked for as \(known.count) elements of \(known.dtype) and in another way")
            }
            return known
        }
        guard let entry = entries[folder + "data/" + storage.key] else {
            throw mismatch(storage, "is not in the archive")
        }
        let dtype = storage.dtype ?? .uint8
        guard entry.byteCount == storage.count * dtype.byteCount else {
            throw mismatch(
                storage,
                "has \(entry.byteCount) bytes, but \(storage.count) elements of \(dtype) take "
                    + "\(storage.count * dtype.byteCount)")
        }
        let result = try read(entry, dtype, storage)
        storages[storage.key] = result
        return result
    }

    private func read(_ entry: ZipArchive.Entry, _ dtype: DType, _ storage: TorchStorageReference) throws
        -> Tensor
    {
        try budget.take(bytes: entry.byteCount, for: "storage \"\(printable(storage.key))\"")
        if entry.byteCount == 0 { return try Tensor.empty([0], dtype: dtype) }
        guard entry.isStored else {
            // A deflated entry gets memory only for what really arrives.
            var bytes = [UInt8](try archive.contents(of: entry))
            return try bytes.withUnsafeMutableBytes { buffer in
                try TorchElements.prepare(buffer, dtype, isSwapped: isSwapped, key: storage.key)
                return try Tensor(bytes: UnsafeRawBufferPointer(buffer), dtype: dtype, shape: [storage.count])
            }
        }
        let result = try Tensor.empty([storage.count], dtype: dtype)
        try withExtendedLifetime(result) {
            let buffer = UnsafeMutableRawBufferPointer(
                start: g_tensor_data(result.handle.raw), count: entry.byteCount)
            try archive.read(entry, into: buffer)
            try TorchElements.prepare(buffer, dtype, isSwapped: isSwapped, key: storage.key)
        }
        return result
    }

    private func contents(_ name: String) throws -> Data {
        guard let entry = entries[folder + name] else {
            throw PickleFailure("format", "the archive lacks \(name)")
        }
        try budget.take(bytes: entry.byteCount, for: name)
        return try archive.contents(of: entry)
    }

    private func mismatch(_ storage: TorchStorageReference, _ what: String) -> PickleFailure {
        PickleFailure("storage", "storage \"\(printable(storage.key))\" \(what)")
    }

    private func checkKind() throws {
        if entries[folder + "constants.pkl"] != nil
            || entries.keys.contains(where: { $0.hasPrefix(folder + "code/") })
        {
            throw PickleFailure(
                "script", "this is a TorchScript archive, which holds a program besides the tensors",
                fix: "Save its tensors: torch.save(torch.jit.load(path).state_dict(), path2).")
        }
        guard entries[folder + "version"] != nil else { return }
        let text = String(decoding: try contents("version").prefix(20), as: UTF8.self)
        guard let version = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            (1...Self.maximumVersion).contains(version)
        else {
            throw PickleFailure(
                "version",
                "the archive has version \"\(printable(text))\", expected 1 to \(Self.maximumVersion)",
                fix: "Save it with a PyTorch that Gimbal knows.")
        }
    }

    private static func isSwapped(_ archive: ZipArchive, _ entry: ZipArchive.Entry?) throws -> Bool {
        guard let entry, entry.byteCount <= 16 else {
            if entry == nil { return false }
            throw PickleFailure("format", "the order of bytes is described by a long text")
        }
        switch String(decoding: try archive.contents(of: entry), as: UTF8.self) {
        case "little": return false
        case "big": return true
        case let text:
            throw PickleFailure(
                "format", "the order of bytes is \"\(printable(text))\", expected little or big")
        }
    }
}

/// Makes the bytes of a storage the elements of a tensor.
enum TorchElements {
    /// Swaps bytes where the file has the other order, and checks truth values, which may only be 0 and 1.
    static func prepare(_ bytes: UnsafeMutableRawBufferPointer, _ dtype: DType, isSwapped: Bool, key: String)
        throws
    {
        // Both parts of a complex number are swapped on their own.
        let width = dtype.isComplex ? dtype.byteCount / 2 : dtype.byteCount
        if isSwapped, width > 1 {
            for start in stride(from: 0, to: bytes.count - width + 1, by: width) {
                for offset in 0..<(width / 2) { bytes.swapAt(start + offset, start + width - 1 - offset) }
            }
        }
        if dtype == .bool, let position = bytes.firstIndex(where: { $0 > 1 }) {
            throw PickleFailure(
                "storage",
                "element \(position) of the truth values in storage \"\(printable(key))\" is "
                    + "\(bytes[position]), expected 0 or 1")
        }
    }
}
