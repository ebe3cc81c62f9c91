// What does not fit between a state and a module.
import GimbalCore
import GimbalTensor

/// Lists what differs between a module and a state dict; the description is a text of several lines.
public struct StateDifference: Sendable, Equatable, CustomStringConvertible {
    /// A tensor by name, shape and dtype.
    public struct Item: Sendable, Equatable {
        /// Dotted name.
        public let name: String
        /// Shape.
        public let shape: [Int]
        /// Type of the elements.
        public let dtype: DType
    }

    /// A tensor that is in both, but differs.
    public struct Mismatch: Sendable, Equatable {
        /// What the state has.
        public let found: Item
        /// What the module has.
        public let expected: Item
    }

    /// A parameter of several names whose values in the state differ.
    public struct Conflict: Sendable, Equatable {
        /// The name that the module lists it under.
        public let name: String
        /// The other name.
        public let alias: String
    }

    /// Tensors of the module that the state lacks; a shared one is missing only if all its names are.
    public internal(set) var missing: [Item] = []
    /// Tensors of the state that the module lacks.
    public internal(set) var unexpected: [Item] = []
    /// Tensors whose shapes differ.
    public internal(set) var shapes: [Mismatch] = []
    /// Tensors whose dtypes differ.
    public internal(set) var dtypes: [Mismatch] = []
    /// Shared parameters that the state has twice, with different values.
    public internal(set) var conflicts: [Conflict] = []

    /// Whether everything fits.
    public var isEmpty: Bool {
        missing.isEmpty && unexpected.isEmpty && shapes.isEmpty && dtypes.isEmpty && conflicts.isEmpty
    }

    /// Whether a load in that mode is refused.
    public func prevents(_ mode: StateLoadMode) -> Bool {
        switch mode {
        case .strict: !isEmpty
        case .partial: !(shapes.isEmpty && dtypes.isEmpty && conflicts.isEmpty)
        case .matching: !conflicts.isEmpty
        }
    }

    /// What the names suggest, such as a prefix that one side has and the other lacks; nil if nothing.
    public var hint: String? {
        let ours = missing.map(\.name), theirs = unexpected.map(\.name)
        if let prefix = Self.prefix(of: theirs, over: ours) {
            return "The state's names begin with \"\(prefix)\": load state.below(\"\(prefix.dropLast())\")."
        }
        if let prefix = Self.prefix(of: ours, over: theirs) {
            return "The module's names begin with \"\(prefix)\": load into module[\"\(prefix.dropLast())\"], "
                + "or rename with { \"\(prefix)\" + $0 }."
        }
        return nil
    }

    /// One line per difference, by kind; "No difference." if there is none.
    public var description: String {
        guard !isEmpty else { return "No difference." }
        var lines: [String] = []
        let near = nearNames()
        lines += section("missing from the state", missing.map { "\(text($0))" })
        lines += section(
            "not in the module",
            unexpected.map { item in text(item) + (near[item.name].map { " - near \"\($0)\"" } ?? "") })
        lines += section(
            "of another shape",
            shapes.map { "\"\($0.found.name)\" is \($0.found.shape), expected \($0.expected.shape)" })
        lines += section(
            "of another dtype",
            dtypes.map { "\"\($0.found.name)\" is \($0.found.dtype), expected \($0.expected.dtype)" })
        lines += section(
            "shared, but with two values",
            conflicts.map { "\"\($0.name)\" and \"\($0.alias)\" are one tensor" })
        if let hint { lines.append(hint) }
        return lines.joined(separator: "\n")
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        let limit = 20
        let rest = items.count > limit ? ["  and \(items.count - limit) more"] : []
        return ["\(items.count) \(title):"] + items.prefix(limit).map { "  " + $0 } + rest
    }

    private func text(_ item: Item) -> String { "\"\(item.name)\" \(item.shape) \(item.dtype)" }

    /// Unexpected name → missing one of the same shape that looks like it; only for short lists.
    private func nearNames() -> [String: String] {
        guard unexpected.count <= 20, missing.count <= 200 else { return [:] }
        var result: [String: String] = [:]
        for item in unexpected {
            let candidates = missing.filter { $0.shape == item.shape }.map(\.name)
            result[item.name] = nearestName(to: item.name, in: candidates)
        }
        return result
    }

    /// The prefix that turns most of `shorter` into members of `longer`, if it does so for at least half of them.
    private static func prefix(of longer: [String], over shorter: [String]) -> String? {
        let wanted = Set(shorter)
        var counts: [String: Int] = [:]
        for name in longer {
            for (position, character) in zip(name.indices, name) where character == "." {
                let rest = name[name.index(after: position)...]
                if wanted.contains(String(rest)) { counts[String(name[...position]), default: 0] += 1 }
            }
        }
        guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            best.value * 2 >= min(longer.count, shorter.count)
        else { return nil }
        return best.key
    }
}
