// Element types.

/// The type of a tensor's elements; raw values are libtorch's own numbers.
///
/// `x.converted(to: .float32)` copies unless the dtype is that already; gradients pass through a conversion between
/// floating-point types. Towards integers fractions are cut off; towards `bool` anything but zero is true. Operators
/// between two dtypes promote as in PyTorch: float beats integer beats bool, the wider beats the narrower, float16 with
/// bfloat16 gives float32, and a Swift number never widens a tensor of its own kind.
public enum DType: Int32, Sendable, Hashable, Codable, CaseIterable {
    /// Integers of 8 bits from 0.
    case uint8 = 0
    /// Integers of 8 bits.
    case int8 = 1
    /// Integers of 16 bits.
    case int16 = 2
    /// Integers of 32 bits.
    case int32 = 3
    /// Integers of 64 bits: what Swift calls `Int`.
    case int64 = 4
    /// Half precision (IEEE 754 binary16).
    case float16 = 5
    /// Single precision: the default.
    case float32 = 6
    /// Double precision.
    case float64 = 7
    /// Pairs of single-precision numbers.
    case complex64 = 9
    /// Pairs of double-precision numbers.
    case complex128 = 10
    /// Truth values.
    case bool = 11
    /// Half precision with the range of `float32`.
    case bfloat16 = 15

    /// Bytes per element.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64, .complex64: 8
        case .complex128: 16
        }
    }

    /// Whether elements are integers; bool is none.
    public var isInteger: Bool {
        switch self {
        case .uint8, .int8, .int16, .int32, .int64: true
        default: false
        }
    }

    /// Whether elements are real floating-point numbers, so that gradients exist.
    public var isFloatingPoint: Bool {
        switch self {
        case .float16, .float32, .float64, .bfloat16: true
        default: false
        }
    }

    /// Whether elements are complex numbers, pairs of real and imaginary part; they have gradients, too.
    public var isComplex: Bool { self == .complex64 || self == .complex128 }
}

extension DType: LosslessStringConvertible {
    /// Finds a dtype by its name, such as `float32`; nil for other texts.
    public init?(_ name: String) {
        guard let found = DType.allCases.first(where: { $0.description == name }) else { return nil }
        self = found
    }

    /// The text form.
    public var description: String {
        switch self {
        case .uint8: "uint8"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .float16: "float16"
        case .float32: "float32"
        case .float64: "float64"
        case .complex64: "complex64"
        case .complex128: "complex128"
        case .bool: "bool"
        case .bfloat16: "bfloat16"
        }
    }
}

/// A Swift type whose arrays have the memory layout of a tensor's elements.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The matching element type.
    static var dtype: DType { get }
}

extension Float: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .float32 }
}
extension Double: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .float64 }
}
extension Int: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .int64 }
}
extension Int64: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .int64 }
}
extension Int32: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .int32 }
}
extension Int16: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .int16 }
}
extension Int8: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .int8 }
}
extension UInt8: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .uint8 }
}
extension Bool: TensorElement {
    /// The matching element type.
    public static var dtype: DType { .bool }
}

// macOS on Intel has no half-precision numbers.
#if !(os(macOS) && arch(x86_64))
    extension Float16: TensorElement {
        /// The matching element type.
        public static var dtype: DType { .float16 }
    }
#endif
