// Options of methods: typed structs with a described field per option.
import GimbalCore

/// The options of a method; a value of its own defaults.
public protocol MethodOptions: Codable, Sendable, Equatable {
    /// The defaults that the method's authors use in general.
    init()
    /// Every option: name, documentation, range, access.
    static var fields: [OptionField<Self>] { get }
}

/// Describes one option and moves it between struct and text.
public struct OptionField<Options> {
    /// Name in specifications.
    public let name: String
    /// What it does, in a sentence.
    public let documentation: String
    /// What values it takes, in words: `integer in 0...100`.
    public let range: String
    /// Reads the option.
    public let get: (Options) -> SpecificationValue
    /// Sets the option; throws `ConfigError` for a value that it does not take.
    public let set: (inout Options, SpecificationValue) throws -> Void

    /// An integer option.
    public static func integer(
        _ name: String, _ path: WritableKeyPath<Options, Int>, _ range: ClosedRange<Int>,
        _ documentation: String
    ) -> OptionField {
        let words = range.upperBound == Int.max ? "integer >= \(range.lowerBound)" : "integer in \(range)"
        return OptionField(
            name: name, documentation: documentation, range: words,
            get: { .number(Double($0[keyPath: path])) },
            set: { options, value in
                guard case .number(let number) = value, let integer = Int(exactly: number),
                    range.contains(integer)
                else { throw refusal(name, value, words) }
                options[keyPath: path] = integer
            })
    }

    /// A real option.
    public static func real(
        _ name: String, _ path: WritableKeyPath<Options, Double>, _ range: ClosedRange<Double>,
        _ documentation: String
    ) -> OptionField {
        let words = range.upperBound == .infinity ? "number >= \(range.lowerBound)" : "number in \(range)"
        return OptionField(
            name: name, documentation: documentation, range: words,
            get: { .number($0[keyPath: path]) },
            set: { options, value in
                guard case .number(let number) = value, range.contains(number) else {
                    throw refusal(name, value, words)
                }
                options[keyPath: path] = number
            })
    }

    /// An option that is true or false.
    public static func flag(_ name: String, _ path: WritableKeyPath<Options, Bool>, _ documentation: String)
        -> OptionField
    {
        OptionField(
            name: name, documentation: documentation, range: "true or false",
            get: { .word($0[keyPath: path] ? "true" : "false") },
            set: { options, value in
                switch value {
                case .word("true"): options[keyPath: path] = true
                case .word("false"): options[keyPath: path] = false
                default: throw refusal(name, value, "true or false")
                }
            })
    }

    /// An option with a fixed set of words.
    public static func choice<Choice>(
        _ name: String, _ path: WritableKeyPath<Options, Choice>, _ documentation: String
    ) -> OptionField where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        let known = Choice.allCases.map(\.rawValue)
        let words = "one of " + known.joined(separator: ", ")
        return OptionField(
            name: name, documentation: documentation, range: words,
            get: { .word($0[keyPath: path].rawValue) },
            set: { options, value in
                guard case .word(let word) = value, let choice = Choice(rawValue: word) else {
                    throw refusal(name, value, words)
                }
                options[keyPath: path] = choice
            })
    }

    /// An option that is itself a method, backbone or layer with options.
    public static func specification(
        _ name: String, _ path: WritableKeyPath<Options, MethodSpecification>, _ documentation: String
    ) -> OptionField {
        OptionField(
            name: name, documentation: documentation, range: "a specification",
            get: { .specification($0[keyPath: path]) },
            set: { options, value in
                switch value {
                case .word(let id): options[keyPath: path] = MethodSpecification(id: id)
                case .specification(let specification): options[keyPath: path] = specification
                default: throw refusal(name, value, "a specification such as gcn or 'gcn[hidden=64]'")
                }
            })
    }

    private static func refusal(_ name: String, _ value: SpecificationValue, _ expected: String)
        -> ConfigError
    {
        ConfigError(
            "option", "Option \"\(name)\" is \(value), expected \(expected).", fix: "Give a value in range.")
    }
}

extension MethodOptions {
    /// Sets the options that a specification gives.
    ///
    /// - Throws: `ConfigError` for an unknown option (with the nearest name) or a value out of range.
    public mutating func apply(_ options: [MethodSpecification.Option], method: String) throws {
        for option in options {
            guard let field = Self.fields.first(where: { $0.name == option.key }) else {
                throw ConfigError(
                    "option", "Method \"\(method)\" has no option \"\(option.key)\".",
                    fix: suggestion(for: option.key, in: Self.fields.map(\.name)))
            }
            do {
                try field.set(&self, option.value)
            } catch let error as ConfigError {
                throw ConfigError("option", "\(method): \(error.message)", fix: error.fix)
            }
        }
    }

    /// Name and value of every option.
    public var values: [MethodSpecification.Option] {
        Self.fields.map { .init(key: $0.name, value: $0.get(self)) }
    }
}
