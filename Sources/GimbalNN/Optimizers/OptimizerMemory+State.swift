// Saving and restoring what optimisers remember.
import GimbalTensor
import OrderedCollections

extension OptimizerMemory {
    private static let rates = "learning_rates", decays = "weight_decays", momenta = "momenta"

    /// Everything that the next step depends on.
    func state(_ optimizer: some MultiTensorOptimizer) throws -> OrderedDictionary<String, Tensor> {
        var result: OrderedDictionary<String, Tensor> = [:]
        for (group, members) in zip(groups, try arrangedEntries()) {
            let names = optimizer.stateNames(in: group)
            for entry in members where entry.step > 0 {
                for (name, tensor) in zip(names, entry.tensors) { result["\(entry.name).\(name)"] = tensor }
                for (name, value) in zip(optimizer.scalarNames, entry.scalars) {
                    result["\(entry.name).\(name)"] = try Tensor(scalar: value)
                }
                if let master = entry.master { result["\(entry.name).master"] = master }
                result["\(entry.name).step"] = try Tensor(scalar: entry.step)
            }
        }
        result[Self.rates] = try Tensor(groups.map(\.learningRate))
        result[Self.decays] = try Tensor(groups.map(\.weightDecay))
        result[Self.momenta] = try Tensor(groups.map { $0.momentum ?? .nan })
        return result
    }

    /// Takes over a state whose every tensor has its place; else changes nothing.
    func restore(_ state: OrderedDictionary<String, Tensor>, _ optimizer: some MultiTensorOptimizer) throws {
        var reader = StateReader(state)
        var found: [(entry: Entry, step: Int, tensors: [Tensor], scalars: [Double], master: Tensor?)] = []
        let restored = try groups(&reader)
        for (group, members) in zip(restored, try arrangedEntries()) {
            for entry in members {
                guard let parameter = entry.slot.tensor else { continue }
                guard let step = try reader.integer("\(entry.name).step") else {
                    found.append((entry, 0, [], [], nil))
                    continue
                }
                let isHalf = masterWeights && parameter.dtype.byteCount < 4
                let dtype = isHalf ? .float32 : parameter.dtype
                let tensors = try optimizer.stateNames(in: group).compactMap {
                    try reader.tensor("\(entry.name).\($0)", like: parameter, dtype)
                }
                let scalars = try optimizer.scalarNames.compactMap {
                    try reader.number("\(entry.name).\($0)")
                }
                let master = isHalf ? try reader.tensor("\(entry.name).master", like: parameter, dtype) : nil
                found.append((entry, step, tensors, scalars, master))
            }
        }
        try reader.finish(optimizer)
        for (entry, step, tensors, scalars, master) in found {
            (entry.step, entry.tensors, entry.scalars, entry.master) = (step, tensors, scalars, master)
        }
        groups = restored
    }

    /// The groups with the saved settings; what is remembered may depend on them.
    private func groups(_ reader: inout StateReader) throws -> [ParameterGroup] {
        let settings = try [Self.rates, Self.decays, Self.momenta].map {
            try reader.numbers($0, count: groups.count, of: "groups")
        }
        guard settings.allSatisfy({ $0.count == groups.count }) else { return groups }
        var result = groups
        for i in result.indices {
            result[i].learningRate = settings[0][i]
            result[i].weightDecay = settings[1][i]
            result[i].momentum = settings[2][i].isNaN ? nil : settings[2][i]
        }
        return result
    }
}

/// Takes tensors out of a saved state and collects what is wrong with it.
struct StateReader {
    private let state: OrderedDictionary<String, Tensor>
    private var read: Set<String> = []
    private var problems: [String] = []

    init(_ state: OrderedDictionary<String, Tensor>) { self.state = state }

    /// A copy of a tensor that must be there and have the parameter's shape.
    mutating func tensor(_ name: String, like parameter: Tensor, _ dtype: DType) throws -> Tensor? {
        guard let tensor = required(name) else { return nil }
        guard tensor.shape == parameter.shape else {
            problems.append("\"\(name)\" is \(tensor.shape), expected \(parameter.shape)")
            return nil
        }
        return try tensor.detached().cloned().converted(to: dtype).moved(to: parameter.device).contiguous()
    }

    /// A whole number that may be absent.
    mutating func integer(_ name: String) throws -> Int? {
        read.insert(name)
        guard let tensor = state[name] else { return nil }
        guard tensor.count == 1 else {
            problems.append("\"\(name)\" is \(tensor.shape), expected one number")
            return nil
        }
        return try Int(tensor.item())
    }

    /// A number that must be there.
    mutating func number(_ name: String) throws -> Double? {
        guard let tensor = required(name) else { return nil }
        guard tensor.count == 1 else {
            problems.append("\"\(name)\" is \(tensor.shape), expected one number")
            return nil
        }
        return try tensor.item()
    }

    /// As many numbers as there are groups, or other parts.
    mutating func numbers(_ name: String, count: Int, of parts: String) throws -> [Double] {
        guard let tensor = required(name) else { return [] }
        guard tensor.count == count else {
            problems.append("\"\(name)\" is for \(tensor.count) \(parts), expected \(count)")
            return []
        }
        return try tensor.doubles()
    }

    private mutating func required(_ name: String) -> Tensor? {
        read.insert(name)
        if state[name] == nil { problems.append("\"\(name)\" is missing") }
        return state[name]
    }

    /// Refuses a state with a problem, or with anything that was not asked for.
    func finish(_ owner: AnyObject) throws {
        let all = problems + state.keys.filter { !read.contains($0) }.map { "\"\($0)\" has no place here" }
        guard all.isEmpty else {
            let shown =
                all.prefix(5).joined(separator: "; ") + (all.count > 5 ? "; \(all.count - 5) more" : "")
            throw ModuleError(
                "state", "The state does not fit this \(type(of: owner)): \(shown).",
                fix: "Restore it for the model, groups and optimiser that it was saved with.")
        }
    }
}
