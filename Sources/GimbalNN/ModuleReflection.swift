// What reflection tells about a module's properties.
import GimbalTensor
import OrderedCollections

/// Reads the declared properties of modules.
enum ModuleReflection {
    /// Stored properties of a module, those of its superclasses first.
    static func properties(of module: Module) -> [(label: String, value: Any)] {
        var mirrors: [Mirror] = []
        var mirror: Mirror? = Mirror(reflecting: module)
        while let current = mirror, current.subjectType != Module.self {
            mirrors.insert(current, at: 0)
            mirror = current.superclassMirror
        }
        return mirrors.flatMap { $0.children.map { child in (plain(child.label ?? ""), child.value) } }
    }

    /// The modules that a property holds: itself, inside an optional, in arrays or in a dictionary.
    ///
    /// An array under the empty name has the numbers alone, as the children of PyTorch's `Sequential`.
    static func modules(named name: String, in value: Any) -> [(name: String, module: Module)] {
        if let module = value as? Module { return [(name, module)] }
        let prefix = name.isEmpty ? "" : name + "."
        if let list = value as? [Module] {
            return list.enumerated().map { ("\(prefix)\($0.offset)", $0.element) }
        }
        if let lists = value as? [[Module]] {
            return lists.enumerated().flatMap { modules(named: "\(prefix)\($0.offset)", in: $0.element) }
        }
        if let dictionary = value as? [String: Module] {
            // In order of the names, because a dictionary has no order of its own.
            return dictionary.sorted { $0.key < $1.key }.map { (prefix + $0.key, $0.value) }
        }
        if let collection = value as? any NamedModules {
            return collection.namedModules.map { (prefix + $0.name, $0.module) }
        }
        return []
    }

    /// Whether a property holds tensors that no wrapper declares.
    static func isBare(_ value: Any) -> Bool {
        if value is Tensor || type(of: value) == Tensor?.self { return true }
        // Any empty array casts to any array type.
        return (value as? [Tensor])?.isEmpty == false
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

/// Ordered dictionaries of modules, whatever kind of module.
private protocol NamedModules {
    var namedModules: [(name: String, module: Module)] { get }
}

extension OrderedDictionary: NamedModules where Key == String, Value: Module {
    fileprivate var namedModules: [(name: String, module: Module)] { map { ($0.key, $0.value) } }
}
