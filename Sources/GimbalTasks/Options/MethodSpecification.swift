// Method specifications: "dagnn[hops=20]", nested to any depth.
import GimbalCore

/// A value in a specification.
public indirect enum SpecificationValue: Sendable, Hashable, Codable {
    /// A number.
    case number(Double)
    /// A bare word: an id or a truth value.
    case word(String)
    /// A quoted text.
    case text(String)
    /// Another method, such as an encoder.
    case specification(MethodSpecification)
}

/// A method (or layer, or backbone) by id, with options.
///
/// `spec = id [ "[" option { "," option } "]" ]`, `option = key "=" value`, `value = number | word | quoted |
/// spec`.
public struct MethodSpecification: Sendable, Hashable, Codable {
    /// An option as written.
    public struct Option: Sendable, Hashable, Codable {
        /// Name of the option.
        public let key: String
        /// Its value.
        public let value: SpecificationValue

        /// Pairs a name with its value.
        public init(key: String, value: SpecificationValue) {
            self.key = key
            self.value = value
        }
    }

    /// Identifier in the catalogue.
    public let id: String
    /// Options in the order written.
    public var options: [Option]

    /// Describes a method.
    public init(id: String, options: [Option] = []) {
        self.id = id
        self.options = options
    }

    /// Reads a specification.
    ///
    /// - Throws: `ConfigError` with the position of the first character that does not fit.
    public init(_ text: String) throws {
        var parser = SpecificationParser(text)
        self = try parser.whole()
    }

    /// Splits `a,b[k=v,l=w],c` at the commas outside brackets and quotes.
    public static func list(_ text: String) throws -> [MethodSpecification] {
        var parser = SpecificationParser(text)
        return try parser.list()
    }
}

extension MethodSpecification: CustomStringConvertible {
    /// The canonical spelling: reads back to the same value.
    public var description: String {
        guard !options.isEmpty else { return id }
        return id + "[" + options.map { "\($0.key)=\($0.value)" }.joined(separator: ",") + "]"
    }
}

extension SpecificationValue: CustomStringConvertible {
    /// The text form.
    public var description: String {
        switch self {
        case .number(let value): Self.shortest(value)
        case .word(let word): word
        case .text(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .specification(let specification): specification.description
        }
    }

    private static func shortest(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}

/// Recursive descent over the grammar.
struct SpecificationParser {
    private let characters: [Character]
    private let text: String
    private var position = 0

    init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    mutating func whole() throws -> MethodSpecification {
        let result = try specification()
        guard peek == nil else { throw unexpected("the end") }
        return result
    }

    mutating func list() throws -> [MethodSpecification] {
        var result = [try specification()]
        while peek == "," {
            position += 1
            result.append(try specification())
        }
        guard peek == nil else { throw unexpected("\",\" or the end") }
        return result
    }

    private var peek: Character? { position < characters.count ? characters[position] : nil }

    private mutating func specification() throws -> MethodSpecification {
        skipSpaces()
        let id = word()
        guard !id.isEmpty else { throw unexpected("a method's name") }
        skipSpaces()
        return MethodSpecification(id: id, options: peek == "[" ? try options() : [])
    }

    private mutating func options() throws -> [MethodSpecification.Option] {
        var result: [MethodSpecification.Option] = []
        repeat {
            position += 1
            skipSpaces()
            let key = word()
            guard !key.isEmpty else { throw unexpected("an option's name") }
            guard !result.contains(where: { $0.key == key }) else {
                throw unexpected("option \"\(key)\" only once")
            }
            skipSpaces()
            guard peek == "=" else { throw unexpected("\"=\" after \"\(key)\"") }
            position += 1
            result.append(.init(key: key, value: try value()))
            skipSpaces()
        } while peek == ","
        guard peek == "]" else { throw unexpected("\",\" or \"]\"") }
        position += 1
        skipSpaces()
        return result
    }

    private mutating func value() throws -> SpecificationValue {
        skipSpaces()
        if peek == "\"" || peek == "'" { return .text(try quoted()) }
        let start = position
        let token = word()
        guard !token.isEmpty else { throw unexpected("a value") }
        if let number = Double(token), number.isFinite { return .number(number) }
        skipSpaces()
        guard peek == "[" else { return .word(token) }
        position = start
        return .specification(try specification())
    }

    private mutating func quoted() throws -> String {
        let quote = characters[position]
        position += 1
        var result = ""
        while let character = peek, character != quote {
            if character == "\\", position + 1 < characters.count { position += 1 }
            result.append(characters[position])
            position += 1
        }
        guard peek == quote else { throw unexpected("a closing \(quote)") }
        position += 1
        return result
    }

    /// Letters, digits and the marks that occur in names and numbers.
    private mutating func word() -> String {
        let start = position
        while let character = peek, character.isLetter || character.isNumber || "-_.+:/".contains(character) {
            position += 1
        }
        return String(characters[start..<position])
    }

    private mutating func skipSpaces() { while peek == " " { position += 1 } }

    private func unexpected(_ expected: String) -> ConfigError {
        let found = peek.map { "\"\($0)\"" } ?? "the end"
        return ConfigError(
            "specification",
            "Method specification \"\(text)\": at character \(position + 1) found \(found), expected \(expected).",
            fix: "Write id[key=value,...], in quotes for the shell: 'dagnn[hops=20]'.")
    }
}
