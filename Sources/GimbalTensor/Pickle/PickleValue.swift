// What a pickle may hold once it is read: data, never code.
import Foundation
import OrderedCollections

/// A value read from a pickle: a number, a text, a container, a tensor or a sparse matrix.
///
/// Values that a pickle holds twice share memory. NumPy arrays and PyTorch tensors both become `.tensor`.
public indirect enum PickleValue: Sendable {
    /// Python's `None`.
    case none
    /// A truth value.
    case bool(Bool)
    /// An integer.
    case integer(Int)
    /// An integer beyond `Int`: its two's complement, least significant byte first.
    case largeInteger(Data)
    /// A floating-point number.
    case real(Double)
    /// A text, and a Python 2 `str` whose bytes are valid UTF-8; also `torch.device`.
    case text(String)
    /// Bytes, a bytearray, and a Python 2 `str` that is no UTF-8.
    case bytes(Data)
    /// A list.
    case list([PickleValue])
    /// A tuple; also `torch.Size`.
    case tuple([PickleValue])
    /// A set or frozen set, each member once, in the order of the file.
    case set(OrderedSet<PickleKey>)
    /// A dictionary of any kind (`dict`, `OrderedDict`, `defaultdict`, `Counter`), in the order of the file.
    case dictionary(OrderedDictionary<PickleKey, PickleValue>)
    /// A NumPy array of numbers or truth values, or a PyTorch tensor.
    case tensor(Tensor)
    /// A NumPy array of texts, row-major.
    case textArray([String], shape: [Int])
    /// A NumPy array of Python objects, row-major.
    case objectArray([PickleValue], shape: [Int])
    /// A SciPy sparse matrix or array, or a sparse PyTorch tensor with two axes.
    case sparse(SparseMatrix)
    /// A type of elements, from `torch` or `numpy`.
    case dtype(DType)
}

// MARK: - Reading a value

extension PickleValue {
    /// The value under a key; nil if this is no dictionary or lacks the key.
    public subscript(key: PickleKey) -> PickleValue? {
        if case .dictionary(let entries) = self { entries[key] } else { nil }
    }

    /// The entries of a dictionary, else nil.
    public var entries: OrderedDictionary<PickleKey, PickleValue>? {
        if case .dictionary(let entries) = self { entries } else { nil }
    }

    /// The elements of a list or tuple, else nil.
    public var elements: [PickleValue]? {
        switch self {
        case .list(let items), .tuple(let items): items
        default: nil
        }
    }

    /// The tensor, else nil.
    public var tensorValue: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }

    /// The sparse matrix, else nil.
    public var sparseValue: SparseMatrix? { if case .sparse(let matrix) = self { matrix } else { nil } }

    /// The text, else nil.
    public var textValue: String? { if case .text(let text) = self { text } else { nil } }

    /// The integer, or the truth value as 0 or 1, else nil.
    public var integerValue: Int? {
        switch self {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number, else nil.
    public var realValue: Double? {
        if case .real(let value) = self { value } else { integerValue.map(Double.init) }
    }

    /// What kind of value this is, for messages.
    var kindName: String {
        switch self {
        case .none: "None"
        case .bool: "a truth value"
        case .integer, .largeInteger: "an integer"
        case .real: "a number"
        case .text: "a text"
        case .bytes: "bytes"
        case .list: "a list"
        case .tuple: "a tuple"
        case .set: "a set"
        case .dictionary: "a dictionary"
        case .tensor: "a tensor"
        case .textArray: "an array of texts"
        case .objectArray: "an array of objects"
        case .sparse: "a sparse matrix"
        case .dtype: "a type of elements"
        }
    }

    /// The value as a key, or nil if Python could not hash it either.
    var key: PickleKey? {
        switch self {
        case .none: .some(.none)
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .text(let value): .text(value)
        case .bytes(let value): .bytes(value)
        case .set(let members): .tuple(Array(members))
        case .tuple(let items):
            items.reduce(into: [PickleKey]?.some([])) { keys, item in
                if let key = item.key { keys?.append(key) } else { keys = nil }
            }.map(PickleKey.tuple)
        default: nil
        }
    }
}
