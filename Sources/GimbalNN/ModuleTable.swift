// The module tree, flattened once into dotted names.
import GimbalTensor
import OrderedCollections

/// Every parameter and buffer of a module tree under the dotted name that PyTorch's state dict would use.
///
/// Optimisers, checkpoints and data-parallel code use the table; nothing reflects inside a training loop.
public struct ModuleTable {
    /// Parameters in declaration order; absent optional ones are left out.
    public private(set) var parameters: OrderedDictionary<String, any ModuleSlot> = [:]
    /// Buffers in declaration order.
    public private(set) var buffers: OrderedDictionary<String, any ModuleSlot> = [:]

    /// Number of trained numbers.
    public var parameterCount: Int { parameters.values.reduce(0) { $0 + ($1.tensor?.count ?? 0) } }

    /// The current tensors of the parameters, in table order.
    public var parameterTensors: [Tensor] { parameters.values.compactMap(\.tensor) }

    /// Name and tensor of every parameter and buffer, as saved in `weights.safetensors`.
    public var state: OrderedDictionary<String, Tensor> {
        var result: OrderedDictionary<String, Tensor> = [:]
        for (name, slot) in parameters { result[name] = slot.tensor }
        for (name, slot) in buffers { result[name] = slot.tensor }
        return result
    }

    /// Loads a state dict; nothing is changed unless every name, shape and dtype fits.
    ///
    /// - Throws: `ModuleError` listing what is missing, unexpected or of another shape.
    public func load(_ state: OrderedDictionary<String, Tensor>) throws {
        let slots = parameters.merging(buffers) { first, _ in first }
        var problems: [String] = []
        for (name, slot) in slots {
            guard let found = state[name] else {
                problems.append("\"\(name)\" is missing")
                continue
            }
            if let expected = slot.tensor, expected.shape != found.shape || expected.dtype != found.dtype {
                problems.append(
                    "\"\(name)\" is \(found.shape) \(found.dtype), expected \(expected.shape) \(expected.dtype)"
                )
            }
        }
        problems += state.keys.filter { slots[$0] == nil }.map { "\"\($0)\" is not in the module" }
        guard problems.isEmpty else {
            throw ModuleError(
                "state", "The state does not fit: " + problems.joined(separator: "; ") + ".",
                fix: "Load it into a module of the same configuration.")
        }
        for (name, slot) in slots { if let tensor = state[name] { slot.replace(try tensor.cloned()) } }
    }

    init(_ module: Module) throws { try collect(module, prefix: "") }

    private mutating func collect(_ module: Module, prefix: String) throws {
        for (label, value) in Self.declared(in: module) {
            let key = Self.key(of: label, in: module)
            if let slot = value as? any ModuleSlot {
                try add(slot, name: prefix + (slot.key ?? key))
            } else if let slots = value as? [any ModuleSlot] {
                for (i, slot) in slots.enumerated() {
                    try add(slot, name: prefix + (slot.key ?? "\(key).\(i)"))
                }
            } else if value is Tensor || type(of: value) == Tensor?.self {
                throw ModuleError(
                    "bare", "\(type(of: module)).\(label) is a bare Tensor.",
                    fix: "Declare it @Parameter, @Buffer or @Constant.")
            }
            for (name, child) in Self.modules(named: key, in: value) {
                try collect(child, prefix: prefix + name + ".")
            }
        }
    }

    private mutating func add(_ slot: any ModuleSlot, name: String) throws {
        guard parameters[name] == nil, buffers[name] == nil else {
            throw ModuleError("name", "Two slots are called \"\(name)\".", fix: "Give one of them a key.")
        }
        guard let tensor = slot.tensor else { return }
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

    /// Stored properties of a module, those of its superclasses first.
    static func declared(in module: Module) -> [(label: String, value: Any)] {
        var mirrors: [Mirror] = []
        var mirror: Mirror? = Mirror(reflecting: module)
        while let current = mirror, current.subjectType != Module.self {
            mirrors.insert(current, at: 0)
            mirror = current.superclassMirror
        }
        return mirrors.flatMap { $0.children.map { child in (plain(child.label ?? ""), child.value) } }
    }

    /// The modules that a property holds: itself, inside an optional, or in an array.
    ///
    /// An array under the empty name has the numbers alone, as the children of PyTorch's `Sequential`.
    static func modules(named name: String, in value: Any) -> [(name: String, module: Module)] {
        if let module = value as? Module { return [(name, module)] }
        if let list = value as? [Module] {
            let prefix = name.isEmpty ? "" : name + "."
            return list.enumerated().map { ("\(prefix)\($0.offset)", $0.element) }
        }
        return []
    }

    /// The name of a property in state dicts.
    static func key(of label: String, in module: Module) -> String {
        type(of: module).stateKeys[label] ?? stateName(label)
    }

    /// Labels of wrapped properties begin with an underscore.
    private static func plain(_ label: String) -> String {
        label.hasPrefix("_") ? String(label.dropFirst()) : label
    }

    /// `runningMean` → `running_mean`: the state dict's spelling.
    private static func stateName(_ label: String) -> String {
        var result = ""
        for character in label {
            if character.isUppercase { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}

/// Tells buffers from parameters among slots, whatever they hold.
protocol BufferSlot: ModuleSlot {}
extension Buffer: BufferSlot {}
