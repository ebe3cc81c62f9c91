// The form before PyTorch 1.6: five pickles, then the storages one after the other.
import Foundation

/// A legacy PyTorch file: magic number, protocol, system, object, keys of the storages, their bytes.
final class TorchLegacyFile: TorchStorages {
    private let data: Data
    private let budget: PickleBudget
    private var position = 0
    private var isSwapped = false
    /// Storages that the object refers to, by key, in order of appearance.
    private var references: [String: TorchStorageReference] = [:]
    private var storages: [String: Tensor] = [:]

    /// 0x1950a86a20f9469cfc6c, least significant byte first.
    private static let magic = Data([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
    private static let version = 1001

    init(_ data: Data, _ budget: PickleBudget) {
        self.data = data
        self.budget = budget
    }

    func value() throws -> PickleValue {
        // References name this file as the place of their storages.
        defer { references = [:] }
        try checkHead()
        let machine = try machine { [self] id in
            let found = try TorchPersistentID.storage(id, in: self)
            if let known = references[found.key], known.count != found.count || known.dtype != found.dtype {
                throw mismatch(found.key, "is asked for in two ways")
            }
            references[found.key] = found
            return .object(PickleObject(.storage(found)))
        }
        return try machine.run { object in
            position += machine.position
            try readStorages()
            guard position == data.count else {
                throw PickleFailure("trailing", "\(data.count - position) bytes follow the last storage")
            }
            var freezer = PickleFreezer(budget)
            return try freezer.value(object)
        }
    }

    func elements(of storage: TorchStorageReference) throws -> Tensor {
        guard let tensor = storages[storage.key] else { throw mismatch(storage.key, "is not in the file") }
        return tensor
    }

    private func checkHead() throws {
        guard case .largeInteger(Self.magic)? = try? pickle() else {
            throw PickleFailure(
                "format",
                "this is no PyTorch file: neither a zip archive nor the older form with its magic number",
                fix:
                    "If it is a plain pickle, read it with `Pickle.read`; else save it again with torch.save."
            )
        }
        guard case .integer(Self.version) = try pickle() else {
            throw PickleFailure(
                "version", "the protocol is not \(Self.version), the only one of the older form")
        }
        guard case .bool(let isLittle)? = try pickle()["little_endian"] else {
            throw PickleFailure("format", "the file does not say its order of bytes")
        }
        isSwapped = !isLittle
    }

    /// Reads the next pickle, which may not refer to storages.
    private func pickle() throws -> PickleValue {
        let machine = try machine(nil)
        var freezer = PickleFreezer(budget)
        let value = try machine.run { try freezer.value($0) }
        position += machine.position
        return value
    }

    private func machine(_ persistentValue: ((PickleItem) throws -> PickleItem)?) throws -> PickleMachine {
        PickleMachine(data.dropFirst(position), budget, persistentValue: persistentValue)
    }

    private func readStorages() throws {
        guard let keys = try pickle().elements?.map(\.textValue) else {
            throw PickleFailure("format", "the keys of the storages are no list")
        }
        for key in keys {
            guard let key, let reference = references[key] else {
                throw PickleFailure(
                    "storage", "the file lists storage \"\(printable(key ?? "?"))\", which no tensor uses")
            }
            storages[key] = try readStorage(reference)
        }
    }

    /// Reads a count of eight bytes and as many elements.
    private func readStorage(_ reference: TorchStorageReference) throws -> Tensor {
        let dtype = reference.dtype ?? .uint8
        var reader = PickleReader(data.dropFirst(position))
        let count = try reader.unsigned(8)
        guard count == UInt64(reference.count) else {
            throw mismatch(
                reference.key, "has \(count) elements in the file, \(reference.count) in the pickle")
        }
        let byteCount = reference.count * dtype.byteCount
        guard reader.remaining >= byteCount else {
            throw PickleFailure(
                "truncated",
                "storage \"\(printable(reference.key))\" takes \(byteCount) bytes, but only "
                    + "\(reader.remaining) are left")
        }
        try budget.take(bytes: byteCount, for: "storage \"\(printable(reference.key))\"")
        let bytes = try reader.bytes(byteCount)
        position += reader.position
        if !isSwapped, dtype != .bool {
            return try bytes.withUnsafeBytes { try Tensor(bytes: $0, dtype: dtype, shape: [reference.count]) }
        }
        var elements = [UInt8](bytes)
        return try elements.withUnsafeMutableBytes { buffer in
            try TorchElements.prepare(buffer, dtype, isSwapped: isSwapped, key: reference.key)
            return try Tensor(bytes: UnsafeRawBufferPointer(buffer), dtype: dtype, shape: [reference.count])
        }
    }

    private func mismatch(_ key: String, _ what: String) -> PickleFailure {
        PickleFailure("storage", "storage \"\(printable(key))\" \(what)")
    }
}
