// Subjects: gated layers on graphs.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let graphGated: [String: any GoldenSubject.Type] = [
        "ResGatedGraphConv": ResGatedGraphConvSubject.self, "GatedGCNConv": GatedGCNConvSubject.self,
    ]
}

/// `torch_geometric.nn.ResGatedGraphConv(4, 5, ...)`.
struct ResGatedGraphConvSubject: GoldenModuleSubject {
    private let layer: ResGatedGraphConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try ResGatedGraphConv(
            .init(
                inputCount: 4, outputCount: 5, edgeFeatureCount: arguments.optional("edge_dim")?.integer,
                hasSkip: arguments.optional("root_weight")?.boolean ?? true,
                hasBias: arguments.optional("bias")?.boolean ?? true), Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// The gated layer from its formulas: `Gated(outputs, edge_features, ...)` of the script.
struct GatedGCNConvSubject: GoldenModuleSubject {
    private let layer: GatedGCNConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try GatedGCNConv(
            .init(
                inputCount: 4, outputCount: arguments.integer("outputs"),
                edgeFeatureCount: arguments.integer("edge_features"),
                isNormalized: arguments.optional("normalized")?.boolean ?? true,
                isResidual: arguments.optional("residual")?.boolean ?? true), Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let input = try inputs.graph()
        let found = try layer(inputs.tensor("input"), on: input.graph, inputs.context)
        return GoldenResult(["output": found.nodes, "edges": found.edges])
    }
}
