// Averages of weights over training. Stochastic weight averaging: Izmailov et al. 2018, arXiv 1803.05407. No reference
// code was looked at.
import Foundation
import GimbalTensor
import OrderedCollections

/// Averages a module's parameters over the steps of training (PyTorch's `AveragedModel`).
///
///     let average = try WeightAverage(network, .exponential(decay: 0.999))
///     for batch in batches {
///         try optimizer.step(...)
///         try average.update()
///     }
///     let accuracy = try average.inUse { try evaluate(network) }
///
/// The module keeps its own weights; averages of float16 and bfloat16 parameters are kept in float32. One multi-tensor
/// call per update, dtype and device.
public final class WeightAverage {
    /// How weights are averaged; the first update copies.
    public enum Rule: Sendable, Hashable, Codable {
        /// average ← decay · average + (1 − decay) · weight.
        ///
        /// With `warmUp` the decay of the n-th update is at most (1 + n) / (10 + n), so that early weights are soon
        /// forgotten.
        case exponential(decay: Double = 0.999, warmUp: Bool = false)
        /// The mean of all updates: stochastic weight averaging, with an update an epoch, say.
        case equal
    }

    /// What becomes of buffers such as running statistics.
    public enum BufferRule: String, Sendable, Codable {
        /// The newest are taken.
        case copied
        /// Floating-point buffers are averaged as the parameters, others copied.
        case averaged
    }

    /// How weights are averaged.
    public let rule: Rule
    /// What becomes of buffers.
    public let bufferRule: BufferRule
    /// Number of updates so far.
    public private(set) var updateCount = 0
    private let module: Module
    private var members: [Member] = []

    private struct Member {
        let name: String
        let slot: any ModuleSlot
        let isAveraged: Bool
        let isParameter: Bool
        var value: Tensor
    }

    /// Starts with the module's present weights.
    ///
    /// - Throws: `ModuleError` for a decay outside [0, 1].
    public init(_ module: Module, _ rule: Rule = .exponential(), buffers: BufferRule = .copied) throws {
        if case .exponential(let decay, _) = rule {
            try SettingCheck("WeightAverage").require(
                decay >= 0 && decay <= 1, "decay", decay, "0 <= decay <= 1")
        }
        self.rule = rule
        self.module = module
        bufferRule = buffers
        let table = try module.table()
        try withoutGradient {
            for (name, slot) in table.parameters { try add(name, slot, isParameter: true) }
            for (name, slot) in table.buffers { try add(name, slot, isParameter: false) }
        }
    }

    private func add(_ name: String, _ slot: any ModuleSlot, isParameter: Bool) throws {
        guard let tensor = slot.tensor else { return }
        let isAveraged = isParameter || (bufferRule == .averaged && tensor.dtype.isFloatingPoint)
        let value = try tensor.detached().converted(to: isAveraged ? Self.wide(tensor.dtype) : tensor.dtype)
        members.append(
            Member(
                name: name, slot: slot, isAveraged: isAveraged, isParameter: isParameter,
                value: try value.cloned()))
    }

    private static func wide(_ dtype: DType) -> DType { dtype.byteCount < 4 ? .float32 : dtype }

    /// Takes the module's present weights into the average.
    public func update() throws {
        try withoutGradient {
            try write(members.indices.filter { !members[$0].isAveraged }, weight: 1)
            try write(members.indices.filter { members[$0].isAveraged }, weight: weightOfNext)
        }
        updateCount += 1
    }

    /// Share of the present weights in the average after the next update.
    private var weightOfNext: Double {
        let n = Double(updateCount)
        guard updateCount > 0 else { return 1 }
        return switch rule {
        case .equal: 1 / (n + 1)
        case .exponential(let decay, let warmUp): 1 - (warmUp ? min(decay, (1 + n) / (10 + n)) : decay)
        }
    }

    private func write(_ places: [Int], weight: Double) throws {
        let present = try places.map { place in
            guard let tensor = members[place].slot.tensor else { return members[place].value }
            let value = members[place].value
            if tensor.device != value.device { members[place].value = try value.moved(to: tensor.device) }
            return tensor.dtype == value.dtype ? tensor : try tensor.converted(to: value.dtype)
        }
        for (positions, tensors) in TensorBuckets(present) {
            let averages = positions.map { members[places[$0]].value }
            if weight == 1 {
                try Tensor.foreachCopyInPlace(averages, tensors)
            } else {
                try Tensor.foreachLerpInPlace(averages, tensors, weight: weight)
            }
        }
    }
}

// MARK: - Use

extension WeightAverage {
    /// The averaged parameters by name, for `Context.substituting`; they share memory with this object.
    public var parameters: [String: Tensor] {
        members.reduce(into: [:]) { if $1.isParameter { $0[$1.name] = $1.value } }
    }

    /// Runs `body` with the module's parameters and buffers replaced by the averages, and puts them back afterwards, also
    /// when it throws.
    ///
    /// Nothing is copied. Take no steps of an optimiser inside: they would change the averages. Buffers that `body`
    /// changes, such as running statistics that are measured anew, stay with the averages.
    public func inUse<Result>(_ body: () throws -> Result) throws -> Result {
        let own = members.map(\.slot.tensor)
        let averages = try zip(members, own).map { member, tensor in
            try tensor.map { try member.value.converted(to: $0.dtype) } ?? member.value
        }
        for (member, average) in zip(members, averages) { member.slot.replace(average) }
        defer {
            for (place, tensor) in own.enumerated() {
                let member = members[place]
                if !member.isParameter, let changed = member.slot.tensor {
                    let isSame = changed.dtype == member.value.dtype
                    members[place].value =
                        isSame ? changed : (try? changed.converted(to: member.value.dtype)) ?? changed
                }
                if let tensor { member.slot.replace(tensor) }
            }
        }
        return try body()
    }

    /// Overwrites the module's parameters and buffers by the averages, for good.
    public func copyToModule() throws {
        for member in members {
            guard let tensor = member.slot.tensor else { continue }
            member.slot.replace(try member.value.converted(to: tensor.dtype).cloned())
        }
    }
}

// MARK: - State

extension WeightAverage {
    private static let counter = "n_averaged", prefix = "module."

    /// The averages under `module.` and their names, and the number of updates as `n_averaged`; shares memory.
    public func state() throws -> OrderedDictionary<String, Tensor> {
        var result: OrderedDictionary<String, Tensor> = [:]
        result[Self.counter] = try Tensor(scalar: updateCount)
        for member in members { result[Self.prefix + member.name] = member.value }
        return result
    }

    /// Continues from a saved state, which is copied.
    ///
    /// - Throws: `ModuleError` if it belongs to another module; nothing is changed then.
    public func restore(_ state: OrderedDictionary<String, Tensor>) throws {
        var reader = StateReader(state)
        let count = try reader.number(Self.counter) ?? 0
        let values = try members.map { member in
            try reader.tensor(Self.prefix + member.name, like: member.value, member.value.dtype)
        }
        try reader.finish(self)
        updateCount = Int(count)
        for (place, value) in values.enumerated() { if let value { members[place].value = value } }
    }
}
