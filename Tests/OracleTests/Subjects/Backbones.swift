// Subjects: backbones.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let backbones: [String: any GoldenSubject.Type] = [
        "ResNet": ResNetSubject.self, "ConvNet": ConvNetSubject.self, "MLP": MLPSubject.self,
    ]
}

/// A backbone whose features and logits are compared.
protocol BackboneSubject: GoldenModuleSubject {
    var network: any Backbone { get }
}

extension BackboneSubject {
    var module: Module { network }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let features = try network.features(inputs.tensor("input"), inputs.context)
        guard let head = network.head else { throw GoldenProblem("the network has no head") }
        return GoldenResult(["features": features, "logits": try head(features, inputs.context)])
    }
}

/// The residual network of `Tests/Oracles/backbones.py`.
struct ResNetSubject: BackboneSubject {
    let network: any Backbone

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        var config = ResNet.Config()
        config.inputCount = try arguments.integer("inputs")
        config.outputCount = try arguments.integer("outputs")
        config.blockCounts = try arguments.integers("blocks")
        config.baseCount = try arguments.integer("base")
        config.widening = try arguments.integer("widening")
        config.groups = try arguments.integer("groups")
        config.widthPerGroup = try arguments.integer("width")
        config.isPreactivation = try arguments.flag("preactivation")
        config.activation = try Activation(arguments.text("activation"))
        guard let stem = try ResNet.Stem(rawValue: arguments.text("stem")),
            let block = try ResNet.Block(rawValue: arguments.text("block")),
            let shortcut = try ResNet.Shortcut(rawValue: arguments.text("shortcut"))
        else { throw GoldenProblem("a choice is unknown") }
        (config.stem, config.block, config.shortcut) = (stem, block, shortcut)
        network = try ResNet(config, Context(seed: 0))
        try setup.load(into: network)
    }
}

/// The small convolutional network of `Tests/Oracles/backbones.py`.
struct ConvNetSubject: BackboneSubject {
    let network: any Backbone

    init(_ setup: GoldenSetup) throws {
        guard let pool = try ConvNet.Pool(rawValue: setup.arguments.text("pool")) else {
            throw GoldenProblem("the pooling is unknown")
        }
        network = try ConvNet(
            .init(
                channelCounts: [3, 4], outputCount: 3, pool: pool,
                norm: setup.arguments.flag("norm") ? .batchNorm : .none), Context(seed: 0))
        try setup.load(into: network)
    }
}

/// The multilayer perceptron of `Tests/Oracles/backbones.py`.
struct MLPSubject: BackboneSubject {
    let network: any Backbone

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        network = try MLP(
            .init(
                inputCount: 3, hiddenCounts: arguments.integers("widths"), outputCount: 2,
                activation: Activation(arguments.text("activation")),
                norm: NormLayer(arguments.optional("norm")?.text ?? "none"),
                isResidual: arguments.flag("residual")), Context(seed: 0))
        try setup.load(into: network)
    }
}
