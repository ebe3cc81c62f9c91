// Subjects: convolutions on graphs.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let graphConvolutions: [String: any GoldenSubject.Type] = [
        "SAGEConv": SAGEConvSubject.self, "GINConv": GINConvSubject.self, "GINEConv": GINEConvSubject.self,
        "APPNP": APPNPSubject.self, "SGConv": SGConvSubject.self, "GCNConv": GCNConvSubject.self,
    ]
}

/// `torch_geometric.nn.SAGEConv(4, ...)`.
struct SAGEConvSubject: GoldenModuleSubject {
    private let layer: SAGEConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        guard let aggregation = NeighborAggregation(rawValue: arguments.optional("aggr")?.text ?? "mean")
        else { throw GoldenProblem("the aggregation is unknown") }
        layer = try SAGEConv(
            .init(
                inputCount: 4, outputCount: arguments.optional("out_channels")?.integer ?? 5,
                aggregation: aggregation, normalizes: arguments.optional("normalize")?.boolean ?? false,
                hasRootWeight: arguments.optional("root_weight")?.boolean ?? true,
                projects: arguments.optional("project")?.boolean ?? false,
                hasBias: arguments.optional("bias")?.boolean ?? true), Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// The network inside the cases' isomorphism layers.
private func isomorphismNetwork() throws -> Sequential {
    let context = Context(seed: 0)
    return try Sequential(Linear(4, 6, context), ActivationLayer(.relu), Linear(6, 3, context))
}

/// `torch_geometric.nn.GINConv(network, ...)`.
struct GINConvSubject: GoldenModuleSubject {
    private let layer: GINConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try GINConv(
            isomorphismNetwork(), eps: setup.arguments.optional("eps")?.number ?? 0,
            learnsEps: setup.arguments.optional("train_eps")?.boolean ?? false)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// `torch_geometric.nn.GINEConv(network, ...)`.
struct GINEConvSubject: GoldenModuleSubject {
    private let layer: GINEConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try GINEConv(
            isomorphismNetwork(), inputCount: 4,
            edgeFeatureCount: setup.arguments.optional("edge_dim")?.integer,
            eps: setup.arguments.optional("eps")?.number ?? 0,
            learnsEps: setup.arguments.optional("train_eps")?.boolean ?? false, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// `torch_geometric.nn.APPNP(K, alpha, ...)`.
struct APPNPSubject: GoldenModuleSubject {
    private let layer: APPNP
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try APPNP(
            hopCount: setup.arguments.integer("K"), alpha: setup.arguments.optional("alpha")?.number ?? 0.1,
            selfLoops: setup.arguments.optional("add_self_loops")?.boolean ?? true)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let output = try layer(inputs.tensor("input"), on: inputs.graph(), inputs.context)
        return GoldenResult(["output": output])
    }
}

/// `torch_geometric.nn.SGConv(4, ...)`.
struct SGConvSubject: GoldenModuleSubject {
    private let layer: SGConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try SGConv(
            4, setup.arguments.optional("out_channels")?.integer ?? 5,
            hopCount: setup.arguments.optional("K")?.integer ?? 1,
            selfLoops: setup.arguments.optional("add_self_loops")?.boolean ?? true,
            hasBias: setup.arguments.optional("bias")?.boolean ?? true, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// `torch_geometric.nn.GCNConv(4, 5)`.
struct GCNConvSubject: GoldenModuleSubject {
    private let layer: GCNConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try GCNConv(4, 5, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}
