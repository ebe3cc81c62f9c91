// Keys of dictionaries and members of sets.
import Foundation

/// A value that can be a key of a Python dictionary or a member of a set.
public indirect enum PickleKey: Sendable, Hashable {
    /// Python's `None`.
    case none
    /// A truth value.
    case bool(Bool)
    /// An integer.
    case integer(Int)
    /// A floating-point number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case bytes(Data)
    /// A tuple of such values; also a frozen set, in the order of the file.
    case tuple([PickleKey])
}

extension PickleKey: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// Makes a text key.
    public init(stringLiteral value: String) { self = .text(value) }

    /// Makes an integer key.
    public init(integerLiteral value: Int) { self = .integer(value) }

    /// The key as Python would print it, roughly.
    public var description: String {
        switch self {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): "\"\(printable(value))\""
        case .bytes(let value): "\(value.count) bytes"
        case .tuple(let items): "(\(items.prefix(8).map(\.description).joined(separator: ", ")))"
        }
    }
}
