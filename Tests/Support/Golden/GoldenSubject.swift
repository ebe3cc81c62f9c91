// What runs a subject of the golden files on Gimbal's own code.
import GimbalNN
import GimbalTensor

/// Runs one subject word: built once per case, then run for every pass.
///
/// A subject builds the real public layer from the arguments; what it does not read is reported as unknown.
public protocol GoldenSubject: SendableMetatype {
    /// Builds what the case is about.
    init(_ setup: GoldenSetup) throws
    /// Makes one pass.
    mutating func run(_ inputs: GoldenInputs) throws -> GoldenResult
    /// Parameters that gradients are asked for, by the file's names.
    func parameter(_ name: String) throws -> Tensor?
    /// The buffers' current values, by the file's names.
    func buffers() throws -> [String: Tensor]
}

extension GoldenSubject {
    /// No parameters.
    public func parameter(_ name: String) throws -> Tensor? { nil }
    /// No buffers.
    public func buffers() throws -> [String: Tensor] { [:] }
}

/// A subject that is a module whose state has the file's names.
public protocol GoldenModuleSubject: GoldenSubject {
    /// The module.
    var module: Module { get }
}

extension GoldenModuleSubject {
    /// The module's own parameter.
    public func parameter(_ name: String) throws -> Tensor? { try module.table().parameters[name]?.tensor }

    /// The module's own buffers.
    public func buffers() throws -> [String: Tensor] {
        try module.table().buffers.reduce(into: [:]) { $0[$1.key] = $1.value.tensor }
    }
}

/// What a pass gave.
public struct GoldenResult {
    /// Outputs by name; more than the file lists is allowed.
    public var outputs: [String: Tensor]
    /// Intermediates on the tape that gradients may be asked for.
    public var intermediates: [String: Tensor] = [:]
    /// Outputs of an own stochastic run, compared with `own_relative`.
    public var own: [String: Tensor] = [:]
    /// Bounds per element that the subject derives from named tolerances.
    public var bounds: [String: Tensor] = [:]

    /// Takes the outputs.
    public init(_ outputs: [String: Tensor]) { self.outputs = outputs }
}

/// Named arguments; remembers which were read, so that an unknown one is not passed over.
public final class GoldenArguments {
    private let values: [String: JSONValue]
    /// Names that were asked for.
    public private(set) var read: Set<String> = []

    /// Takes the case's arguments, or a step's.
    public init(_ values: [String: JSONValue]) { self.values = values }

    /// The argument, or nil if it is not given.
    public func optional(_ name: String) -> JSONValue? {
        read.insert(name)
        return values[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// The argument as a whole number.
    public func integer(_ name: String) throws -> Int { try value(name, "an integer", \.integer) }
    /// The argument as a number.
    public func real(_ name: String) throws -> Double { try value(name, "a number", \.number) }
    /// The argument as a truth value.
    public func flag(_ name: String) throws -> Bool { try value(name, "true or false", \.boolean) }
    /// The argument as a text.
    public func text(_ name: String) throws -> String { try value(name, "a text", \.text) }
    /// The argument as a list of whole numbers.
    public func integers(_ name: String) throws -> [Int] { try value(name, "a list of integers", \.integers) }

    private func value<Value>(_ name: String, _ kind: String, _ convert: (JSONValue) -> Value?) throws
        -> Value
    {
        guard let json = optional(name) else { throw GoldenProblem("argument \"\(name)\" is missing") }
        guard let value = convert(json) else { throw GoldenProblem("argument \"\(name)\" is not \(kind)") }
        return value
    }
}

/// What a subject is built from.
public final class GoldenSetup {
    /// What the subject is built from.
    public let arguments: GoldenArguments
    private let golden: GoldenCase
    /// Names of the parameters and buffers that were asked for.
    public private(set) var readState: Set<String> = []

    /// Takes what the case gives.
    public init(_ golden: GoldenCase) {
        self.golden = golden
        arguments = GoldenArguments(golden.arguments)
    }

    /// The argument `dtype` (`float32`, `float64`), if it is given.
    public func dtype() throws -> DType? {
        switch arguments.optional("dtype")?.text {
        case nil: return nil
        case "float32": return .float32
        case "float64": return .float64
        case let name?: throw GoldenProblem("dtype \"\(name)\" is unknown")
        }
    }

    /// Whether the case gives a parameter or buffer.
    public func hasState(_ name: String) -> Bool {
        golden.parameters[name] != nil || golden.buffers[name] != nil
    }

    /// A parameter or buffer that the case gives.
    public func state(_ name: String) throws -> Tensor {
        guard let key = golden.parameters[name] ?? golden.buffers[name] else {
            throw GoldenProblem("parameter \"\(name)\" is missing")
        }
        readState.insert(name)
        return try golden.file.tensor(key)
    }

    /// Loads every parameter and buffer of the case into a module; buffers that are not given keep their first values.
    ///
    /// The module is converted first where the case has an argument `dtype`.
    public func load(into module: Module) throws {
        if let dtype = try dtype() { try module.convert(to: dtype) }
        let table = try module.table()
        var state = try module.stateDict()
        if let missing = table.parameters.keys.first(where: { golden.parameters[$0] == nil }) {
            throw GoldenProblem("parameter \"\(missing)\" is missing")
        }
        for name in golden.parameters.keys.sorted() + golden.buffers.keys.sorted() {
            guard let own = state[name] else { continue }
            state[name] = try self.state(name).converted(to: own.dtype).reshaped(own.shape)
        }
        // A shared parameter has one name in the files: the first.
        for alias in table.aliases.keys where golden.parameters[alias] == nil { state[alias] = nil }
        try module.load(state)
    }
}

/// What a pass is made with.
public final class GoldenInputs {
    /// The case's arguments with the step's own over them.
    public let arguments: GoldenArguments
    /// Mode and streams; `none` means that there is no difference, and evaluates.
    public let context: Context
    /// How near is near enough.
    public let tolerance: GoldenTolerance
    private let golden: GoldenCase
    private let pass: GoldenPass
    /// The inputs that were asked for.
    public private(set) var leaves: [String: Tensor] = [:]

    /// Takes what a pass of a case gives.
    public init(_ pass: GoldenPass, of golden: GoldenCase) throws {
        self.pass = pass
        self.golden = golden
        guard ["train", "evaluate", "none"].contains(pass.mode) else {
            throw GoldenProblem("mode \"\(pass.mode)\" is unknown")
        }
        arguments = GoldenArguments(pass.arguments)
        context = Context(seed: 0, mode: pass.mode == "train" ? .train : .evaluate)
        tolerance = pass.tolerance
    }

    /// Names of the inputs that were asked for.
    public var read: Set<String> { Set(leaves.keys) }

    /// An input that must be there, on the tape if its gradient is asked for.
    public func tensor(_ name: String) throws -> Tensor {
        guard let tensor = try optional(name) else { throw GoldenProblem("input \"\(name)\" is missing") }
        return tensor
    }

    /// An input that may be absent.
    public func optional(_ name: String) throws -> Tensor? {
        if let known = leaves[name] { return known }
        guard let key = pass.inputs[name] else { return nil }
        var tensor = try golden.file.tensor(key)
        if golden.isInteger(name, key: key) { tensor = try tensor.converted(to: .int64) }
        if pass.gradients[name] != nil { tensor = try tensor.requiringGradient() }
        leaves[name] = tensor
        return tensor
    }

    /// Whether the file wants this output.
    public func wants(_ output: String) -> Bool { pass.outputs[output] != nil }

    /// The file's own tensor of an output that others are computed from (`given`).
    public func given(_ output: String) throws -> Tensor {
        guard let key = pass.outputs[output] else {
            throw GoldenProblem("output \"\(output)\" is not stored")
        }
        return try golden.file.tensor(key)
    }
}
