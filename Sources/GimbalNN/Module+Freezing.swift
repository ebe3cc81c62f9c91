// Parameters that training leaves alone.
import GimbalCore
import GimbalTensor

extension Module {
    /// Freezes every parameter below this module: it keeps its value, gets no gradient, and optimisers skip it.
    ///
    /// Operators whose inputs are all frozen are not recorded, so backward is cheaper. Buffers are no parameters:
    /// running statistics of normalisations still follow the data in training mode; run a frozen part with
    /// `context.with(mode: .evaluate)` to keep them, too.
    ///
    /// - Returns: names of the parameters that were trainable before.
    @discardableResult
    public final func freeze() throws -> [String] { try setTrainable(false) { _ in true } }

    /// Freezes the parameters of one part, such as `encoder` or `layers.0`, or the single one of that name.
    ///
    /// - Throws: `ModuleError` naming the nearest part if there is none of that name.
    @discardableResult
    public final func freeze(_ part: String) throws -> [String] { try setTrainable(false, part) }

    /// Freezes the parameters whose dotted name `predicate` accepts.
    @discardableResult
    public final func freeze(where predicate: (String) -> Bool) throws -> [String] {
        try setTrainable(false, predicate)
    }

    /// Makes every parameter below this module trainable again.
    ///
    /// - Returns: names of the parameters that were frozen before.
    @discardableResult
    public final func unfreeze() throws -> [String] { try setTrainable(true) { _ in true } }

    /// Makes the parameters of one part trainable again.
    ///
    /// - Throws: `ModuleError` naming the nearest part if there is none of that name.
    @discardableResult
    public final func unfreeze(_ part: String) throws -> [String] { try setTrainable(true, part) }

    /// Makes the parameters whose dotted name `predicate` accepts trainable again.
    @discardableResult
    public final func unfreeze(where predicate: (String) -> Bool) throws -> [String] {
        try setTrainable(true, predicate)
    }

    private func setTrainable(_ isTrainable: Bool, _ part: String) throws -> [String] {
        let names = try table().entries.keys
        guard names.contains(where: { Self.isWithin($0, part) }) else {
            let parts = Set(modules().map(\.name).filter { !$0.isEmpty }).union(names)
            throw ModuleError(
                "path", "\(type(of: self)) has no parameters below \"\(part)\".",
                fix: suggestion(for: part, in: parts))
        }
        return try setTrainable(isTrainable) { Self.isWithin($0, part) }
    }

    private static func isWithin(_ name: String, _ part: String) -> Bool {
        name == part || name.hasPrefix(part + ".")
    }

    /// A shared parameter is meant by any of its names.
    private func setTrainable(_ isTrainable: Bool, _ predicate: (String) -> Bool) throws -> [String] {
        let table = try table()
        var changed: [String] = []
        for (name, entry) in table.entries where predicate(name) {
            guard let slot = entry.slot as? any FreezableSlot, slot.isTrainable != isTrainable else {
                continue
            }
            slot.isTrainable = isTrainable
            changed.append(table.aliases[name] ?? name)
        }
        return changed
    }
}
