// Subjects: normalizations, and parametrisations of weights.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let normalizations: [String: any GoldenSubject.Type] = [
        "ChannelNorm": ChannelNormSubject.self, "GroupNorm": GroupNormSubject.self,
        "LayerNorm": LayerNormSubject.self, "RMSNorm": RMSNormSubject.self,
        "LocalResponseNorm": LocalResponseNormSubject.self, "WeightNorm": WeightNormSubject.self,
        "SpectralNorm": SpectralNormSubject.self, "NestedParametrization": NestedParametrizationSubject.self,
    ]
}

/// A subject that is one unary layer, run once on `input`.
protocol UnarySubject: GoldenModuleSubject {
    associatedtype Layer: UnaryLayer
    var layer: Layer { get }
}

extension UnarySubject {
    var module: Module { layer }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// Batch and instance normalisations of `torch.nn`: training batches, then an evaluation.
struct ChannelNormSubject: GoldenModuleSubject {
    private let layer: any UnaryLayer
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try Self.make(setup.arguments)
        try setup.load(into: layer)
    }

    private static func make(_ arguments: GoldenArguments) throws -> any UnaryLayer {
        let name = try arguments.text("layer"), context = Context(seed: 0)
        let epsilon = arguments.optional("epsilon")?.number ?? 1e-5
        let momentum = arguments.optional("momentum")?.number ?? 0.1
        let isCumulative = arguments.optional("cumulative")?.boolean == true
        let features = try arguments.integer("features"), isBatch = name.hasPrefix("Batch")
        let isAffine = arguments.optional("affine")?.boolean ?? isBatch
        let tracks = arguments.optional("tracks")?.boolean ?? isBatch
        let batch = BatchNorm.Config(
            featureCount: features, epsilon: epsilon, momentum: isCumulative ? nil : momentum,
            isAffine: isAffine, tracksRunningStatistics: tracks)
        let instance = InstanceNorm.Config(
            featureCount: features, epsilon: epsilon, momentum: momentum, isAffine: isAffine,
            tracksRunningStatistics: tracks)
        switch name {
        case "BatchNorm1d": return try BatchNorm1d(batch, context)
        case "BatchNorm2d": return try BatchNorm2d(batch, context)
        case "BatchNorm3d": return try BatchNorm3d(batch, context)
        case "InstanceNorm1d": return try InstanceNorm1d(instance, context)
        case "InstanceNorm2d": return try InstanceNorm2d(instance, context)
        case "InstanceNorm3d": return try InstanceNorm3d(instance, context)
        default: throw GoldenProblem("\(name) is unknown")
        }
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        var outputs: [String: Tensor] = [:]
        for number in 0..<9 {
            guard let batch = try inputs.optional("batch\(number)") else { break }
            outputs["output_batch\(number)"] = try layer(batch, inputs.context)
        }
        let first = try inputs.tensor("batch0")
        outputs["evaluated"] = try inputs.context.with(mode: .evaluate) { try layer(first, inputs.context) }
        return GoldenResult(outputs)
    }
}

/// `torch.nn.GroupNorm`.
struct GroupNormSubject: UnarySubject {
    let layer: GroupNorm

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try GroupNorm(
            arguments.integer("groups"), arguments.integer("channels"), epsilon: arguments.real("epsilon"),
            isAffine: setup.hasState("weight"), Context(seed: 0))
        try setup.load(into: layer)
    }
}

/// `torch.nn.LayerNorm`.
struct LayerNormSubject: UnarySubject {
    let layer: LayerNorm

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try LayerNorm(
            .init(
                normalizedShape: arguments.integers("shape"), epsilon: arguments.real("epsilon"),
                isAffine: setup.hasState("weight"), hasBias: setup.hasState("bias")),
            Context(seed: 0))
        try setup.load(into: layer)
    }
}

/// `torch.nn.RMSNorm`.
struct RMSNormSubject: UnarySubject {
    let layer: RMSNorm

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try RMSNorm(
            .init(
                normalizedShape: arguments.integers("shape"),
                epsilon: arguments.optional("epsilon")?.number, isAffine: setup.hasState("weight")),
            Context(seed: 0))
        try setup.load(into: layer)
    }
}

/// `torch.nn.LocalResponseNorm`.
struct LocalResponseNormSubject: UnarySubject {
    let layer: LocalResponseNorm

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try LocalResponseNorm(
            arguments.integer("size"), alpha: arguments.optional("alpha")?.number ?? 1e-4,
            beta: arguments.optional("beta")?.number ?? 0.75, k: arguments.optional("k")?.number ?? 1)
        try setup.load(into: layer)
    }
}

/// `torch.nn.utils.parametrizations.weight_norm`.
struct WeightNormSubject: GoldenModuleSubject {
    let layer: any UnaryLayer
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments, context = Context(seed: 0)
        let isWhole = arguments.optional("whole")?.boolean == true
        let axis = isWhole ? nil : arguments.optional("axis")?.integer ?? 0
        switch try arguments.text("layer") {
        case "Linear":
            layer = try weightNorm(Linear(4, 3, hasBias: setup.hasState("bias"), context), axis: axis)
        case "Conv2d":
            layer = try weightNorm(Conv2d(4, 6, kernelSize: 3, groups: 2, context), axis: axis)
        case "ConvTranspose2d":
            layer = try weightNorm(ConvTranspose2d(4, 6, kernelSize: 3, context), axis: axis)
        case let name: throw GoldenProblem("\(name) is unknown")
        }
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// `torch.nn.utils.parametrizations.spectral_norm`.
struct SpectralNormSubject: GoldenModuleSubject {
    let layer: any UnaryLayer
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments, context = Context(seed: 0)
        let count = try arguments.integer("iterations"), axis = arguments.optional("axis")?.integer
        switch try arguments.text("layer") {
        case "Linear":
            layer = try spectralNorm(Linear(4, 3, context), powerIterationCount: count, axis: axis, context)
        case "Conv2d":
            layer = try spectralNorm(
                Conv2d(4, 6, kernelSize: 3, context), powerIterationCount: count, axis: axis, context)
        case "ConvTranspose2d":
            layer = try spectralNorm(
                ConvTranspose2d(4, 6, kernelSize: 3, context), powerIterationCount: count, axis: axis, context
            )
        case let name: throw GoldenProblem("\(name) is unknown")
        }
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// Two affine layers with a weight norm, then a spectral norm each, named as in a `Sequential`.
struct NestedParametrizationSubject: UnarySubject {
    final class Network: Module, UnaryLayer {
        let first: Linear
        let second: Linear
        override class var stateKeys: [String: String] { ["first": "0", "second": "2"] }

        init(_ context: Context) throws {
            first = try Linear(4, 3, context)
            second = try Linear(3, 2, context)
            super.init()
        }

        func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
            try second(first(x, context).tanh(), context)
        }
    }

    let layer: Parametrized<Network>

    init(_ setup: GoldenSetup) throws {
        let context = Context(seed: 0)
        layer = try Parametrized(Network(context)) { _, value in
            value.rank > 1 ? [WeightNorm(), try SpectralNorm(for: value, context)] : []
        }
        try setup.load(into: layer)
    }
}
