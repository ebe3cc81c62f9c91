// Writing state dicts that PyTorch reads.
import CGimbal
import Foundation
import GimbalCore
import OrderedCollections

extension TorchFile {
    /// Writes named tensors as a state dict, crash-atomically; `torch.load(path, weights_only=True)` reads it.
    ///
    /// Tensors that share their memory whole (tied parameters) share one storage in the file. Equal tensors give equal
    /// bytes.
    ///
    /// - Throws: `EnvironmentError` if the disk refuses.
    public static func write(_ tensors: OrderedDictionary<String, Tensor>, to url: URL) throws {
        try write(tensors, to: url, largeSize: StoredZipWriter.fieldLimit)
    }

    /// Writes a state dict; entries of `largeSize` bytes or more get the fields of large archives.
    package static func write(
        _ tensors: OrderedDictionary<String, Tensor>, to url: URL, largeSize: Int
    ) throws {
        var pickle = TorchPickleWriter()
        var storages: [Tensor] = []
        var keys: [StorageID: Int] = [:]
        pickle.beginDictionary()
        for (name, tensor) in tensors {
            let here = try (tensor.device == .cpu ? tensor : try tensor.moved(to: .cpu)).contiguous()
            let local = here.dtype.isComplex ? try here.resolvingConjugate() : here
            let id = StorageID(local)
            let key = id.flatMap { keys[$0] } ?? storages.count
            if key == storages.count {
                storages.append(local)
                if let id { keys[id] = key }
            }
            pickle.add(name, storage: key, dtype: local.dtype, shape: local.shape)
        }
        let content = pickle.finish()
        try AtomicFile.write(to: url) { output in
            var archive = StoredZipWriter(output, largeSize: largeSize)
            try archive.add(content, "data.pkl")
            try archive.add(Data("1".utf8), ".format_version")
            try archive.add(Data("\(StoredZipWriter.alignment)".utf8), ".storage_alignment")
            try archive.add(Data("little".utf8), "byteorder")
            for (key, storage) in storages.enumerated() {
                try storage.withUnsafeBytes { try archive.add($0, named: "archive/data/\(key)") }
            }
            try archive.add(Data("3\n".utf8), "version")
            try archive.finish()
        }
    }

    /// What makes two contiguous tensors the same memory.
    private struct StorageID: Hashable {
        let address: UnsafeMutableRawPointer
        let count: Int
        let dtype: DType

        init?(_ tensor: Tensor) {
            guard let address = g_tensor_data(tensor.handle.raw), tensor.count > 0 else { return nil }
            (self.address, count, dtype) = (address, tensor.count, tensor.dtype)
        }
    }
}

extension StoredZipWriter {
    fileprivate mutating func add(_ data: Data, _ name: String) throws {
        try data.withUnsafeBytes { try add($0, named: "archive/" + name) }
    }
}

/// Writes the pickle of a state dict in protocol 2, as PyTorch does.
private struct TorchPickleWriter {
    private var data = Data([PickleOpcode.protocol.rawValue, 2])

    mutating func beginDictionary() {
        global("collections", "OrderedDict")
        append(.emptyTuple, .reduce, .mark)
    }

    mutating func add(_ name: String, storage: Int, dtype: DType, shape: [Int]) {
        text(name)
        global("torch._utils", "_rebuild_tensor_v2")
        append(.mark, .mark)
        text("storage")
        global("torch", dtype.torchStorageName)
        text("\(storage)")
        text("cpu")
        integer(shape.reduce(1, *))
        append(.tuple, .binaryPersistentID)
        integer(0)
        tuple(shape)
        tuple(shape.indices.map { shape[($0 + 1)...].reduce(1) { $0 * max($1, 1) } })
        // No gradient, no hooks.
        append(.newFalse)
        global("collections", "OrderedDict")
        append(.emptyTuple, .reduce, .tuple, .reduce)
    }

    mutating func finish() -> Data {
        append(.setItems, .stop)
        return data
    }

    private mutating func append(_ opcodes: PickleOpcode...) {
        data.append(contentsOf: opcodes.map(\.rawValue))
    }

    private mutating func global(_ module: String, _ name: String) {
        append(.global)
        data.append(contentsOf: Data("\(module)\n\(name)\n".utf8))
    }

    private mutating func text(_ text: String) {
        append(.binaryUnicode)
        little(text.utf8.count, 4)
        data.append(contentsOf: Data(text.utf8))
    }

    private mutating func tuple(_ sizes: [Int]) {
        append(.mark)
        sizes.forEach { integer($0) }
        append(.tuple)
    }

    private mutating func integer(_ value: Int) {
        if (0..<256).contains(value) {
            append(.integer1)
            little(value, 1)
        } else if value <= Int(Int32.max) {
            append(.binaryInteger)
            little(value, 4)
        } else {
            append(.long1)
            little(8, 1)
            little(value, 8)
        }
    }

    private mutating func little(_ value: Int, _ width: Int) {
        for index in 0..<width { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
}

extension DType {
    /// PyTorch's name of the class of storages with such elements.
    fileprivate var torchStorageName: String {
        switch self {
        case .uint8: "ByteStorage"
        case .int8: "CharStorage"
        case .int16: "ShortStorage"
        case .int32: "IntStorage"
        case .int64: "LongStorage"
        case .float16: "HalfStorage"
        case .float32: "FloatStorage"
        case .float64: "DoubleStorage"
        case .bool: "BoolStorage"
        case .bfloat16: "BFloat16Storage"
        case .complex64: "ComplexFloatStorage"
        case .complex128: "ComplexDoubleStorage"
        }
    }
}
