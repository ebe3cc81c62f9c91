// What runs a subject of the golden files on Gimbal's own code.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

/// Runs one subject word: built once per case, then run for every pass.
///
/// A subject builds the real public layer from the arguments; what it does not read is reported as unknown.
protocol GoldenSubject: SendableMetatype {
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
    func parameter(_ name: String) throws -> Tensor? { nil }
    func buffers() throws -> [String: Tensor] { [:] }
}

/// A subject that is a module whose state has the file's names.
protocol GoldenModuleSubject: GoldenSubject {
    var module: Module { get }
}

extension GoldenModuleSubject {
    func parameter(_ name: String) throws -> Tensor? { try module.table().parameters[name]?.tensor }

    func buffers() throws -> [String: Tensor] {
        try module.table().buffers.reduce(into: [:]) { $0[$1.key] = $1.value.tensor }
    }
}

/// What a pass gave.
struct GoldenResult {
    /// Outputs by name; more than the file lists is allowed.
    var outputs: [String: Tensor]
    /// Intermediates on the tape that gradients may be asked for.
    var intermediates: [String: Tensor] = [:]
    /// Outputs of an own stochastic run, compared with `own_relative`.
    var own: [String: Tensor] = [:]
    /// Bounds per element that the subject derives from named tolerances.
    var bounds: [String: Tensor] = [:]

    init(_ outputs: [String: Tensor]) { self.outputs = outputs }
}

/// Named arguments; remembers which were read, so that an unknown one is not passed over.
final class GoldenArguments {
    private let values: [String: JSONValue]
    private(set) var read: Set<String> = []

    init(_ values: [String: JSONValue]) { self.values = values }

    /// The argument, or nil if it is not given.
    func optional(_ name: String) -> JSONValue? {
        read.insert(name)
        return values[name].flatMap { $0 == .null ? nil : $0 }
    }

    func integer(_ name: String) throws -> Int { try value(name, "an integer", \.integer) }
    func real(_ name: String) throws -> Double { try value(name, "a number", \.number) }
    func flag(_ name: String) throws -> Bool { try value(name, "true or false", \.boolean) }
    func text(_ name: String) throws -> String { try value(name, "a text", \.text) }
    func integers(_ name: String) throws -> [Int] { try value(name, "a list of integers", \.integers) }

    private func value<Value>(_ name: String, _ kind: String, _ convert: (JSONValue) -> Value?) throws
        -> Value
    {
        guard let json = optional(name) else { throw GoldenProblem("argument \"\(name)\" is missing") }
        guard let value = convert(json) else { throw GoldenProblem("argument \"\(name)\" is not \(kind)") }
        return value
    }
}

/// What a subject is built from.
final class GoldenSetup {
    let arguments: GoldenArguments
    private let golden: GoldenCase
    private(set) var readState: Set<String> = []

    init(_ golden: GoldenCase) {
        self.golden = golden
        arguments = GoldenArguments(golden.arguments)
    }

    /// Whether the case gives a parameter or buffer.
    func hasState(_ name: String) -> Bool { golden.parameters[name] != nil || golden.buffers[name] != nil }

    /// A parameter or buffer that the case gives.
    func state(_ name: String) throws -> Tensor {
        guard let key = golden.parameters[name] ?? golden.buffers[name] else {
            throw GoldenProblem("parameter \"\(name)\" is missing")
        }
        readState.insert(name)
        return try golden.file.tensor(key)
    }

    /// Loads every parameter and buffer of the case into a module; buffers that are not given keep their first values.
    func load(into module: Module) throws {
        let table = try module.table()
        var state = table.state
        if let missing = table.parameters.keys.first(where: { golden.parameters[$0] == nil }) {
            throw GoldenProblem("parameter \"\(missing)\" is missing")
        }
        for name in golden.parameters.keys.sorted() + golden.buffers.keys.sorted() {
            guard let own = state[name] else { continue }
            state[name] = try self.state(name).converted(to: own.dtype).reshaped(own.shape)
        }
        try table.load(state)
    }
}

/// What a pass is made with.
final class GoldenInputs {
    let arguments: GoldenArguments
    /// Mode and streams; `none` means that there is no difference, and evaluates.
    let context: Context
    let tolerance: GoldenTolerance
    private let golden: GoldenCase
    private let pass: GoldenPass
    private(set) var leaves: [String: Tensor] = [:]

    init(_ pass: GoldenPass, of golden: GoldenCase) throws {
        self.pass = pass
        self.golden = golden
        guard ["train", "evaluate", "none"].contains(pass.mode) else {
            throw GoldenProblem("mode \"\(pass.mode)\" is unknown")
        }
        arguments = GoldenArguments(pass.arguments)
        context = Context(seed: 0, mode: pass.mode == "train" ? .train : .evaluate)
        tolerance = pass.tolerance
    }

    var read: Set<String> { Set(leaves.keys) }

    /// An input that must be there, on the tape if its gradient is asked for.
    func tensor(_ name: String) throws -> Tensor {
        guard let tensor = try optional(name) else { throw GoldenProblem("input \"\(name)\" is missing") }
        return tensor
    }

    /// An input that may be absent.
    func optional(_ name: String) throws -> Tensor? {
        if let known = leaves[name] { return known }
        guard let key = pass.inputs[name] else { return nil }
        var tensor = try golden.file.tensor(key)
        if golden.isInteger(name, key: key) { tensor = try tensor.converted(to: .int64) }
        if pass.gradients[name] != nil { tensor = try tensor.requiringGradient() }
        leaves[name] = tensor
        return tensor
    }

    /// Whether the file wants this output.
    func wants(_ output: String) -> Bool { pass.outputs[output] != nil }

    /// The file's own tensor of an output that others are computed from (`given`).
    func given(_ output: String) throws -> Tensor {
        guard let key = pass.outputs[output] else {
            throw GoldenProblem("output \"\(output)\" is not stored")
        }
        return try golden.file.tensor(key)
    }
}
