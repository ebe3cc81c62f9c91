// Subjects: initialisers.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let initialization: [String: any GoldenSubject.Type] = ["Initializer": InitializerSubject.self]
}

/// `torch.nn.init`: the deviation of values that are drawn one by one, else the values.
struct InitializerSubject: GoldenSubject {
    private let dtype: DType?

    init(_ setup: GoldenSetup) throws { dtype = try setup.dtype() }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let initializer = try initializer(inputs.arguments), shape = try inputs.arguments.integers("shape")
        let output: Tensor
        if let deviation = try initializer.deviation(for: shape) {
            output = try Tensor(scalar: deviation)
        } else {
            output = try initializer(shape, inputs.context)
        }
        return GoldenResult(["output": try output.converted(to: dtype ?? .float64)])
    }

    private func initializer(_ arguments: GoldenArguments) throws -> Initializer {
        switch try arguments.text("kind") {
        case "glorotUniform": return .glorotUniform
        case "glorotNormal":
            return arguments.optional("scale")?.number.map { .scaled(.glorotNormal, by: $0) } ?? .glorotNormal
        case "heUniform": return try .heUniform(fan: fan(arguments), gain: activation(arguments).gain)
        case "heNormal": return try .heNormal(fan: fan(arguments), gain: activation(arguments).gain)
        case "fanInUniform": return .fanInUniform
        case "lecunNormal": return .lecunNormal
        case "identity": return .identity
        case "dirac": return try .dirac(groupCount: arguments.integer("groups"))
        case let kind: throw GoldenProblem("initialiser \"\(kind)\" is unknown")
        }
    }

    private func fan(_ arguments: GoldenArguments) throws -> Initializer.Fan {
        try arguments.text("fan") == "output" ? .output : .input
    }

    private func activation(_ arguments: GoldenArguments) throws -> Activation {
        let slope = try arguments.real("slope")
        switch try arguments.text("activation") {
        case "relu": return .relu
        case "leaky_relu": return .leakyRelu(slope: slope)
        case "tanh": return .tanh
        case "selu": return .selu
        case "linear": return .identity
        case let name: throw GoldenProblem("activation \"\(name)\" is unknown")
        }
    }
}
