// What a pass through a network depends on besides its input: mode, random streams, substituted parameters.
import GimbalTensor

/// Carries the mode, the named random streams and the overlay of substituted parameters through a network.
///
/// One context belongs to one run and one thread; every layer takes it as its last argument, so nothing is
/// hidden.
public final class Context {
    /// Whether layers behave as in training (dropout, batch statistics) or as in use.
    public enum Mode: String, Sendable, Codable {
        /// Dropout drops, normalisations use the batch.
        case train
        /// Nothing is random, normalisations use running statistics.
        case evaluate
    }

    /// The current mode.
    public private(set) var mode: Mode
    /// The run's random streams.
    public let streams: RandomStreams
    private var substituted: [ObjectIdentifier: Tensor] = [:]

    /// Creates a context whose streams derive from one seed.
    public init(seed: UInt64, mode: Mode = .train) {
        self.mode = mode
        streams = RandomStreams(seed: seed)
    }

    /// Whether layers behave as in training.
    public var isTraining: Bool { mode == .train }

    /// Returns a named random stream.
    public func stream(_ name: StreamName) throws -> RandomStream { try streams[name] }

    /// The value of a parameter: the innermost substituted one, else its own.
    public subscript(parameter: Parameter<Tensor>) -> Tensor {
        if substituted.isEmpty { return parameter.wrappedValue }
        return substituted[ObjectIdentifier(parameter)] ?? parameter.wrappedValue
    }

    /// The value of a parameter that may be absent.
    public subscript(parameter: Parameter<Tensor?>) -> Tensor? {
        if substituted.isEmpty { return parameter.wrappedValue }
        return substituted[ObjectIdentifier(parameter)] ?? parameter.wrappedValue
    }

    /// Runs `body` in another mode and restores the old one, also when it throws.
    public func with<Result>(mode: Mode, _ body: () throws -> Result) rethrows -> Result {
        let before = self.mode
        self.mode = mode
        defer { self.mode = before }
        return try body()
    }

    /// Runs `body` with parameters of `module` replaced by other tensors.
    ///
    /// For hypernetworks, best-response networks, landscapes. Nests; the outer values are back afterwards,
    /// also when
    /// `body` throws. Gradients flow to the substituted tensors as to any input.
    ///
    /// - Parameter values: dotted parameter name → tensor of the parameter's shape.
    /// - Throws: `ModuleError` for an unknown name or a wrong shape, before anything is replaced.
    public func substituting<Result>(
        _ values: [String: Tensor], in module: Module, _ body: () throws -> Result
    ) throws -> Result {
        let table = try module.table()
        var next = substituted
        for (name, tensor) in values {
            guard let slot = table.parameters[name], let own = slot.tensor else {
                throw ModuleError(
                    "substitution", "\(type(of: module)) has no parameter \"\(name)\".",
                    fix: "It has: \(table.parameters.keys.joined(separator: ", ")).")
            }
            guard own.shape == tensor.shape else {
                throw ModuleError(
                    "substitution", "The value for \"\(name)\" is \(tensor.shape), expected \(own.shape).",
                    fix: "Reshape it.")
            }
            next[ObjectIdentifier(slot)] = tensor
        }
        let before = substituted
        substituted = next
        defer { substituted = before }
        return try body()
    }
}
