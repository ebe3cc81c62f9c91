// The values of one method, as comparisons take them.

import GimbalCore

/// Holds the values of one method, one for each seed or data set.
public struct MethodValues: Sendable, Codable, Equatable {
    /// The alias of the method.
    public let method: String
    /// One value for each seed or data set, in the same order for every method.
    public let values: [Double]

    /// Creates the values of a method.
    public init(method: String, values: [Double]) {
        self.method = method
        self.values = values
    }

    /// Throws unless there are methods, each with its own alias and as many finite values as the others.
    static func check(_ methods: [MethodValues], for name: String, unit: String) throws {
        try Check.count(methods.count, for: name, what: "method")
        var seen: Set<String> = []
        for method in methods {
            guard seen.insert(method.method).inserted else {
                throw ConfigError(
                    "statistics.alias", "\(name): two methods are called \"\(method.method)\".",
                    fix: "Give each its own alias.")
            }
            let name = "\(name), method \"\(method.method)\""
            try Check.finite(method.values, for: name)
            guard method.values.count == methods[0].values.count else {
                throw DataError(
                    "statistics.length",
                    "\(name): found \(method.values.count) values, expected \(methods[0].values.count) like "
                        + "\"\(methods[0].method)\".",
                    fix: "Run every method with the same \(unit)s; tests are paired by \(unit).")
            }
        }
    }
}
