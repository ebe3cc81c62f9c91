// One --set: an option of a method, or of something that the option names.
import GimbalCatalogue
import GimbalCore
import GimbalTasks

/// `alias.option=value`, or `alias.option.inner=value` to any depth.
struct Setting {
    /// Which method of the command is meant.
    let alias: String
    private let text: String
    /// Names of options, outermost first.
    private let path: [String]
    private let value: SpecificationValue

    /// Reads a setting.
    ///
    /// - Parameter aliases: the methods of the command; they may contain dots and equals signs themselves.
    /// - Throws: `ConfigError` if it cannot be read, or is for another method.
    init(_ text: String, aliases: [String]) throws {
        self.text = text
        let known = aliases.filter { text.hasPrefix($0 + ".") }.max { $0.count < $1.count }
        let name = known ?? text.firstIndex(of: ".").map { String(text[..<$0]) } ?? text
        let rest = text.dropFirst(name.count + 1)
        let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, path.allSatisfy({ !$0.isEmpty }) else {
            throw ConfigError(
                "set", "--set \"\(text)\" is not understood.",
                fix: "Write alias.option=value: --set dagnn.hops=20.")
        }
        guard let known else {
            throw ConfigError(
                "set", "--set \(text): there is no method \"\(name)\" in this command.",
                fix: suggestion(for: name, in: aliases))
        }
        alias = known
        self.path = path
        // The grammar of specifications decides what a value is.
        value = try MethodSpecification("set[value=\(parts[1])]").options[0].value
    }

    /// Returns a method's specification with the option set.
    ///
    /// - Throws: `ConfigError` for an option that is not there, with the nearest name.
    func applied(to specification: MethodSpecification, input: InputKind) throws -> MethodSpecification {
        try applied(to: specification, path[...], input)
    }

    private func applied(
        to specification: MethodSpecification, _ path: ArraySlice<String>, _ input: InputKind?
    ) throws -> MethodSpecification {
        guard let key = path.first, path.count > 1 else {
            return specification.setting(self.path[self.path.count - 1], value)
        }
        let inner = try innerSpecification(specification, key, input)
        return specification.setting(key, .specification(try applied(to: inner, path.dropFirst(), nil)))
    }

    /// What an option names: as it is given, else its default.
    private func innerSpecification(_ specification: MethodSpecification, _ key: String, _ input: InputKind?)
        throws -> MethodSpecification
    {
        let given = specification.options.last { $0.key == key }?.value
        switch try given ?? defaultValue(specification.id, key, input) {
        case .specification(let inner): return inner
        case .word(let id) where id != "true" && id != "false": return MethodSpecification(id: id)
        case let other:
            throw ConfigError(
                "set",
                "--set \(text): option \"\(key)\" of \"\(specification.id)\" is \(other), which has no options.",
                fix: "Set it as a whole: \(key)=VALUE.")
        }
    }

    private func defaultValue(_ id: String, _ key: String, _ input: InputKind?) throws -> SpecificationValue {
        let options = try Catalogue.methods.entry(id).options
        guard let option = options.first(where: { $0.name == key }) else {
            throw ConfigError(
                "set", "--set \(text): method \"\(id)\" has no option \"\(key)\".",
                fix: suggestion(for: key, in: options.map(\.name)))
        }
        let text = input.flatMap { option.otherDefaults[$0.rawValue] } ?? option.defaultValue
        return try MethodSpecification("set[value=\(text)]").options[0].value
    }
}

extension MethodSpecification {
    /// Returns the specification with an option in place of the one of that name.
    fileprivate func setting(_ key: String, _ value: SpecificationValue) -> MethodSpecification {
        MethodSpecification(
            id: id, options: options.filter { $0.key != key } + [.init(key: key, value: value)])
    }
}
