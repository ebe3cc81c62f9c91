// The module tree, flattened once into dotted names.
import GimbalTensor
import OrderedCollections

/// Every parameter and buffer of a module tree under the dotted name that PyTorch's state dict would use.
///
/// Optimisers, checkpoints and data-parallel code use the table; nothing reflects inside a training loop. A box that
/// can be reached by several names (tied weights) is listed once, under the first; the others are `aliases`.
public struct ModuleTable {
    /// Parameters in declaration order; absent optional ones are left out.
    public private(set) var parameters: OrderedDictionary<String, any ModuleSlot> = [:]
    /// Buffers in declaration order.
    public private(set) var buffers: OrderedDictionary<String, any ModuleSlot> = [:]
    /// Further name of a shared parameter or buffer → the name that it is listed under.
    public private(set) var aliases: OrderedDictionary<String, String> = [:]
    /// Every name of a state dict, aliases included, in the order of the walk.
    private(set) var entries: OrderedDictionary<String, Entry> = [:]
    /// Constants, which are in no state dict but move with the module.
    private(set) var constants: [any ConstantSlot] = []
    /// Says whether the tree has changed since.
    let mark = TableMark()

    /// A name of the state dict.
    struct Entry {
        let slot: any ModuleSlot
        /// Dotted path of the module that declares the slot.
        let owner: String
    }

    /// Number of parameter elements; shared ones count once.
    public var parameterCount: Int { parameters.values.reduce(0) { $0 + ($1.tensor?.count ?? 0) } }

    /// The current tensors of the parameters, in table order.
    public var parameterTensors: [Tensor] { parameters.values.compactMap(\.tensor) }

    init(_ module: Module) throws {
        var walk = Walk()
        try collect(module, prefix: "", &walk)
    }

    /// What a walk remembers: the first name of each box, and the modules that it is inside of.
    private struct Walk {
        var names: [ObjectIdentifier: String] = [:]
        var ancestors: [ObjectIdentifier] = []
        var replaced: Set<ObjectIdentifier> = []
    }

    private mutating func collect(_ module: Module, prefix: String, _ walk: inout Walk) throws {
        guard !walk.ancestors.contains(ObjectIdentifier(module)) else {
            throw ModuleError(
                "loop", "\"\(prefix.dropLast())\" is a \(type(of: module)) that contains itself.",
                fix: "Keep references to parents out of modules, or hold them in a closure.")
        }
        walk.ancestors.append(ObjectIdentifier(module))
        let outer = walk.replaced
        walk.replaced.formUnion(module.replacedSlots.map { ObjectIdentifier($0) })
        defer {
            walk.ancestors.removeLast()
            walk.replaced = outer
        }
        module.join(mark)
        for (label, value) in ModuleReflection.properties(of: module) {
            let key = ModuleReflection.key(of: label, in: module)
            guard !ModuleReflection.isBare(value) else {
                throw ModuleError(
                    "bare", "\(type(of: module)).\(label) is a bare Tensor.",
                    fix: "Declare it @Parameter, @Buffer or @Constant.")
            }
            for (name, slot) in Self.slots(named: key, in: value) {
                try add(slot, name: prefix + name, owner: String(prefix.dropLast()), &walk)
            }
            if let constant = value as? any ConstantSlot { constants.append(constant) }
            for (name, child) in ModuleReflection.modules(named: key, in: value) {
                try collect(child, prefix: name.isEmpty ? prefix : prefix + name + ".", &walk)
            }
        }
    }

    private static func slots(named name: String, in value: Any) -> [(String, any ModuleSlot)] {
        if let slot = value as? any ModuleSlot { return [(slot.key ?? name, slot)] }
        guard let slots = value as? [any ModuleSlot] else { return [] }
        return slots.enumerated().map { ($0.element.key ?? "\(name).\($0.offset)", $0.element) }
    }

    private mutating func add(_ slot: any ModuleSlot, name: String, owner: String, _ walk: inout Walk) throws
    {
        guard let tensor = slot.tensor, !walk.replaced.contains(ObjectIdentifier(slot)) else { return }
        if let known = entries[name] {
            // One child held by two properties of the same key is the same slot once more.
            if known.slot === slot { return }
            throw ModuleError("name", "Two slots are called \"\(name)\".", fix: "Give one of them a key.")
        }
        entries[name] = Entry(slot: slot, owner: owner)
        if let first = walk.names[ObjectIdentifier(slot)] {
            aliases[name] = first
            return
        }
        walk.names[ObjectIdentifier(slot)] = name
        if slot is any BufferSlot {
            buffers[name] = slot
            return
        }
        guard tensor.dtype.isFloatingPoint else {
            throw ModuleError(
                "dtype", "Parameter \"\(name)\" is \(tensor.dtype), which has no gradient.",
                fix: "Declare it @Buffer or make it floating-point.")
        }
        parameters[name] = slot
    }
}
