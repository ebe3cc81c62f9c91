// State dicts: taking, comparing, loading, files.
import Foundation
import GimbalCore
import GimbalTensor
import OrderedCollections

extension Module {
    /// Returns name and tensor of every parameter and buffer, as PyTorch's `state_dict()`.
    ///
    /// The tensors share memory with the module: training changes them. `mapValues { try $0.cloned() }` makes a
    /// snapshot. A shared parameter comes under each of its names.
    public final func stateDict() throws -> StateDict { try table().state() }

    /// Compares a state with this module; nothing is changed.
    public final func difference(to state: StateDict) throws -> StateDifference {
        try StateLoading(self, state, convertsDType: false).difference
    }

    /// Copies a state dict into the parameters and buffers, as PyTorch's `load_state_dict`.
    ///
    ///     try network.load(state)                                      // everything must fit
    ///     let rest = try network.load(state, mode: .matching)          // what fits
    ///     try network.load(state) { "encoder." + $0 }                  // under other names
    ///
    /// Nothing is changed unless the load succeeds. Boxes stay the same, so optimisers continue with the new values.
    ///
    /// - Parameters:
    ///   - mode: how much has to fit.
    ///   - convertingDType: whether tensors of another floating-point dtype are converted to the module's.
    ///   - rename: gives each name of the state a new one, or nil to leave it out.
    /// - Returns: what was left alone; empty after a strict load.
    /// - Throws: `ModuleError` with the difference in words.
    @discardableResult
    public final func load(
        _ state: StateDict, mode: StateLoadMode = .strict, convertingDType: Bool = false,
        rename: ((String) throws -> String?)? = nil
    ) throws -> StateDifference {
        let named = try rename.map { try state.renamed($0) } ?? state
        let loading = try StateLoading(self, named, convertsDType: convertingDType)
        let difference = loading.difference
        guard !difference.prevents(mode) else {
            throw ModuleError(
                "state",
                "The state does not fit \(type(of: self)).\n\(difference)"
                    + (difference.hint == nil ? "." : ""),
                fix: difference.advice(mode))
        }
        try loading.apply()
        return difference
    }

    /// Loads a file of named tensors: safetensors, or what `torch.save(model.state_dict(), ...)` wrote; the content
    /// decides, not the file's name.
    ///
    /// - Throws: `CheckpointError` or `DataError` if the file cannot be read; `ModuleError` naming the file and the
    ///   difference if it does not fit. Nothing is then changed.
    @discardableResult
    public final func load(
        from url: URL, mode: StateLoadMode = .strict, convertingDType: Bool = false,
        rename: ((String) throws -> String?)? = nil
    ) throws -> StateDifference {
        let state = try StateFile.read(url)
        do {
            return try load(state, mode: mode, convertingDType: convertingDType, rename: rename)
        } catch let error as ModuleError {
            throw ModuleError(
                String(error.code.dropFirst(ModuleErrors.prefix.count + 1)), "\(url.path): \(error.message)",
                fix: error.fix)
        }
    }

    /// Writes the state dict as safetensors, all or nothing.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be written.
    public final func save(to url: URL, metadata: [String: String] = [:]) throws {
        try Safetensors.write(stateDict(), metadata: metadata, to: url)
    }

    /// Copies the values of another module of the same structure: for target networks and snapshots.
    ///
    /// Make the second instance with the same configuration; this module keeps its own boxes.
    ///
    /// - Throws: `ModuleError` with the difference if the structures differ.
    public final func copyState(from other: Module) throws { try load(other.stateDict()) }
}

extension ModuleTable {
    /// Name and tensor of every parameter and buffer, off the tape.
    func state() throws -> StateDict {
        var result: StateDict = [:]
        for (name, entry) in entries {
            result[name] = try aliases[name].map { result[$0] } ?? entry.slot.tensor?.detached()
        }
        return result
    }
}

/// A load that has been compared and can be carried out.
private struct StateLoading {
    private(set) var difference = StateDifference()
    private var values: [(slot: any ModuleSlot, tensor: Tensor, dtype: DType)] = []

    init(_ module: Module, _ state: StateDict, convertsDType: Bool) throws {
        let table = try module.table()
        var given: [String: Tensor] = [:]
        for (name, entry) in table.entries {
            let first = table.aliases[name] ?? name
            guard let found = state[name], let own = entry.slot.tensor else { continue }
            if let former = given[first] {
                if try !Self.isSame(former, found) {
                    difference.conflicts.append(.init(name: first, alias: name))
                }
                continue
            }
            given[first] = found
            compare(name, found, own, entry.slot, convertsDType: convertsDType)
        }
        for (name, slot) in table.parameters.merging(table.buffers, uniquingKeysWith: { first, _ in first })
        where given[name] == nil {
            if let own = slot.tensor { difference.missing.append(Self.item(name, own)) }
        }
        for (name, tensor) in state where table.entries[name] == nil {
            difference.unexpected.append(Self.item(name, tensor))
        }
    }

    func apply() throws {
        let copies = try values.map { value in
            let isCopied = value.tensor.dtype != value.dtype
            return try isCopied
                ? value.tensor.detached().converted(to: value.dtype) : value.tensor.detached().cloned()
        }
        for (value, copy) in zip(values, copies) { value.slot.replace(copy) }
    }

    private mutating func compare(
        _ name: String, _ found: Tensor, _ own: Tensor, _ slot: any ModuleSlot, convertsDType: Bool
    ) {
        let mismatch = StateDifference.Mismatch(found: Self.item(name, found), expected: Self.item(name, own))
        let converts = convertsDType && found.dtype.isFloatingPoint && own.dtype.isFloatingPoint
        if found.shape != own.shape {
            difference.shapes.append(mismatch)
        } else if found.dtype != own.dtype && !converts {
            difference.dtypes.append(mismatch)
        } else {
            values.append((slot, found, own.dtype))
        }
    }

    private static func isSame(_ a: Tensor, _ b: Tensor) throws -> Bool {
        guard a.handle !== b.handle else { return true }
        return try a.shape == b.shape && a.dtype == b.dtype && a.isEqual(to: b)
    }

    private static func item(_ name: String, _ tensor: Tensor) -> StateDifference.Item {
        StateDifference.Item(name: name, shape: tensor.shape, dtype: tensor.dtype)
    }
}

extension StateDifference {
    /// What to do about a refused load.
    fileprivate func advice(_ mode: StateLoadMode) -> String {
        if hint != nil { return "" }
        if !dtypes.isEmpty && missing.isEmpty && unexpected.isEmpty && shapes.isEmpty {
            return "Pass convertingDType: true, or convert the module."
        }
        if !shapes.isEmpty {
            return "Use a module of the same configuration, or mode: .matching to load what fits."
        }
        if !conflicts.isEmpty { return "Leave one of the names out, or untie the parameters." }
        return "Use a module of the same configuration, or mode: .partial to load what is there."
    }
}
