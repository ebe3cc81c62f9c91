// The base of everything with parameters.
import GimbalTensor

/// A part of a network: its parameters, buffers and children, found once by reflection.
///
/// Subclasses declare tensors as `@Parameter`, `@Buffer` or `@Constant` and children as plain `let`
/// properties (arrays, dictionaries and optionals included), and offer `callAsFunction(_:_:)` with the context as
/// last argument. One child, or one box (`_weight = embedding.$weight`), may stand at several places: it is then
/// shared, counted and stepped once, and has all its names in state dicts.
open class Module: CustomStringConvertible {
    private var cachedTable: ModuleTable?
    /// The tables that this module is part of, its ancestors' included; told when a child is replaced.
    private var marks: [TableMark] = []

    /// Creates a module; subclasses declare their slots first.
    public init() {}

    /// Names in state dicts of the properties whose name is not the property's own in snake case.
    ///
    /// Property → name, such as `["selfAttention": "self_attn"]`; an array of children under the empty name is
    /// numbered without a prefix.
    open class var stateKeys: [String: String] { [:] }

    /// Slots below this module that it computes from others: they are no parameters of the whole.
    ///
    /// For wrappers that hand values on through `Context.substituting(_:in:_:)`, such as ``Parametrized``.
    open var replacedSlots: [any ModuleSlot] { [] }

    /// Settings shown in the description, such as `1433 → 64, bias`.
    open var settings: String { "" }

    /// The flat table of everything below this module; walked on the first call and kept.
    ///
    /// - Throws: `ModuleError` for a bare `Tensor` property, two different slots of one name, a parameter that has
    ///   no gradient, or a module below itself.
    public final func table() throws -> ModuleTable {
        if let cachedTable, cachedTable.mark.isValid { return cachedTable }
        let table = try ModuleTable(self)
        cachedTable = table
        return table
    }

    /// Forgets the flat tables that this module is part of, so that they are walked again.
    ///
    /// For modules whose children can be replaced: `var head: Linear { didSet { childrenDidChange() } }`. Optimisers
    /// made before keep the former parameters.
    public final func childrenDidChange() {
        for mark in marks { mark.isValid = false }
        marks = []
    }

    /// Notes that a table was made from this module, too.
    final func join(_ mark: TableMark) { marks = marks.filter(\.isValid) + [mark] }

    /// Type, settings and number of parameters, with the children indented below.
    public final var description: String {
        var known: [ObjectIdentifier: String] = [:]
        return lines(name: nil, path: "", &known).joined(separator: "\n")
    }

    /// The dotted path of a child; one without a name stands for its parent.
    static func path(_ parent: String, _ name: String) -> String {
        parent.isEmpty || name.isEmpty ? parent + name : "\(parent).\(name)"
    }

    private func lines(name: String?, path: String, _ known: inout [ObjectIdentifier: String]) -> [String] {
        let count = (try? table().parameterCount) ?? 0
        let label = name.map { $0.isEmpty ? "" : "\($0): " } ?? ""
        let head = "\(label)\(type(of: self))(\(settings))"
        if let first = known[ObjectIdentifier(self)] {
            return [head + " - shared with \(first.isEmpty ? "the whole" : first)"]
        }
        known[ObjectIdentifier(self)] = path
        return ["\(head) - \(count) parameters"]
            + children().flatMap { child in
                let below = Self.path(path, child.name)
                return child.module.lines(name: child.name, path: below, &known).map { "  " + $0 }
            }
    }
}

/// Says whether a flat table still describes its tree.
final class TableMark {
    var isValid = true
}
