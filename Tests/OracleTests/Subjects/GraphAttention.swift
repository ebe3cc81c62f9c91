// Subjects: attention on graphs, and the graph that cases of graph layers give.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let graphAttention: [String: any GoldenSubject.Type] = [
        "GATConv": GATConvSubject.self, "GATv2Conv": GATv2ConvSubject.self,
    ]
}

extension GoldenInputs {
    /// The graph of a case: `input`, `edge_index` `[2, E]`, perhaps `edge_attr` and `edge_weight`.
    func graph() throws -> GraphInput {
        let x = try tensor("input")
        let ends = try tensor("edge_index")
        let graph = try Graph(
            nodeCount: x.shape[0], sources: ends.select(0, axis: 0).integers(),
            targets: ends.select(1, axis: 0).integers(), weights: optional("edge_weight")?.floats(),
            edgeFeatures: optional("edge_attr"))
        return try GraphInput(features: .dense(x), graph: graph)
    }
}

extension GraphAttentionConfig {
    /// Reads PyTorch Geometric's keywords.
    fileprivate init(_ arguments: GoldenArguments, inputCount: Int, outputCount: Int) {
        self.init(
            inputCount: inputCount, outputCount: outputCount,
            headCount: arguments.optional("heads")?.integer ?? 1,
            concatenatesHeads: arguments.optional("concat")?.boolean ?? true,
            negativeSlope: arguments.optional("negative_slope")?.number ?? 0.2,
            selfLoops: arguments.optional("add_self_loops")?.boolean ?? true,
            edgeFeatureCount: arguments.optional("edge_dim")?.integer,
            hasBias: arguments.optional("bias")?.boolean ?? true)
    }
}

/// `torch_geometric.nn.GATConv(4, 5, ...)`.
struct GATConvSubject: GoldenModuleSubject {
    private let layer: GATConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let config = GraphAttentionConfig(setup.arguments, inputCount: 4, outputCount: 5)
        layer = try GATConv(config, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// `torch_geometric.nn.GATv2Conv(4, 5, ...)`.
struct GATv2ConvSubject: GoldenModuleSubject {
    private let layer: GATv2Conv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let config = GraphAttentionConfig(setup.arguments, inputCount: 4, outputCount: 5)
        layer = try GATv2Conv(
            config, sharesWeights: setup.arguments.optional("share_weights")?.boolean ?? false,
            Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}
