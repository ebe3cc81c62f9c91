// Named tensors of a module, and their names.
import GimbalTensor
import OrderedCollections

/// Every parameter and buffer of a module under its dotted name, as PyTorch's `state_dict`.
public typealias StateDict = OrderedDictionary<String, Tensor>

extension OrderedDictionary where Key == String, Value == Tensor {
    /// Returns the tensors below a part, without the part's name: `encoder.weight` below `encoder` becomes `weight`.
    ///
    /// For a checkpoint of a whole of which one part is wanted, or one written through a wrapper (`module.`).
    public func below(_ part: String) -> StateDict {
        let prefix = part.hasSuffix(".") ? part : part + "."
        var result: StateDict = [:]
        for (name, tensor) in self where name.hasPrefix(prefix) {
            result[String(name.dropFirst(prefix.count))] = tensor
        }
        return result
    }

    /// Returns the tensors under new names; nil leaves one out.
    ///
    /// - Throws: `ModuleError` if two get the same name.
    public func renamed(_ rename: (String) throws -> String?) throws -> StateDict {
        var result: StateDict = [:]
        var former: [String: String] = [:]
        for (name, tensor) in self {
            guard let new = try rename(name) else { continue }
            if let first = former[new] {
                throw ModuleError(
                    "rename", "\"\(first)\" and \"\(name)\" are both renamed to \"\(new)\".",
                    fix: "Give them different names, or leave one out by returning nil.")
            }
            former[new] = name
            result[new] = tensor
        }
        return result
    }
}

/// How much of a state has to fit for it to be loaded.
public enum StateLoadMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// All names, shapes and dtypes must fit.
    case strict
    /// Names may be missing or unexpected (PyTorch's `strict=False`); what is there must fit.
    case partial
    /// What fits is loaded, everything else is left alone: for a body with another head.
    case matching
}
