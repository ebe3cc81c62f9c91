// Subjects: attention and the transformer's layers.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let attention: [String: any GoldenSubject.Type] = [
        "MultiHeadAttention": AttentionSubject.self,
        "TransformerEncoderLayer": EncoderSubject.self, "TransformerEncoder": EncoderSubject.self,
        "TransformerDecoderLayer": DecoderSubject.self, "TransformerDecoder": DecoderSubject.self,
        "Transformer": TransformerSubject.self,
    ]
}

/// `torch.nn.MultiheadAttention`.
struct AttentionSubject: GoldenModuleSubject {
    private let layer: MultiHeadAttention
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        var config = MultiHeadAttention.Config(
            width: try arguments.integer("width"), headCount: try arguments.integer("heads"))
        config.batchFirst = try arguments.flag("batch_first")
        config.hasBias = arguments.optional("bias")?.boolean ?? true
        config.addsBiasKeyValue = arguments.optional("add_bias_kv")?.boolean ?? false
        config.addsZeroAttention = arguments.optional("add_zero_attn")?.boolean ?? false
        config.keyWidth = arguments.optional("kdim")?.integer
        config.valueWidth = arguments.optional("vdim")?.integer
        layer = try MultiHeadAttention(config, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let query = try inputs.tensor("query")
        let key = try inputs.optional("key") ?? query, value = try inputs.optional("value") ?? query
        let mask = AttentionMask(
            scores: try inputs.optional("mask"), keyPadding: try inputs.optional("key_padding"),
            isCausal: inputs.arguments.optional("causal")?.boolean ?? false)
        guard let form = inputs.arguments.optional("weights")?.text else {
            return GoldenResult([
                "output": try layer(query, key: key, value: value, mask: mask, inputs.context)
            ])
        }
        let result = try layer.withWeights(
            query, key: key, value: value, mask: mask, averaged: form == "averaged", inputs.context)
        return GoldenResult(["output": result.output, "weights": result.weights])
    }
}

/// The settings of a transformer's layer.
private func layerConfig(_ arguments: GoldenArguments) throws -> TransformerEncoderLayer.Config {
    var config = TransformerEncoderLayer.Config(
        width: try arguments.integer("width"), headCount: try arguments.integer("heads"),
        feedForwardCount: try arguments.integer("feed_forward"), dropout: 0)
    config.activation = arguments.optional("activation")?.text == "gelu" ? .gelu() : .relu
    config.normFirst = arguments.optional("norm_first")?.boolean ?? false
    config.batchFirst = arguments.optional("batch_first")?.boolean ?? true
    return config
}

/// `torch.nn.TransformerEncoderLayer` and `TransformerEncoder`.
struct EncoderSubject: GoldenModuleSubject {
    let module: Module

    init(_ setup: GoldenSetup) throws {
        let config = try layerConfig(setup.arguments), context = Context(seed: 0)
        if let layers = setup.arguments.optional("layers")?.integer {
            module = try TransformerEncoder(config, layerCount: layers, hasFinalNorm: true, context)
        } else {
            module = try TransformerEncoderLayer(config, context)
        }
        try setup.load(into: module)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input")
        _ = inputs.arguments.optional("padding")  // says that there is an input "key_padding"
        let mask = AttentionMask(
            keyPadding: try inputs.optional("key_padding"),
            isCausal: inputs.arguments.optional("causal")?.boolean ?? false)
        switch module {
        case let layer as TransformerEncoderLayer:
            return GoldenResult(["output": try layer(x, mask: mask, inputs.context)])
        case let stack as TransformerEncoder:
            return GoldenResult(["output": try stack(x, mask: mask, inputs.context)])
        default: throw GoldenProblem("not an encoder")
        }
    }
}

/// `torch.nn.TransformerDecoderLayer` and `TransformerDecoder`.
struct DecoderSubject: GoldenModuleSubject {
    let module: Module

    init(_ setup: GoldenSetup) throws {
        let config = try layerConfig(setup.arguments), context = Context(seed: 0)
        if let layers = setup.arguments.optional("layers")?.integer {
            module = try TransformerDecoder(config, layerCount: layers, hasFinalNorm: true, context)
        } else {
            module = try TransformerDecoderLayer(config, context)
        }
        try setup.load(into: module)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input"), memory = try inputs.tensor("memory")
        _ = inputs.arguments.optional("padding")  // says that there is an input "memory_padding"
        let mask = AttentionMask(isCausal: inputs.arguments.optional("causal")?.boolean ?? false)
        let memoryMask = AttentionMask(keyPadding: try inputs.optional("memory_padding"))
        switch module {
        case let layer as TransformerDecoderLayer:
            return GoldenResult([
                "output": try layer(x, memory: memory, mask: mask, memoryMask: memoryMask, inputs.context)
            ])
        case let stack as TransformerDecoder:
            return GoldenResult([
                "output": try stack(x, memory: memory, mask: mask, memoryMask: memoryMask, inputs.context)
            ])
        default: throw GoldenProblem("not a decoder")
        }
    }
}

/// `torch.nn.Transformer`.
struct TransformerSubject: GoldenModuleSubject {
    private let network: Transformer
    var module: Module { network }

    init(_ setup: GoldenSetup) throws {
        network = try Transformer(
            layerConfig(setup.arguments), encoderLayerCount: 1, decoderLayerCount: 2, Context(seed: 0))
        try setup.load(into: network)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult([
            "output": try network(
                inputs.tensor("source"), target: inputs.tensor("input"), mask: .causal,
                sourceMask: AttentionMask(keyPadding: inputs.tensor("source_padding")), inputs.context)
        ])
    }
}
