// Decoding that refuses keys which nobody reads: a mistyped key is an error, not a default.
import GimbalCore

/// A key of any name.
struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Returns the container for `Key` if it has no other keys.
    ///
    /// - Throws: `ConfigError` naming the first unknown key, with the nearest known one.
    func strictContainer<Key: CodingKey & CaseIterable>(_ type: Key.Type) throws -> KeyedDecodingContainer<
        Key
    > {
        let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        let known = Key.allCases.map(\.stringValue)
        if let unknown = found.first(where: { !known.contains($0) }) {
            throw ConfigError(
                "key", "\(place(of: codingPath))there is no key \"\(unknown)\".",
                fix: suggestion(for: unknown, in: known))
        }
        return try container(keyedBy: type)
    }
}

/// Writes a path as `experiments[0].data: `; empty at the top.
func place(of path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "" }
    let text = path.reduce("") { text, key in
        if let index = key.intValue { return "\(text)[\(index)]" }
        return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
    return text + ": "
}

/// Says what is wrong with a decoded file, and where.
func describe(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
        "\(place(of: context.codingPath))the key \"\(key.stringValue)\" is missing."
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
        "\(place(of: context.codingPath))expected \(name(of: type))."
    case .dataCorrupted(let context):
        "\(place(of: context.codingPath))\(context.underlyingError.map { "\($0)" } ?? context.debugDescription)"
    @unknown default: "\(error)"
    }
}

private func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Int.Type: "an integer"
    case is Double.Type: "a number"
    case is Bool.Type: "true or false"
    default: "\(type)".hasPrefix("Array") ? "a list" : "keys with values"
    }
}
