// libtorch's operator schemas (`add.Tensor(Tensor self, ...) -> Tensor`) as values.

/// Names the element type of an argument or result in a schema.
enum SchemaBase: String {
    case tensor = "Tensor"
    case integer = "int"
    case symbolicInteger = "SymInt"
    case real = "float"
    case boolean = "bool"
    case scalar = "Scalar"
    case dtype = "ScalarType"
    case device = "Device"
    case generator = "Generator"
    case string = "str"
    case layout = "Layout"
    case memoryFormat = "MemoryFormat"

    var isInteger: Bool { self == .integer || self == .symbolicInteger }
}

/// Describes the type of one argument or result.
struct SchemaType: Equatable {
    var base: SchemaBase
    var isList = false
    /// `int[2]`: a single default stands for all of them.
    var listSize: Int?
    var isOptional = false
    /// Whether elements may be missing: `Tensor?[]`.
    var hasOptionalElements = false
    /// `Tensor(a!)`: the operator writes to it.
    var isMutated = false

    /// Tells whether it is `base`, neither list nor optional.
    func isPlain(_ base: SchemaBase) -> Bool { self.base == base && !isList && !isOptional }
}

/// Describes one argument of an operator.
struct SchemaArgument {
    var name: String
    var type: SchemaType
    /// The default as the schema spells it (`1`, `None`, `Mean`, `[0, 1]`).
    var defaultText: String?
}

/// Describes one result of an operator; most have no name.
struct SchemaResult {
    var name: String?
    var type: SchemaType
}

/// Describes one overload of an operator.
struct Schema {
    /// The name with its overload: `add.Tensor`.
    var key: String
    var arguments: [SchemaArgument]
    var results: [SchemaResult]
    /// The header below `ATen/ops` that declares it, without suffix.
    var header: String

    /// The name without overload.
    var name: String { String(key.prefix { $0 != "." }) }
    /// The C++ structure in `at::_ops`: `add_Tensor`, in place `add__Tensor`.
    var structureName: String { key.replacing(".", with: "_") }
    /// Whether it writes to its first argument.
    var isInPlace: Bool { arguments.first?.type.isMutated ?? false }
}

extension Schema {
    /// Parses the text of a schema.
    init(text: String, header: String) throws {
        guard let open = text.firstIndex(of: "("), let arrow = text.range(of: " -> ", options: .backwards),
            let close = text[..<arrow.lowerBound].lastIndex(of: ")")
        else { throw BindgenError("cannot read the schema `\(text)`") }
        key = String(text[..<open])
        self.header = header
        arguments = try splitAtCommas(text[text.index(after: open)..<close])
            .filter { $0 != "*" }
            .map { try SchemaArgument(text: $0, of: text) }
        var results = text[arrow.upperBound...]
        if results.hasPrefix("("), results.hasSuffix(")") { results = results.dropFirst().dropLast() }
        self.results = try splitAtCommas(results).map { try SchemaResult(text: $0, of: text) }
    }
}

extension SchemaArgument {
    fileprivate init(text: String, of schema: String) throws {
        var declaration = Substring(text)
        if let equals = text.firstIndex(of: "=") {
            declaration = text[..<equals]
            defaultText = String(text[text.index(after: equals)...])
        }
        guard let space = declaration.lastIndex(of: " ") else {
            throw BindgenError("cannot read the argument `\(text)` of `\(schema)`")
        }
        name = String(declaration[declaration.index(after: space)...])
        type = try SchemaType(text: String(declaration[..<space]), of: schema)
    }
}

extension SchemaResult {
    fileprivate init(text: String, of schema: String) throws {
        // `Tensor(a! -> *) values`: a name follows the last space outside the annotation.
        if let space = text.lastIndex(of: " "), !text[space...].contains(")") {
            name = String(text[text.index(after: space)...])
            type = try SchemaType(text: String(text[..<space]), of: schema)
        } else {
            type = try SchemaType(text: text, of: schema)
        }
    }
}

extension SchemaType {
    fileprivate init(text: String, of schema: String) throws {
        var rest = text
        isMutated = false
        if let open = rest.firstIndex(of: "("), let close = rest.lastIndex(of: ")") {
            isMutated = rest[open...close].contains("!")
            rest.removeSubrange(open...close)
        }
        if rest.hasSuffix("?") {
            isOptional = true
            rest.removeLast()
        }
        if rest.hasSuffix("]"), let open = rest.firstIndex(of: "[") {
            isList = true
            listSize = Int(rest[rest.index(after: open)...].dropLast())
            rest = String(rest[..<open])
            if rest.hasSuffix("?") {
                hasOptionalElements = true
                rest.removeLast()
            }
        }
        guard let base = SchemaBase(rawValue: rest) else {
            throw BindgenError("the type `\(text)` in `\(schema)` has no counterpart in C")
        }
        self.base = base
    }
}

/// Splits at the commas that no bracket or quote encloses.
func splitAtCommas(_ text: Substring) -> [String] {
    var parts: [String] = []
    var depth = 0
    var isQuoted = false
    var part = ""
    for character in text {
        switch character {
        case "\"", "'": isQuoted.toggle()
        case "(", "[": depth += 1
        case ")", "]": depth -= 1
        default: break
        }
        if character == ",", depth == 0, !isQuoted {
            parts.append(part.trimmed)
            part = ""
        } else {
            part.append(character)
        }
    }
    if !part.trimmed.isEmpty { parts.append(part.trimmed) }
    return parts
}
