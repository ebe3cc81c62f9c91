// The base of everything with parameters.
import GimbalTensor

/// A part of a network: its parameters, buffers and children, found once by reflection.
///
/// Subclasses declare tensors as `@Parameter`, `@Buffer` or `@Constant` and children as plain `let`
/// properties (arrays and optionals included), and offer `callAsFunction(_:_:)` with the context as last
/// argument.
open class Module: CustomStringConvertible {
    private var cachedTable: ModuleTable?

    /// Creates a module; subclasses declare their slots first.
    public init() {}

    /// Names in state dicts of the properties whose name is not the property's own in snake case.
    ///
    /// Property → name, such as `["selfAttention": "self_attn"]`; an array of children under the empty name is
    /// numbered without a prefix.
    open class var stateKeys: [String: String] { [:] }

    /// Settings shown in the description, such as `1433 → 64, bias`.
    open var settings: String { "" }

    /// The flat table of everything below this module; walked on the first call and kept.
    ///
    /// - Throws: `ModuleError` for a bare `Tensor` property, two slots of one name, or a parameter that has
    ///   no gradient.
    public final func table() throws -> ModuleTable {
        if let cachedTable { return cachedTable }
        let table = try ModuleTable(self)
        cachedTable = table
        return table
    }

    /// Direct children with their names, in declaration order.
    public final func children() -> [(name: String, module: Module)] {
        ModuleTable.declared(in: self).flatMap { label, value in
            ModuleTable.modules(named: ModuleTable.key(of: label, in: self), in: value)
        }
    }

    /// Type, settings and number of parameters, with the children indented below.
    public final var description: String { lines(name: nil).joined(separator: "\n") }

    private func lines(name: String?) -> [String] {
        let count = (try? table().parameterCount) ?? 0
        let head = "\(name.map { "\($0): " } ?? "")\(type(of: self))(\(settings)) - \(count) parameters"
        return [head] + children().flatMap { child in child.module.lines(name: child.name).map { "  " + $0 } }
    }
}
