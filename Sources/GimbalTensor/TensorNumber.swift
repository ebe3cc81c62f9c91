// Plain numbers where an operator takes one.
import CGimbal

/// A number as tensors see it: integers keep integer tensors integer.
public enum TensorScalar: Sendable, Hashable {
    /// A real number.
    case real(Double)
    /// An integer.
    case integer(Int)
    /// A truth value.
    case boolean(Bool)
}

/// A Swift number that can stand beside a tensor: `x * 2`, `x.greater(0.5)`.
public protocol TensorNumber: Sendable {
    /// The value with its kind, which decides the dtype of results.
    var tensorScalar: TensorScalar { get }
}

extension Double: TensorNumber {
    /// A real number.
    public var tensorScalar: TensorScalar { .real(self) }
}

extension Float: TensorNumber {
    /// A real number.
    public var tensorScalar: TensorScalar { .real(Double(self)) }
}

extension Int: TensorNumber {
    /// An integer.
    public var tensorScalar: TensorScalar { .integer(self) }
}

extension Bool: TensorNumber {
    /// A truth value, 0 or 1 beside numbers.
    public var tensorScalar: TensorScalar { .boolean(self) }
}

extension TensorScalar: TensorNumber {
    /// The value itself.
    public var tensorScalar: TensorScalar { self }
}

extension TensorNumber {
    /// The number for a native call.
    package var native: GScalar { GScalar(self) }
}

extension GScalar {
    /// Converts a number for a native call.
    package init(_ number: some TensorNumber) {
        switch number.tensorScalar {
        case .real(let value): self.init(real: value, integer: 0, kind: 0)
        case .integer(let value): self.init(real: 0, integer: Int64(value), kind: 1)
        case .boolean(let value): self.init(real: 0, integer: value ? 1 : 0, kind: 2)
        }
    }

    /// The factor that `add` and `sub` take.
    static var one: GScalar { GScalar(real: 1, integer: 1, kind: 1) }
}
