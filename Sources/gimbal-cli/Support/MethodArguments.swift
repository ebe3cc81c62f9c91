// Methods and their options as the command line gives them.
import GimbalCore
import GimbalExperiments
import GimbalTasks

/// Reads `--methods` and `--set`.
enum MethodArguments {
    /// Reads `gcn,'dagnn[hops=20]',wide=gcn[hidden=64]`: the alias is what stands before `=`, else the
    /// method's id, or its whole specification where an id occurs twice.
    ///
    /// - Throws: `ConfigError` for a specification that cannot be read or an alias that occurs twice.
    static func methods(_ text: String) throws -> [NamedMethod] {
        let pieces = try split(text).map(Piece.init)
        let ids = pieces.filter { $0.alias == nil }.map(\.specification.id)
        let methods = pieces.map { piece in
            let isUnique = ids.filter { $0 == piece.specification.id }.count < 2
            let ownName = isUnique ? piece.specification.id : piece.specification.description
            return NamedMethod(alias: piece.alias ?? ownName, specification: piece.specification)
        }
        var seen: Set<String> = []
        for method in methods where !seen.insert(method.alias).inserted {
            throw ConfigError(
                "alias", "--methods names \"\(method.alias)\" twice.",
                fix: "Leave one away, or give it another name: other=\(method.specification).")
        }
        return methods
    }

    /// Applies `alias.key=value` settings to the methods; `alias.key.inner=value` reaches into a method, backbone or
    /// layer that an option names.
    ///
    /// - Parameter input: what the task's samples are, which decides defaults.
    /// - Throws: `ConfigError` for a setting that cannot be read, an unknown alias or an unknown option on the way.
    static func applying(_ settings: [String], to methods: [NamedMethod], input: InputKind) throws
        -> [NamedMethod]
    {
        try settings.reduce(methods) { methods, text in
            let setting = try Setting(text, aliases: methods.map(\.alias))
            return try methods.map { method in
                guard method.alias == setting.alias else { return method }
                return NamedMethod(
                    alias: method.alias,
                    specification: try setting.applied(to: method.specification, input: input))
            }
        }
    }

    private struct Piece {
        let alias: String?
        let specification: MethodSpecification

        init(_ text: String) throws {
            // An equals sign before any bracket can only end an alias.
            let head = text.prefix { $0 != "[" }
            guard let equals = head.firstIndex(of: "=") else {
                alias = nil
                specification = try MethodSpecification(text)
                return
            }
            alias = head[..<equals].trimmingSpaces
            specification = try MethodSpecification(String(text[text.index(after: equals)...]))
        }
    }

    /// Splits at the commas outside brackets and quotes.
    private static func split(_ text: String) throws -> [String] {
        var pieces = [""], depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
            } else if character == ",", depth == 0 {
                pieces.append("")
                continue
            }
            pieces[pieces.count - 1].append(character)
        }
        guard pieces.allSatisfy({ !$0.trimmingSpaces.isEmpty }) else {
            throw ConfigError(
                "methods", "--methods \"\(text)\" has an empty name.",
                fix: "Separate methods by single commas: mlp,gcn.")
        }
        return pieces.map(\.trimmingSpaces)
    }
}

extension StringProtocol {
    /// The text without spaces at its ends.
    fileprivate var trimmingSpaces: String {
        var rest = self[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}
