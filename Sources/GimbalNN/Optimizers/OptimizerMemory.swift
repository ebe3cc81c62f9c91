// What optimisers remember of their parameters, and how steps are put together.
import GimbalTensor
import OrderedCollections

/// The groups of an optimiser with the state of every parameter.
public final class OptimizerMemory {
    /// The parameters and their settings.
    public var groups: [ParameterGroup]
    /// Whether steps go up the gradient.
    public let maximize: Bool
    /// Whether float16 and bfloat16 parameters have a float32 copy that is stepped in their place.
    ///
    /// The copy is made at the first step and is then what counts: values that are loaded into the parameters later are
    /// overwritten by the next step, unless a new optimiser is made.
    public let masterWeights: Bool
    private var entries: [[Entry]] = []
    private var arranged: [ObjectIdentifier] = []

    /// What is remembered of one parameter.
    final class Entry {
        let name: String
        let slot: any ModuleSlot
        var step = 0
        var tensors: [Tensor] = []
        var scalars: [Double] = []
        var master: Tensor?

        init(name: String, slot: any ModuleSlot) {
            self.name = name
            self.slot = slot
        }
    }

    /// Remembers nothing yet.
    ///
    /// - Throws: `ModuleError` for a parameter or name in two groups, or a negative learning rate or weight decay.
    public init(_ groups: [ParameterGroup], maximize: Bool = false, masterWeights: Bool = false) throws {
        self.groups = groups
        self.maximize = maximize
        self.masterWeights = masterWeights
        _ = try arrangedEntries()
    }

    /// The entries of every group; parameters that stay keep their state when groups are changed.
    func arrangedEntries() throws -> [[Entry]] {
        for (i, group) in groups.enumerated() { try check(group, number: i) }
        let identities = groups.map { ObjectIdentifier($0.identity) }
        if identities == arranged { return entries }
        var known: [String: Entry] = [:]
        for entry in entries.joined() { known[entry.name] = entry }
        var owners: [ObjectIdentifier: (group: Int, name: String)] = [:], names: Set<String> = []
        var result: [[Entry]] = []
        for (i, group) in groups.enumerated() {
            result.append([])
            for (name, slot) in group.parameters {
                let identity = ObjectIdentifier(slot)
                if let owner = owners[identity], owner.group != i {
                    throw ModuleError(
                        "group",
                        "Parameter \"\(name)\" is in groups \(owner.group) and \(i)"
                            + (owner.name == name ? "." : ", there as \"\(owner.name)\"."),
                        fix: "Put every parameter into one group.")
                }
                guard names.insert(name).inserted else {
                    throw ModuleError(
                        "group", "Two parameters of one optimiser are called \"\(name)\".",
                        fix: "Put a prefix before the names of one network, or use one optimiser per network."
                    )
                }
                owners[identity] = owners[identity] ?? (i, name)
                let entry = known[name].flatMap { $0.slot === slot ? $0 : nil }
                result[i].append(entry ?? Entry(name: name, slot: slot))
            }
        }
        (entries, arranged) = (result, identities)
        return result
    }

    private func check(_ group: ParameterGroup, number: Int) throws {
        for (name, value) in [("learning rate", group.learningRate), ("weight decay", group.weightDecay)] {
            guard value >= 0, value.isFinite else {
                throw ModuleError(
                    "setting",
                    "Group \(number): the \(name) is \(value), expected a finite number of at least 0.",
                    fix: "To go up the gradient, set maximize.")
            }
        }
    }
}

// MARK: - A step

extension OptimizerMemory {
    /// Sorts what has a gradient into batches.
    func batches(_ gradients: [Tensor?], _ optimizer: some MultiTensorOptimizer) throws -> [ParameterBatch] {
        let entries = try arrangedEntries()
        let expected = entries.reduce(0) { $0 + $1.count }
        guard gradients.count == expected else {
            throw ModuleError(
                "gradients",
                "\(type(of: optimizer)) has \(expected) parameters, found \(gradients.count) gradients.",
                fix: "Give one gradient, or nil, per parameter in the groups' order.")
        }
        var result: [ParameterBatch] = [], seen: Set<ObjectIdentifier> = [], place = 0
        for (group, members) in zip(groups, entries) {
            var batches: [ParameterBatch] = []
            for entry in members {
                defer { place += 1 }
                guard let gradient = gradients[place], entry.slot.isTrainable,
                    let parameter = entry.slot.tensor,
                    seen.insert(ObjectIdentifier(entry.slot)).inserted
                else { continue }
                try add(entry, parameter, gradient, to: &batches, group, optimizer)
            }
            result += batches
        }
        if maximize {
            for i in result.indices { result[i].gradients = try Tensor.foreachNegate(result[i].gradients) }
        }
        return result
    }

    private func add(
        _ entry: Entry, _ parameter: Tensor, _ gradient: Tensor, to batches: inout [ParameterBatch],
        _ group: ParameterGroup, _ optimizer: some MultiTensorOptimizer
    ) throws {
        try check(gradient, of: parameter, named: entry.name)
        let target = try target(of: parameter, entry)
        let dtype = target.dtype, device = target.device
        try prepare(entry, target, group, optimizer)
        // The native steps walk memory, so everything must lie alike.
        let slope = gradient.dtype == dtype ? gradient : try gradient.converted(to: dtype)
        let match = batches.firstIndex {
            $0.step == entry.step + 1 && $0.scalars == entry.scalars && $0.parameters[0].dtype == dtype
                && $0.parameters[0].device == device
        }
        let place = match ?? batches.count
        if match == nil {
            batches.append(
                ParameterBatch(
                    group: group, step: entry.step + 1, state: entry.tensors.map { _ in [] },
                    scalars: entry.scalars))
        }
        batches[place].parameters.append(target)
        batches[place].gradients.append(slope.isContiguous ? slope : try slope.contiguous())
        for (i, tensor) in entry.tensors.enumerated() { batches[place].state[i].append(tensor) }
        batches[place].entries.append(entry)
        if target.handle !== parameter.handle { batches[place].targets.append((parameter, target)) }
    }

    private func check(_ gradient: Tensor, of parameter: Tensor, named name: String) throws {
        let rank = parameter.rank
        var fits = gradient.rank == rank
        for axis in 0..<rank where fits { fits = try gradient.size(axis) == parameter.size(axis) }
        guard fits else {
            throw ModuleError(
                "gradients", "The gradient of \"\(name)\" is \(gradient.shape), expected \(parameter.shape).",
                fix: "Give the gradients in the groups' order.")
        }
    }

    /// The tensor that is stepped: the parameter, its float32 copy, or a contiguous copy.
    private func target(of parameter: Tensor, _ entry: Entry) throws -> Tensor {
        if masterWeights, parameter.dtype.byteCount < 4 {
            if let master = entry.master, master.device == parameter.device { return master }
            let master = try (entry.master ?? parameter.detached().converted(to: .float32))
                .moved(to: parameter.device).contiguous()
            entry.master = master
            return master
        }
        return parameter.isContiguous ? parameter : try parameter.detached().contiguous()
    }

    /// Makes the state at the first step; later lets it follow the parameter's dtype and device.
    private func prepare(
        _ entry: Entry, _ target: Tensor, _ group: ParameterGroup, _ optimizer: some MultiTensorOptimizer
    ) throws {
        let count = optimizer.stateNames(in: group).count
        if entry.tensors.count != count {
            entry.tensors = try optimizer.initialState(of: target.detached(), in: group)
        }
        if entry.step == 0 { entry.scalars = optimizer.initialScalars(in: group) }
        guard let first = entry.tensors.first, first.dtype != target.dtype || first.device != target.device
        else { return }
        entry.tensors = try entry.tensors.map { try $0.converted(to: target.dtype).moved(to: target.device) }
    }

    /// Writes results back and counts the step.
    func finish(_ batch: ParameterBatch) throws {
        if !batch.targets.isEmpty {
            try Tensor.foreachCopyInPlace(batch.targets.map(\.parameter), batch.targets.map(\.result))
        }
        for entry in batch.entries {
            entry.step = batch.step
            entry.scalars = batch.scalars
        }
    }
}
