// Subjects: networks on graphs, and labels that spread over them.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let graphBackbones: [String: any GoldenSubject.Type] = [
        "GAT": GATSubject.self, "GraphSAGE": GraphSAGESubject.self, "GIN": GINSubject.self,
        "GCN": GCNSubject.self, "APPNPNetwork": APPNPNetworkSubject.self,
        "GraphLevelNetwork": GraphLevelNetworkSubject.self,
        "CorrectAndSmooth": CorrectAndSmoothSubject.self, "LabelSpreading": LabelSpreadingSubject.self,
    ]
}

/// A subject that is a network from a graph to outputs per node.
private protocol GraphNetworkSubject: GoldenModuleSubject {
    var network: GraphNetwork { get }
}

extension GraphNetworkSubject {
    var module: Module { network }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try network(inputs.graph(), inputs.context)])
    }
}

extension GoldenArguments {
    fileprivate var norm: NormLayer { optional("norm")?.text == nil ? .none : .batchNorm }

    fileprivate var aggregation: NeighborAggregation {
        NeighborAggregation(rawValue: optional("aggr")?.text ?? "mean") ?? .sum
    }
}

/// `torch_geometric.nn.models.GAT(4, 6, layers, 2, ...)`, whose last heads are as many as the others.
struct GATSubject: GraphNetworkSubject {
    let network: GraphNetwork

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        var config = GAT.Config(inputCount: 4, outputCount: 2)
        config.headCount = try arguments.integer("heads")
        config.outputHeadCount = config.headCount
        config.hiddenCount = 6 / config.headCount
        config.layerCount = arguments.optional("layers")?.integer ?? 2
        config.isDynamic = try arguments.flag("v2")
        config.activation = try Activation(arguments.text("act"))
        config.norm = arguments.norm
        network = try GAT(config, Context(seed: 0))
        try setup.load(into: network)
    }
}

/// `torch_geometric.nn.models.GraphSAGE(4, 5, 2, 2, ...)`.
struct GraphSAGESubject: GraphNetworkSubject {
    let network: GraphNetwork

    init(_ setup: GoldenSetup) throws {
        var config = GraphSAGE.Config(inputCount: 4, outputCount: 2)
        config.hiddenCount = 5
        config.aggregation = setup.arguments.aggregation
        config.projects = setup.arguments.optional("project")?.boolean ?? false
        network = try GraphSAGE(config, Context(seed: 0))
        try setup.load(into: network)
    }
}

/// `torch_geometric.nn.models.GIN(4, 5, 2, 5, ...)`.
struct GINSubject: GraphNetworkSubject {
    let network: GraphNetwork

    init(_ setup: GoldenSetup) throws {
        var config = GIN.Config(inputCount: 4, outputCount: 5)
        (config.hiddenCount, config.layerCount) = (5, 2)
        config.norm = setup.arguments.norm
        config.learnsEps = setup.arguments.optional("train_eps")?.boolean ?? false
        network = try GIN(config, Context(seed: 0))
        try setup.load(into: network)
    }
}

/// `torch_geometric.nn.models.GCN(4, 5, 2, 2, ...)`.
struct GCNSubject: GraphNetworkSubject {
    let network: GraphNetwork

    init(_ setup: GoldenSetup) throws {
        network = try GCN(
            .init(inputCount: 4, outputCount: 2, hiddenCount: 5, norm: setup.arguments.norm), Context(seed: 0)
        )
        try setup.load(into: network)
    }
}

/// Two linear maps, then `torch_geometric.nn.APPNP(K, alpha)`.
struct APPNPNetworkSubject: GraphNetworkSubject {
    let network: GraphNetwork

    init(_ setup: GoldenSetup) throws {
        var config = APPNPNetwork.Config(inputCount: 4, outputCount: 3)
        config.hiddenCount = 5
        config.hopCount = try setup.arguments.integer("K")
        config.alpha = try setup.arguments.real("alpha")
        network = try APPNPNetwork(config, Context(seed: 0))
        try setup.load(into: network)
    }
}

/// Layers of `torch_geometric.nn.models`, joined, read out and mapped.
struct GraphLevelNetworkSubject: GoldenModuleSubject {
    private let network: GraphLevelNetwork
    var module: Module { network }

    init(_ setup: GoldenSetup) throws {
        var config = GraphLevelNetwork.Config(outputCount: 2)
        let encoder: GraphNetwork
        if try setup.arguments.text("encoder") == "GIN" {
            var stack = GIN.Config(inputCount: 4, outputCount: nil)
            (stack.hiddenCount, stack.layerCount) = (5, 2)
            encoder = try GIN(stack, Context(seed: 0))
            config.head = .linearPerLayer
        } else {
            var stack = GraphSAGE.Config(inputCount: 4, outputCount: nil)
            stack.hiddenCount = 6
            encoder = try GraphSAGE(stack, Context(seed: 0))
            config.jumping = try Self.jumping(setup.arguments.text("jk"))
            config.readout = try setup.arguments.text("readout") == "max" ? .max : .mean
        }
        network = try GraphLevelNetwork(config, encoder: encoder, Context(seed: 0))
        try setup.load(into: network)
    }

    private static func jumping(_ name: String) -> JumpingKnowledge.Mode {
        switch name {
        case "cat": .concatenation
        case "max": .max
        default: .attention(featureCount: 6, layerCount: 2)
        }
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let batch = try inputs.batch(features: inputs.tensor("input"))
        return GoldenResult(["output": try network(batch, inputs.context)])
    }
}

/// `torch_geometric.nn.models.CorrectAndSmooth(steps, first, steps, second, ...)`.
struct CorrectAndSmoothSubject: GoldenSubject {
    private var settings: CorrectAndSmooth

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        settings = CorrectAndSmooth(
            correctionAlpha: try arguments.real("first"), smoothingAlpha: try arguments.real("second"),
            iterationCount: try arguments.integer("steps"))
        if let scale = arguments.optional("scale")?.number { settings.scale = .fixed(scale) }
        _ = try setup.dtype()
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let predictions = try inputs.tensor("predictions")
        let graph = try inputs.graph(nodeCount: predictions.shape[0])
        let found = try graph.correctAndSmooth(
            predictions, labels: inputs.tensor("labels").integers(), of: inputs.tensor("nodes").integers(),
            by: settings)
        return GoldenResult(["output": found])
    }
}

/// `torch_geometric.nn.models.LabelPropagation(steps, alpha)`.
struct LabelSpreadingSubject: GoldenSubject {
    private let spreading: LabelSpreading

    init(_ setup: GoldenSetup) throws {
        spreading = .localAndGlobalConsistency(
            alpha: try setup.arguments.real("alpha"), iterationCount: try setup.arguments.integer("steps"))
        _ = try setup.dtype()
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let start = try inputs.tensor("input")
        let graph = try inputs.graph(nodeCount: start.shape[0])
        return GoldenResult(["output": try graph.spread(start, of: [], by: spreading, limits: 0...1)])
    }
}

extension GoldenInputs {
    /// The graph of `edge_index` alone.
    fileprivate func graph(nodeCount: Int) throws -> Graph {
        let ends = try tensor("edge_index")
        return try Graph(
            nodeCount: nodeCount, sources: ends.select(0, axis: 0).integers(),
            targets: ends.select(1, axis: 0).integers())
    }
}
