// Values while the machine works on them: scalars, and objects with an identity that later opcodes still change.
import Foundation

/// A value on the machine's stack.
enum PickleItem {
    case none
    case bool(Bool)
    case integer(Int)
    case largeInteger(Data)
    case real(Double)
    case text(String)
    case bytes(Data)
    /// A Python 2 `str`, which may be text or bytes.
    case string(Data)
    /// An allowed class or function.
    case global(PickleGlobal)
    case object(PickleObject)

    /// What it is, for messages.
    var kindName: String {
        switch self {
        case .none: "None"
        case .bool: "a truth value"
        case .integer, .largeInteger: "an integer"
        case .real: "a number"
        case .text: "a text"
        case .bytes: "bytes"
        case .string: "a text"
        case .global(let global): "the name \(global.name)"
        case .object(let object): object.kind.name
        }
    }

    var integerValue: Int? {
        switch self {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    var textValue: String? {
        switch self {
        case .text(let text): text
        case .string(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    var byteValue: Data? {
        switch self {
        case .bytes(let bytes), .string(let bytes): bytes
        default: nil
        }
    }

    /// The items of a tuple.
    var tuple: [PickleItem]? {
        if case .object(let object) = self, case .tuple = object.kind { object.items } else { nil }
    }

    /// The items of a tuple or list.
    var sequence: [PickleItem]? {
        guard case .object(let object) = self else { return nil }
        switch object.kind {
        case .tuple, .list: return object.items
        default: return nil
        }
    }

    /// The natural numbers of a tuple or list.
    var naturals: [Int]? {
        sequence?.reduce(into: [Int]?.some([])) { sizes, item in
            if let size = item.integerValue, size >= 0 { sizes?.append(size) } else { sizes = nil }
        }
    }

    var isNone: Bool { if case .none = self { true } else { false } }
}

/// A value with an identity: shared through the memo and filled by later opcodes.
final class PickleObject {
    enum Kind {
        case list
        case tuple
        case set
        /// Keys and values take turns among the items.
        case dictionary(PickleDictionaryKind)
        /// A NumPy array: empty until its state is set; the items are those of an array of objects.
        case array(NumPyContent?)
        case numpyType(NumPyType)
        /// A SciPy matrix; the items are its attributes, keys and values taking turns.
        case sparse(SparseFormat)
        /// A PyTorch tensor in coordinate or compressed form; the items are its parts.
        case torchSparse(SparseFormat)
        case storage(TorchStorageReference)
        case tensor(TorchTensorReference)

        var name: String {
            switch self {
            case .list: "a list"
            case .tuple: "a tuple"
            case .set: "a set"
            case .dictionary: "a dictionary"
            case .array: "an array"
            case .numpyType: "a type of elements"
            case .sparse, .torchSparse: "a sparse matrix"
            case .storage: "a storage"
            case .tensor: "a tensor"
            }
        }
    }

    var kind: Kind
    var items: [PickleItem]

    init(_ kind: Kind, _ items: [PickleItem] = []) {
        self.kind = kind
        self.items = items
    }
}

/// Kinds of dictionaries: only some take attributes (such as `_metadata` of a state dict), which are passed over.
enum PickleDictionaryKind {
    case plain
    case withAttributes
}

/// Layouts of sparse matrices that are read.
enum SparseFormat: String {
    case csr
    case csc
    case coo
}
