// Walking the module tree by name.
import GimbalCore
import GimbalTensor
import OrderedCollections

extension Module {
    /// Direct children with their names, in declaration order.
    public final func children() -> [(name: String, module: Module)] {
        ModuleReflection.properties(of: self).flatMap { label, value in
            ModuleReflection.modules(named: ModuleReflection.key(of: label, in: self), in: value)
        }
    }

    /// This module under the empty name and everything below it under dotted names, parents first.
    ///
    /// A module that stands at several places comes once, under its first name.
    public final func modules() -> [(name: String, module: Module)] {
        var seen: Set<ObjectIdentifier> = []
        var result: [(name: String, module: Module)] = []
        func visit(_ module: Module, _ name: String) {
            guard seen.insert(ObjectIdentifier(module)).inserted else { return }
            result.append((name, module))
            for child in module.children() {
                visit(child.module, Self.path(name, child.name))
            }
        }
        visit(self, "")
        return result
    }

    /// The module at a dotted path such as `encoder.layers.0`, or nil; the empty path is this module.
    public final subscript(path: String) -> Module? {
        if path.isEmpty { return self }
        for child in children() {
            if child.name == path { return child.module }
            if child.name.isEmpty, let found = child.module[path] { return found }
            guard path.hasPrefix(child.name + ".") else { continue }
            if let found = child.module[String(path.dropFirst(child.name.count + 1))] { return found }
        }
        return nil
    }

    /// Returns the module at a dotted path as the type that it is.
    ///
    ///     let head = try network.module(at: "head", as: Linear.self)
    ///
    /// - Throws: `ModuleError` naming the nearest path if there is none, or the type that is there instead.
    public final func module<Wanted: Module>(at path: String, as type: Wanted.Type = Module.self) throws
        -> Wanted
    {
        guard let found = self[path] else {
            throw ModuleError(
                "path", "\(Swift.type(of: self)) has no module \"\(path)\".",
                fix: suggestion(for: path, in: modules().map(\.name).filter { !$0.isEmpty }))
        }
        guard let wanted = found as? Wanted else {
            throw ModuleError(
                "path",
                "\"\(path)\" in \(Swift.type(of: self)) is a \(Swift.type(of: found)), expected a \(type).",
                fix: "Ask for the type that is there.")
        }
        return wanted
    }

    /// Every parameter under its dotted name; a shared one comes once, under its first name.
    public final func namedParameters() throws -> OrderedDictionary<String, any ModuleSlot> {
        try table().parameters
    }

    /// The parameters that are not frozen: what an optimiser is given when only they are to be trained.
    public final func trainableParameters() throws -> OrderedDictionary<String, any ModuleSlot> {
        try table().parameters.filter { $0.value.isTrainable }
    }

    /// Number of parameter elements below this module; shared ones count once.
    public final func parameterCount(trainableOnly: Bool = false) throws -> Int {
        let slots = trainableOnly ? try trainableParameters() : try namedParameters()
        return slots.values.reduce(0) { $0 + ($1.tensor?.count ?? 0) }
    }
}
