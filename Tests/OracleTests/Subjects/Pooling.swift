// Subjects: layers without parameters that move pixels.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let pooling: [String: any GoldenSubject.Type] = [
        "Plain": PlainSubject.self,
        "MaxUnpool1d": UnpoolSubject.self,
        "MaxUnpool2d": UnpoolSubject.self, "MaxUnpool3d": UnpoolSubject.self,
    ]
}

/// A layer of `torch.nn` without parameters, made from PyTorch's positional arguments and keywords.
struct PlainSubject: GoldenModuleSubject {
    private let layer: any UnaryLayer
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        _ = try setup.dtype()
        let maker = PlainMaker(setup.arguments)
        layer = try maker.make(setup.arguments.text("layer"))
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}

/// `torch.nn.MaxPool1d` to `3d` with indices, and `MaxUnpool1d` to `3d`.
struct UnpoolSubject: GoldenModuleSubject {
    private let outputSize: [Int]?
    var module: Module { Identity() }

    init(_ setup: GoldenSetup) throws {
        _ = try setup.dtype()
        outputSize = setup.arguments.optional("output_size")?.integers
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input")
        let pools: [MaxPooling] = try [MaxPool1d(2), MaxPool2d(2), MaxPool3d(2)]
        let layers: [MaxUnpooling] = try [MaxUnpool1d(2), MaxUnpool2d(2), MaxUnpool3d(2)]
        let (values, indices) = try pools[x.rank - 3].withIndices(x)
        return GoldenResult([
            "output": try layers[x.rank - 3](
                values, indices: indices, outputSize: outputSize, inputs.context)
        ])
    }
}

/// Reads PyTorch's arguments.
private struct PlainMaker {
    private let arguments: GoldenArguments
    private let positional: [JSONValue]

    init(_ arguments: GoldenArguments) {
        self.arguments = arguments
        positional = arguments.optional("positional")?.list ?? []
    }

    func make(_ name: String) throws -> any UnaryLayer {
        switch name {
        case "MaxPool1d": try MaxPool1d(maxPool())
        case "MaxPool2d": try MaxPool2d(maxPool())
        case "AvgPool1d": try AvgPool1d(avgPool())
        case "AvgPool2d": try AvgPool2d(avgPool())
        case "MaxPool3d": try MaxPool3d(maxPool())
        case "AvgPool3d": try AvgPool3d(avgPool())
        case "LPPool1d": try LPPool1d(real(0), sizes(1), stride: arguments.sizes("stride"))
        case "LPPool2d":
            try LPPool2d(
                real(0), sizes(1), stride: arguments.sizes("stride"), ceilMode: flag("ceil_mode"))
        case "LPPool3d": try LPPool3d(real(0), sizes(1))
        case "AdaptiveAvgPool3d": try AdaptiveAvgPool3d(optionalSizes(0))
        case "AdaptiveMaxPool3d": try AdaptiveMaxPool3d(optionalSizesOrCube(0))
        case "AdaptiveAvgPool1d": try AdaptiveAvgPool1d(integer(0))
        case "AdaptiveMaxPool1d": try AdaptiveMaxPool1d(integer(0))
        case "AdaptiveAvgPool2d": try AdaptiveAvgPool2d(optionalSizes(0))
        case "AdaptiveMaxPool2d": try AdaptiveMaxPool2d(optionalSizes(0))
        case "ConstantPad2d": try Padding(sizes(0).values, value: real(1))
        case "ZeroPad2d": try Padding(sizes(0).values)
        case "ReflectionPad1d", "ReflectionPad2d": try Padding(sizes(0).values, mode: .reflect)
        case "ReplicationPad2d", "ReplicationPad3d": try Padding(sizes(0).values, mode: .replicate)
        case "CircularPad2d": try Padding(sizes(0).values, mode: .circular)
        default: try other(name)
        }
    }

    private func other(_ name: String) throws -> any UnaryLayer {
        switch name {
        case "Upsample": return try upsample()
        case "PixelShuffle": return try PixelShuffle(integer(0))
        case "ChannelShuffle": return try ChannelShuffle(integer(0))
        case "PixelUnshuffle": return try PixelUnshuffle(integer(0))
        case "Unfold": return try Unfold(fold(sizes(0)))
        case "Fold": return try Fold(outputSize: sizes(0), fold(sizes(1)))
        case "Flatten": return Flatten(from: try integer(0), through: try integer(1))
        case "Unflatten": return try Unflatten(axis: integer(0), sizes: sizes(1).values)
        case "GlobalAveragePool": return GlobalAveragePool()
        default: throw GoldenProblem("the layer \(name) is unknown")
        }
    }

    private func maxPool() throws -> MaxPoolConfig {
        try MaxPoolConfig(
            kernelSize: sizes(0), stride: arguments.sizes("stride"), padding: arguments.sizes("padding") ?? 0,
            dilation: arguments.sizes("dilation") ?? 1, ceilMode: flag("ceil_mode"))
    }

    private func avgPool() throws -> AvgPoolConfig {
        try AvgPoolConfig(
            kernelSize: sizes(0), stride: arguments.sizes("stride"), padding: arguments.sizes("padding") ?? 0,
            ceilMode: flag("ceil_mode"),
            countsPadding: arguments.optional("count_include_pad")?.boolean ?? true,
            divisor: arguments.optional("divisor_override")?.integer)
    }

    private func fold(_ kernel: AxisSizes) throws -> FoldConfig {
        try FoldConfig(
            kernelSize: kernel, dilation: arguments.sizes("dilation") ?? 1,
            padding: arguments.sizes("padding") ?? 0, stride: arguments.sizes("stride") ?? 1)
    }

    private func upsample() throws -> Upsample {
        guard let mode = try InterpolationMode(rawValue: arguments.text("mode")) else {
            throw GoldenProblem("the mode is unknown")
        }
        let target: Upsample.Target
        if let size = try arguments.sizes("size") {
            target = .size(size)
        } else {
            let factor = arguments.optional("scale_factor")
            target = .scale(factor?.numbers ?? factor?.number.map { [$0] } ?? [])
        }
        return try Upsample(to: target, mode: mode, alignCorners: flag("align_corners"))
    }

    private func flag(_ name: String) -> Bool { arguments.optional(name)?.boolean ?? false }
    private func integer(_ i: Int) throws -> Int { try found(i, positional[i].integer) }
    private func real(_ i: Int) throws -> Double { try found(i, positional[i].number) }

    private func sizes(_ i: Int) throws -> AxisSizes {
        if let size = positional[i].integer { return AxisSizes(size) }
        return AxisSizes(try found(i, positional[i].integers))
    }

    private func optionalSizesOrCube(_ i: Int) throws -> [Int?] {
        if let size = positional[i].integer { return [size, size, size] }
        return try optionalSizes(i)
    }

    private func optionalSizes(_ i: Int) throws -> [Int?] { try found(i, positional[i].list).map(\.integer) }

    private func found<Value>(_ i: Int, _ value: Value?) throws -> Value {
        guard let value else { throw GoldenProblem("positional argument \(i) is of another kind") }
        return value
    }
}
