// NumPy arrays, their types, and scalars.
import Foundation
import GimbalCore

/// A NumPy type: a letter and a size such as `f4`, and the order of bytes.
struct NumPyType {
    /// Kind and size without the order of bytes.
    let code: String
    /// `<`, `>`, `=` or `|`.
    let order: Character

    /// Interprets the arguments of `numpy.dtype`.
    init(_ arguments: [PickleItem]) throws {
        guard let text = arguments.first?.textValue, let first = text.first else {
            throw PickleFailure(
                "array", "a NumPy type is described by \(arguments.first?.kindName ?? "nothing")",
                fix: Self.fix)
        }
        let hasOrder = "<>=|".contains(first)
        order = hasOrder ? first : "="
        code = hasOrder ? String(text.dropFirst()) : text
    }

    private init(code: String, order: Character) {
        self.code = code
        self.order = order
    }

    /// Applies the state that NumPy stores: (version, order, subtype, names, fields, ...).
    func withState(_ state: PickleItem) throws -> NumPyType {
        guard let items = state.tuple, items.count >= 5, let text = items[1].textValue, text.count == 1,
            let order = text.first, "<>=|".contains(order)
        else { throw PickleFailure("array", "a NumPy type has no order of bytes", fix: Self.fix) }
        guard items[2...4].allSatisfy(\.isNone) else {
            throw PickleFailure("array", "an array holds records (a structured NumPy type)", fix: Self.fix)
        }
        return NumPyType(code: code, order: order)
    }

    var descriptor: String { "\(order)\(code)" }
    var isObject: Bool { code.hasPrefix("O") }
    var isText: Bool { code.hasPrefix("U") }

    static let fix = "Save plain arrays of numbers, truth values or texts."
}

/// What a NumPy array holds.
enum NumPyContent {
    case numbers(Tensor)
    case texts([String], shape: [Int])
    /// The elements are the object's items.
    case objects(shape: [Int])
}

extension PickleMachine {
    /// Fills an array with its state: (version,) shape, type, whether column-major, content.
    func setArray(_ target: PickleObject, _ state: PickleItem) throws {
        guard let fields = state.tuple, (4...5).contains(fields.count) else { throw Self.misstated }
        let fields4 = fields.suffix(4).map { $0 }
        guard let shape = fields4[0].naturals, let isFortranOrder = fields4[2].integerValue,
            case .object(let typeObject) = fields4[1], case .numpyType(let type) = typeObject.kind
        else { throw Self.misstated }
        if type.isObject {
            guard let items = fields4[3].sequence else { throw Self.misstated }
            try budget.takeValue(bytes: items.count * MemoryLayout<PickleItem>.stride)
            try fill(target, items, shape)
        } else {
            guard let bytes = fields4[3].byteValue else { throw Self.misstated }
            let header = try arrayHeader(type, shape, isFortranOrder: isFortranOrder != 0)
            target.kind = .array(try content(bytes, type, header))
        }
    }

    /// `numpy.core.numeric._frombuffer(buffer, type, shape, order)`: how protocol 5 writes arrays.
    func arrayFromBuffer(_ arguments: [PickleItem]) throws -> PickleItem {
        guard arguments.count == 4, let bytes = arguments[0].byteValue, let shape = arguments[2].naturals,
            let order = arguments[3].textValue, ["C", "F"].contains(order),
            case .object(let typeObject) = arguments[1], case .numpyType(let type) = typeObject.kind
        else { throw Self.misused(.fromBuffer) }
        let header = try arrayHeader(type, shape, isFortranOrder: order == "F")
        return try object(.array(try content(bytes, type, header)))
    }

    /// `numpy.core.multiarray.scalar(type, bytes)`.
    func numpyScalar(_ arguments: [PickleItem]) throws -> PickleItem {
        guard arguments.count == 2, let bytes = arguments[1].byteValue,
            case .object(let typeObject) = arguments[0],
            case .numpyType(let type) = typeObject.kind
        else { throw Self.misused(.numpyScalar) }
        switch try content(bytes, type, try arrayHeader(type, [], isFortranOrder: false)) {
        case .texts(let texts, _): return .text(texts.first ?? "")
        case .numbers(let tensor) where tensor.dtype.isComplex:
            throw PickleFailure(
                "dtype", "the file holds a single complex number",
                fix: "Save it as an array with one element.")
        case .numbers(let tensor) where tensor.dtype == .bool: return .bool(try tensor.item() != 0)
        case .numbers(let tensor) where tensor.dtype.isFloatingPoint: return .real(try tensor.item())
        case .numbers(let tensor): return .integer(try tensor.integerItem())
        case .objects: throw Self.misused(.numpyScalar)
        }
    }

    private func fill(_ target: PickleObject, _ items: [PickleItem], _ shape: [Int]) throws {
        guard checkedProduct(shape) == items.count else {
            throw PickleFailure(
                "array", "an array of shape \(shape) has \(items.count) objects", fix: NumPyType.fix)
        }
        target.items = items
        target.kind = .array(.objects(shape: shape))
    }

    private func arrayHeader(_ type: NumPyType, _ shape: [Int], isFortranOrder: Bool) throws -> NPYHeader {
        try reported {
            try NPYHeader(descriptor: type.descriptor, isFortranOrder: isFortranOrder, shape: shape)
        }
    }

    private func content(_ bytes: Data, _ type: NumPyType, _ header: NPYHeader) throws -> NumPyContent {
        // Unsigned integers widen to twice their size; a text takes 16 bytes even if it is empty.
        let needed = bytes.count + (type.isText ? 16 * header.elementCount : bytes.count)
        try budget.take(bytes: needed, for: "an array of shape \(header.shape)")
        return try reported {
            type.isText
                ? .texts(try NPY.texts(header, bytes), shape: header.shape)
                : .numbers(try NPY.tensor(header, bytes))
        }
    }

    /// Turns the errors of the .npy reader, whose types and layouts these are, into ours.
    private func reported<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DataError {
            throw PickleFailure("array", "an array cannot be read" + error.message.dropLast(), fix: error.fix)
        }
    }

    private static var misstated: PickleFailure {
        PickleFailure("array", "an array has a state that NumPy does not write", fix: NumPyType.fix)
    }
}

/// The product of sizes, or nil if it does not fit.
func checkedProduct(_ sizes: [Int]) -> Int? {
    sizes.reduce(into: Int?.some(1)) { product, size in
        let (value, overflow) = (product ?? 0).multipliedReportingOverflow(by: size)
        if overflow { product = nil } else if product != nil { product = value }
    }
}
