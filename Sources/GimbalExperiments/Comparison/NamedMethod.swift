// Methods of a comparison, each under its alias.
import GimbalCore
import GimbalTasks

/// A method with the name that tables and expectations use for it.
public struct NamedMethod: Sendable, Codable, Hashable {
    /// Name in tables and expectations; unique within a comparison.
    public let alias: String
    /// The method with the options that were given.
    public let specification: MethodSpecification

    /// Names a method.
    public init(alias: String, specification: MethodSpecification) {
        self.alias = alias
        self.specification = specification
    }

    /// Names methods by their ids, and those whose id occurs more than once by their whole specification.
    ///
    /// - Throws: `ConfigError` if two specifications are the same.
    public static func named(_ specifications: [MethodSpecification]) throws -> [NamedMethod] {
        let methods = specifications.map { specification in
            let isAlone = specifications.filter { $0.id == specification.id }.count == 1
            return NamedMethod(
                alias: isAlone ? specification.id : specification.description, specification: specification)
        }
        try checkAliases(of: methods)
        return methods
    }

    /// Checks that every alias occurs once.
    static func checkAliases(of methods: [NamedMethod]) throws {
        var seen: Set<String> = []
        for method in methods where !seen.insert(method.alias).inserted {
            throw ConfigError(
                "alias", "Two methods of the comparison are called \"\(method.alias)\".",
                fix: "Name each once, or give them different options.")
        }
    }
}
