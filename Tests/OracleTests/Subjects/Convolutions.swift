// Subjects: convolutions.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let convolutions: [String: any GoldenSubject.Type] = [
        "Conv1d": ConvolutionSubject<Conv1dMaker>.self, "Conv2d": ConvolutionSubject<Conv2dMaker>.self,
        "Conv3d": ConvolutionSubject<Conv3dMaker>.self,
        "ConvTranspose1d": TransposedSubject<ConvTranspose1dMaker>.self,
        "ConvTranspose2d": TransposedSubject<ConvTranspose2dMaker>.self,
        "ConvTranspose3d": TransposedSubject<ConvTranspose3dMaker>.self,
        "Sequential": SequentialSubject.self, "Residual": ResidualSubject.self,
    ].merging(pooling) { first, _ in first }
}

extension GoldenArguments {
    /// A number or a list of numbers, by PyTorch's name.
    func sizes(_ name: String) throws -> AxisSizes? {
        guard let value = optional(name) else { return nil }
        if let size = value.integer { return AxisSizes(size) }
        guard let sizes = value.integers else { throw GoldenProblem("\"\(name)\" has no sizes") }
        return AxisSizes(sizes)
    }
}

/// Makes the layer that a generic subject is about.
protocol ConvolutionMaker: SendableMetatype {
    static func make(_ config: ConvolutionConfig, _ context: Context) throws -> Convolution
}

enum Conv1dMaker: ConvolutionMaker {
    static func make(_ config: ConvolutionConfig, _ context: Context) throws -> Convolution {
        try Conv1d(config, context)
    }
}

enum Conv2dMaker: ConvolutionMaker {
    static func make(_ config: ConvolutionConfig, _ context: Context) throws -> Convolution {
        try Conv2d(config, context)
    }
}

enum Conv3dMaker: ConvolutionMaker {
    static func make(_ config: ConvolutionConfig, _ context: Context) throws -> Convolution {
        try Conv3d(config, context)
    }
}

/// `torch.nn.Conv1d` to `Conv3d`.
struct ConvolutionSubject<Maker: ConvolutionMaker>: GoldenModuleSubject {
    private let layer: Convolution
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        guard let kernel = try arguments.sizes("kernel") else { throw GoldenProblem("there is no kernel") }
        var config = try ConvolutionConfig(
            inputCount: arguments.integer("inputs"), outputCount: arguments.integer("outputs"),
            kernelSize: kernel)
        config.stride = try arguments.sizes("stride") ?? 1
        config.dilation = try arguments.sizes("dilation") ?? 1
        config.groups = arguments.optional("groups")?.integer ?? 1
        config.hasBias = arguments.optional("bias")?.boolean ?? true
        switch arguments.optional("padding")?.text {
        case "same": config.padding = .same
        case "valid": config.padding = .valid
        default: config.padding = .explicit(try arguments.sizes("padding") ?? 0)
        }
        if let mode = arguments.optional("padding_mode")?.text {
            guard let mode = PaddingMode(rawValue: mode) else {
                throw GoldenProblem("mode \(mode) is unknown")
            }
            config.paddingMode = mode
        }
        layer = try Maker.make(config, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// Makes the layer that a generic subject is about.
protocol TransposedMaker: SendableMetatype {
    static func make(_ config: TransposedConvolutionConfig, _ context: Context) throws
        -> TransposedConvolution
}

enum ConvTranspose1dMaker: TransposedMaker {
    static func make(_ config: TransposedConvolutionConfig, _ context: Context) throws
        -> TransposedConvolution
    {
        try ConvTranspose1d(config, context)
    }
}

enum ConvTranspose2dMaker: TransposedMaker {
    static func make(_ config: TransposedConvolutionConfig, _ context: Context) throws
        -> TransposedConvolution
    {
        try ConvTranspose2d(config, context)
    }
}

enum ConvTranspose3dMaker: TransposedMaker {
    static func make(_ config: TransposedConvolutionConfig, _ context: Context) throws
        -> TransposedConvolution
    {
        try ConvTranspose3d(config, context)
    }
}

/// `torch.nn.ConvTranspose1d` to `ConvTranspose3d`.
struct TransposedSubject<Maker: TransposedMaker>: GoldenModuleSubject {
    private let layer: TransposedConvolution
    private let outputSize: [Int]?
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        guard let kernel = try arguments.sizes("kernel") else { throw GoldenProblem("there is no kernel") }
        layer = try Maker.make(
            TransposedConvolutionConfig(
                inputCount: arguments.integer("inputs"), outputCount: arguments.integer("outputs"),
                kernelSize: kernel, stride: arguments.sizes("stride") ?? 1,
                padding: arguments.sizes("padding") ?? 0,
                outputPadding: arguments.sizes("output_padding") ?? 0,
                groups: arguments.optional("groups")?.integer ?? 1,
                hasBias: arguments.optional("bias")?.boolean ?? true,
                dilation: arguments.sizes("dilation") ?? 1),
            Context(seed: 0))
        outputSize = arguments.optional("output_size")?.integers
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input")
        if let outputSize {
            return GoldenResult(["output": try layer(x, outputSize: outputSize, inputs.context)])
        }
        return GoldenResult(["output": try layer(x, inputs.context)])
    }
}

/// `torch.nn.Sequential` of a convolution, a rectifier, a flattening and a linear map.
struct SequentialSubject: GoldenModuleSubject {
    private let layer: Sequential
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let context = Context(seed: 0)
        layer = try Sequential(
            Conv2d(1, 2, kernelSize: 3, context), Lambda("relu") { x, _ in try x.relu() }, Flatten(),
            Linear(18, 3, context))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// relu(shortcut(x) + scale · body(x)) of plain modules.
struct ResidualSubject: GoldenModuleSubject {
    private let layer: Residual
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let context = Context(seed: 0)
        let body = try Sequential(
            Linear(4, 5, context), Lambda("tanh") { x, _ in try x.tanh() }, Linear(5, 3, context))
        layer = try Residual(
            body, shortcut: Linear(4, 3, context),
            scale: setup.arguments.flag("learned") ? .learned(initial: 0) : 0.3, activation: .relu)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}
