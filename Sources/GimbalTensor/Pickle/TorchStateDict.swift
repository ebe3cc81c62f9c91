// Finding the state dict in a PyTorch file.
import Foundation
import GimbalCore
import OrderedCollections

/// The named tensors of a model, and where in a file they were found.
public struct TorchStateDict: Sendable {
    /// Tensors by name, in the order of the file.
    public var tensors: OrderedDictionary<String, Tensor>
    /// Keys that lead to them from the top of the file; empty if the file is a state dict itself.
    public let path: [String]
    /// Names of entries that are no tensors, such as extra states; they are left out.
    public let others: [String]

    /// What all names begin with because the model was wrapped (`module.` by DataParallel, `_orig_mod.` by
    /// `torch.compile`, `model.` by Lightning); empty if there is no such text.
    public var commonPrefix: String {
        var prefix = ""
        while let next = Self.wrappers.first(where: { wrapper in
            !tensors.isEmpty && tensors.keys.allSatisfy { $0.hasPrefix(prefix + wrapper) }
        }) {
            prefix += next
        }
        return prefix
    }

    /// Returns the same tensors with a prefix taken off the names that have it.
    ///
    /// - Parameter prefix: nil for `commonPrefix`.
    /// - Throws: `CheckpointError` if two tensors would then have one name.
    public func removingPrefix(_ prefix: String? = nil) throws -> TorchStateDict {
        let removed = prefix ?? commonPrefix
        var renamed: OrderedDictionary<String, Tensor> = [:]
        for (name, tensor) in tensors {
            let short = name.hasPrefix(removed) ? String(name.dropFirst(removed.count)) : name
            guard renamed.updateValue(tensor, forKey: short) == nil else {
                throw CheckpointError(
                    "torch.prefix", "without \"\(removed)\" two tensors are called \"\(short)\".",
                    fix: "Keep the names as they are.")
            }
        }
        return TorchStateDict(tensors: renamed, path: path, others: others)
    }

    private static let wrappers = ["module.", "_orig_mod.", "model."]
}

extension TorchFile {
    /// Reads a model's named tensors: a state dict, or a checkpoint that holds one.
    ///
    /// In a checkpoint it is looked for under the keys that training programs use (`state_dict`,
    /// `model_state_dict`, `model`, `net` and a few more), two levels deep.
    ///
    /// - Parameter keys: where it lies, if that is known or several are there: `["ema", "state_dict"]`.
    /// - Throws: `CheckpointError` if there is none or several are found (with the keys to choose from), or what
    ///   `read(_:limits:)` throws.
    public static func stateDict(
        _ url: URL, keys: [String] = [], limits: PickleLimits = PickleLimits()
    ) throws -> TorchStateDict {
        let whole = try read(url, limits: limits)
        var value = whole
        for (index, key) in keys.enumerated() {
            guard let next = value[.text(key)] else {
                let place = keys[..<index].map { "\"\($0)\" / " }.joined()
                throw CheckpointError(
                    "torch.key", "\(url.path): there is no \(place)\"\(key)\".",
                    fix: "Choose among \(shownKeys(value)).")
            }
            value = next
        }
        let found = candidates(value, path: keys, depth: keys.isEmpty ? 2 : 0)
        guard let only = found.first else {
            throw CheckpointError(
                "torch.state",
                "\(url.path): no state dict is found in \(value.kindName) with "
                    + "\(shownKeys(value)).",
                fix: "Name the keys that lead to it: TorchFile.stateDict(url, keys: [...]).")
        }
        guard found.count == 1 else {
            let places = found.map { $0.path.map { "\"\($0)\"" }.joined(separator: " / ") }
            throw CheckpointError(
                "torch.ambiguous",
                "\(url.path): there are several state dicts: \(places.joined(separator: ", ")).",
                fix: "Choose one: TorchFile.stateDict(url, keys: [...]).")
        }
        return only
    }

    private static let usualKeys = [
        "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params",
        "module",
        "encoder", "backbone",
    ]

    /// State dicts under the usual keys, else the value itself.
    private static func candidates(_ value: PickleValue, path: [String], depth: Int) -> [TorchStateDict] {
        guard let entries = value.entries else { return [] }
        var found: [TorchStateDict] = []
        for key in usualKeys where depth > 0 {
            if let inner = entries[.text(key)] {
                found += candidates(inner, path: path + [key], depth: depth - 1)
            }
        }
        if !found.isEmpty { return found }
        var tensors: OrderedDictionary<String, Tensor> = [:]
        var others: [String] = []
        for (key, inner) in entries {
            if case .text(let name) = key, let tensor = inner.tensorValue {
                tensors[name] = tensor
            } else {
                others.append(key.plainText)
            }
        }
        return tensors.isEmpty ? [] : [TorchStateDict(tensors: tensors, path: path, others: others)]
    }

    private static func shownKeys(_ value: PickleValue) -> String {
        guard let entries = value.entries, !entries.isEmpty else { return "no keys" }
        let shown = entries.keys.prefix(12).map(\.description).joined(separator: ", ")
        return "the keys \(shown)" + (entries.count > 12 ? " and \(entries.count - 12) more" : "")
    }
}

extension PickleKey {
    fileprivate var plainText: String { if case .text(let text) = self { text } else { description } }
}
