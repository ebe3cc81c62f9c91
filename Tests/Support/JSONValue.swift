// JSON of any form, for fixtures.
import Foundation

/// A JSON value.
public indirect enum JSONValue: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads a file.
    public init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url))
    }

    /// Reads a value of any form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The member of an object; nil for other values, absent members and null.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
        return value
    }

    /// The value as a number.
    public var number: Double? {
        if case .number(let value) = self { return value }
        return nil
    }

    /// The value as an integer, if it is a whole number.
    public var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// The value as a truth value.
    public var boolean: Bool? {
        if case .boolean(let value) = self { return value }
        return nil
    }

    /// The value as a text.
    public var text: String? {
        if case .text(let value) = self { return value }
        return nil
    }

    /// The value as a list.
    public var list: [JSONValue]? {
        if case .list(let value) = self { return value }
        return nil
    }

    /// The value as an object.
    public var object: [String: JSONValue]? {
        if case .object(let value) = self { return value }
        return nil
    }

    /// The value as a list of numbers; nil if any element is none.
    public var numbers: [Double]? {
        guard let list else { return nil }
        let numbers = list.compactMap(\.number)
        return numbers.count == list.count ? numbers : nil
    }

    /// The value as a list of integers; nil if any element is none.
    public var integers: [Int]? {
        guard let numbers else { return nil }
        let integers = numbers.compactMap { Int(exactly: $0) }
        return integers.count == numbers.count ? integers : nil
    }
}
