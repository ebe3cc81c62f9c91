// PyTorch's tensors, as descriptions: their storages are read after the pickle.
import Foundation

/// Gives the content of storages once it can be read.
protocol TorchStorages: AnyObject {
    /// Returns all elements of a storage `[count]`; every call for one storage returns the same memory.
    ///
    /// - Throws: `PickleFailure` if it is missing, or has another size than the pickle says.
    func elements(of storage: TorchStorageReference) throws -> Tensor
}

/// A storage that a pickle refers to.
final class TorchStorageReference {
    let key: String
    /// nil for untyped storages, which count bytes.
    let dtype: DType?
    let count: Int
    /// Position of a legacy view's first element in its storage.
    let viewOffset: Int
    /// Elements that the reference may see: all, or a view's.
    let visibleCount: Int
    let storages: any TorchStorages

    init(
        key: String, dtype: DType?, count: Int, view: (offset: Int, count: Int)?, storages: any TorchStorages
    ) {
        self.key = key
        self.dtype = dtype
        self.count = count
        viewOffset = view?.offset ?? 0
        visibleCount = view?.count ?? count
        self.storages = storages
    }
}

/// A storage that was read with the pickle.
private final class TorchLoadedStorage: TorchStorages {
    private let elements: Tensor

    init(_ elements: Tensor) { self.elements = elements }

    func elements(of storage: TorchStorageReference) -> Tensor { elements }
}

/// A tensor as a pickle describes it.
struct TorchTensorReference {
    let storage: TorchStorageReference
    let dtype: DType
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}

/// Interprets the persistent ids of PyTorch files.
enum TorchPersistentID {
    /// Interprets `('storage', class, key, location, count[, view])`.
    static func storage(_ id: PickleItem, in storages: any TorchStorages) throws -> TorchStorageReference {
        guard let items = id.tuple, (5...6).contains(items.count), items[0].textValue == "storage",
            case .global(.storageClass(let dtype)) = items[1], let key = items[2].textValue,
            let count = items[4].integerValue
        else {
            throw PickleFailure("storage", "an id of a storage is not as PyTorch writes it")
        }
        guard count >= 0, count <= Int.max / 16 else {
            throw PickleFailure("storage", "storage \"\(printable(key))\" has \(count) elements")
        }
        return TorchStorageReference(
            key: key, dtype: dtype, count: count, view: try view(items, key: key, count: count),
            storages: storages)
    }

    /// A view `(key, offset, count)` of a legacy file.
    private static func view(_ items: [PickleItem], key: String, count: Int) throws
        -> (offset: Int, count: Int)?
    {
        guard items.count == 6, !items[5].isNone else { return nil }
        guard let fields = items[5].tuple, fields.count == 3, let offset = fields[1].integerValue,
            let size = fields[2].integerValue, offset >= 0, size >= 0, offset <= count, size <= count - offset
        else {
            throw PickleFailure("storage", "a view does not lie in storage \"\(printable(key))\"")
        }
        return (offset, size)
    }
}

extension PickleMachine {
    /// Makes a tensor from what PyTorch's `_rebuild` functions get.
    func makeTensor(_ global: PickleGlobal, _ arguments: [PickleItem]) throws -> PickleItem {
        switch global {
        case .rebuildParameter:
            // (data, whether it needs a gradient, hooks)
            guard arguments.count == 3, let data = arguments.first, data.isTensor,
                Self.isEmptyDictionary(arguments[2])
            else { throw Self.misused(global) }
            return data
        case .rebuildFromType:
            // (function, class, arguments, attributes of the tensor, which are passed over)
            guard arguments.count == 4, case .global(let function) = arguments[0],
                case .global(.tensorClass) = arguments[1], let inner = arguments[2].tuple
            else { throw Self.misused(global) }
            switch function {
            case .rebuildTensor, .rebuildTensorWithType, .rebuildParameter:
                return try makeTensor(function, inner)
            default: throw Self.misused(global)
            }
        case .rebuildSparse: return try sparseTensor(arguments)
        case .rebuildTensorWithType:
            guard (7...8).contains(arguments.count), case .global(.torchType(let dtype)) = arguments[6] else {
                throw Self.misused(global)
            }
            return try denseTensor(global, arguments, dtype: dtype)
        default: return try denseTensor(global, arguments, dtype: nil)
        }
    }

    // (storage, offset, sizes, strides[, needs a gradient, hooks[, type or metadata]])
    private func denseTensor(_ global: PickleGlobal, _ arguments: [PickleItem], dtype: DType?) throws
        -> PickleItem
    {
        guard (4...8).contains(arguments.count), let offset = arguments[1].integerValue,
            let shape = arguments[2].integers, let strides = arguments[3].integers,
            case .object(let source) = arguments[0], case .storage(let storage) = source.kind
        else { throw Self.misused(global) }
        guard arguments.count < 6 || Self.isEmptyDictionary(arguments[5]) else {
            throw PickleFailure(
                "global", "a tensor has backward hooks, which are code", fix: PickleGlobal.saveDataOnly)
        }
        guard let type = dtype ?? storage.dtype else {
            throw PickleFailure("storage", "a tensor on an untyped storage does not say its type")
        }
        return try object(
            .tensor(
                TorchTensorReference(
                    storage: storage, dtype: type, offset: offset, shape: shape, strides: strides)))
    }

    /// (layout, (indices, values, size[, coalesced])) or (layout, (pointers, indices, values, size)).
    private func sparseTensor(_ arguments: [PickleItem]) throws -> PickleItem {
        guard arguments.count == 2, let layout = arguments[0].textValue, let parts = arguments[1].tuple else {
            throw Self.misused(.rebuildSparse)
        }
        switch (layout, parts.count) {
        case ("torch.sparse_coo", 3...4):
            return try object(.torchSparse(.coo), [parts[0], parts[1], parts[2]])
        case ("torch.sparse_csr", 4): return try object(.torchSparse(.csr), parts)
        case ("torch.sparse_csc", 4): return try object(.torchSparse(.csc), parts)
        default:
            throw PickleFailure(
                "sparse", "a sparse tensor has the layout \(printable(layout)), expected coo, csr or csc",
                fix: "Convert it with .to_sparse_csr() and save it again.")
        }
    }

    /// A storage as a PyTorch file of its own: what `pickle.dump` writes of a tensor.
    func storageFromBytes(_ arguments: [PickleItem]) throws -> PickleItem {
        guard arguments.count == 1, let bytes = arguments[0].byteValue else {
            throw Self.misused(.loadFromBytes)
        }
        guard !budget.isNested else {
            throw PickleFailure("depth", "a storage that is kept as bytes holds another one")
        }
        budget.isNested = true
        defer { budget.isNested = false }
        guard case .tensor(let elements) = try TorchLegacyFile(bytes, budget).value(), elements.rank == 1
        else {
            throw PickleFailure("storage", "bytes that should be a storage are something else")
        }
        let reference = TorchStorageReference(
            key: "bytes", dtype: elements.dtype, count: elements.count, view: nil,
            storages: TorchLoadedStorage(elements))
        return try object(.storage(reference))
    }

    private static func isEmptyDictionary(_ item: PickleItem) -> Bool {
        switch item {
        case .none: true
        case .object(let object): object.kind.isDictionary && object.items.isEmpty
        default: false
        }
    }
}

extension PickleItem {
    fileprivate var isTensor: Bool {
        if case .object(let object) = self, case .tensor = object.kind { true } else { false }
    }

    /// The integers of a tuple or list, of any sign.
    fileprivate var integers: [Int]? {
        sequence?.reduce(into: [Int]?.some([])) { sizes, item in
            if let size = item.integerValue { sizes?.append(size) } else { sizes = nil }
        }
    }
}
