// From a specification to a method.
import GimbalCore

/// An option as `gimbal methods show` lists it.
public struct OptionDescription: Sendable, Codable, Hashable {
    /// Name in specifications.
    public let name: String
    /// The default, as written in a specification.
    public let defaultValue: String
    /// What values it takes.
    public let range: String
    /// Defaults of tasks whose samples are of another kind, where they differ: `table: 0.001`.
    public let otherDefaults: [String: String]
    /// What it does.
    public let documentation: String
}

/// A method made from a specification, with everything that a table or a fingerprint says about it.
public struct ResolvedMethod: Sendable {
    /// The method, ready to fit.
    public let method: any Method
    /// The specification as the user gave it.
    public let specification: MethodSpecification
    /// `paper` where the authors' options for this data set are used, else `defaults`.
    public let preset: String
    /// Every option with its value.
    public let options: [MethodSpecification.Option]

    /// Id with every option spelled out: equal texts train equally.
    public var canonical: String { MethodSpecification(id: specification.id, options: options).description }
}

/// A registered method, its type erased.
public struct MethodEntry: Sendable {
    /// What people read about it.
    public let card: MethodCard
    /// Its options.
    public let options: [OptionDescription]
    let type: any Method.Type

    /// Registers a method.
    public init<M: Method>(_ type: M.Type) {
        card = M.card
        self.type = type
        let inputs = InputKind.allCases.filter { input in
            M.card.tasks.contains { id in LearningTask.all.contains { $0.id == id && $0.input == input } }
        }
        let defaults = inputs.map { ($0, M.defaults(for: $0)) }
        options = M.Options.fields.map { Self.description(of: $0, defaults) }
    }

    private static func description<Options: MethodOptions>(
        of field: OptionField<Options>, _ defaults: [(input: InputKind, options: Options)]
    ) -> OptionDescription {
        let first = field.get(defaults.first?.options ?? Options()).description
        let others = defaults.dropFirst().map { ($0.input.rawValue, field.get($0.options).description) }
        return OptionDescription(
            name: field.name, defaultValue: first, range: field.range,
            otherDefaults: Dictionary(uniqueKeysWithValues: others.filter { $0.1 != first }),
            documentation: field.documentation)
    }
}

/// All methods by id: makes methods, and the methods that their options name.
public struct MethodRegistry: Sendable {
    /// The registered methods, in the order of their ids.
    public let entries: [MethodEntry]

    /// Registers methods.
    public init(_ entries: [MethodEntry]) { self.entries = entries.sorted { $0.card.id < $1.card.id } }

    /// Finds a method by id.
    ///
    /// - Throws: `ConfigError` with the nearest name.
    public func entry(_ id: String) throws -> MethodEntry {
        if let entry = entries.first(where: { $0.card.id == id }) { return entry }
        throw ConfigError(
            "method", "There is no method \"\(id)\".", fix: suggestion(for: id, in: entries.map(\.card.id)))
    }

    /// Makes a method: defaults for the kind of input, then the preset for the data set (`preset=paper` where there is
    /// one, `preset=none` for plain defaults), then the options given.
    ///
    /// - Parameter input: what samples are; nil for the method's general defaults.
    /// - Throws: `ConfigError` for unknown names and values out of range.
    public func resolve(
        _ specification: MethodSpecification, input: InputKind? = nil, data: String = "", split: String = ""
    ) throws -> ResolvedMethod {
        try resolve(entry(specification.id).type, specification, input, data: data, split: split)
    }

    private func resolve<M: Method>(
        _ type: M.Type, _ specification: MethodSpecification, _ input: InputKind?, data: String, split: String
    ) throws -> ResolvedMethod {
        let wanted = try presetName(specification)
        let tuned = wanted == "none" ? nil : M.preset(data: data, split: split)
        guard wanted != "paper" || tuned != nil else {
            throw ConfigError(
                "preset",
                "Method \"\(M.card.id)\" has no preset for data set \"\(data)\" with split \"\(split)\".",
                fix: "Leave preset away to use its defaults.")
        }
        var options = tuned ?? input.map { M.defaults(for: $0) } ?? M.Options()
        try options.apply(specification.options.filter { $0.key != "preset" }, method: M.card.id)
        return ResolvedMethod(
            method: try M(options, self), specification: specification,
            preset: tuned == nil ? "defaults" : "paper",
            options: options.values)
    }

    private func presetName(_ specification: MethodSpecification) throws -> String? {
        guard let option = specification.options.first(where: { $0.key == "preset" }) else { return nil }
        let name = option.value.description
        guard ["paper", "none"].contains(name) else {
            throw ConfigError("preset", "Preset \(name) is unknown.", fix: "Use preset=paper or preset=none.")
        }
        return name
    }
}
