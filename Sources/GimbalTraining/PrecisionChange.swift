// Training in another type of numbers than the network's own.
import GimbalCore
import GimbalNN
import GimbalTensor

/// Converts a network for its training, and back.
final class PrecisionChange {
    private let network: Module
    private let dtype: DType
    private var own: DType?
    private var restoreConstants: [() -> Void] = []

    /// Nil if nothing is to be converted.
    ///
    /// - Throws: `ConfigError` if an optimiser keeps no copies in full precision.
    init?(_ network: Module, _ optimizers: [any Optimizer], _ precision: TrainingSettings.Precision) throws {
        guard let dtype = precision.dtype else { return nil }
        for optimizer in optimizers {
            guard (optimizer as? any MultiTensorOptimizer)?.memory.masterWeights == true else {
                throw ConfigError(
                    "training.precision",
                    "\(type(of: optimizer)) keeps no float32 copies of \(dtype) parameters, so small steps would "
                        + "be lost.", fix: "Make it with masterWeights: true.")
            }
        }
        self.network = network
        self.dtype = dtype
    }

    /// Converts to the type of the training.
    func begin() throws {
        own = try network.table().parameters.values.compactMap(\.tensor).first?.dtype ?? .float32
        restoreConstants = network.modules().flatMap { Self.constants(of: $0.module) }
        try network.convert(to: dtype)
    }

    /// Converts back, if that has not been done; constants have their former values again.
    func end() throws {
        guard let own else { return }
        try network.convert(to: own)
        self.own = nil
        for restore in restoreConstants { restore() }
        restoreConstants = []
    }

    /// What puts a module's constants back; rounding would change them for good.
    private static func constants(of module: Module) -> [() -> Void] {
        var result: [() -> Void] = []
        var mirror: Mirror? = Mirror(reflecting: module)
        while let present = mirror {
            for child in present.children {
                if let constant = child.value as? Constant<Tensor> {
                    let value = constant.wrappedValue
                    result.append { constant.wrappedValue = value }
                } else if let constant = child.value as? Constant<Tensor?> {
                    let value = constant.wrappedValue
                    result.append { constant.wrappedValue = value }
                } else if let constant = child.value as? Constant<[Tensor]> {
                    let value = constant.wrappedValue
                    result.append { constant.wrappedValue = value }
                }
            }
            mirror = present.superclassMirror
        }
        return result
    }
}
