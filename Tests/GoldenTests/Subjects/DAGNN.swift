// Paper 35: deep adaptive graph neural networks.
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension GoldenInputs {
    /// The graph of `edge_index` `[2, E]` (sources, targets) and, if given, `edge_weight` `[E]`.
    func graph(nodeCount: Int) throws -> Graph {
        let index = try tensor("edge_index")
        return try Graph(
            nodeCount: nodeCount, sources: index.select(0, axis: 0).integers(),
            targets: index.select(1, axis: 0).integers(), weights: optional("edge_weight")?.floats())
    }
}

/// Steps 3 to 5 of the method: normalised adjacency, gates and propagation.
struct DAGNNPropagationSubject: GoldenModuleSubject {
    private let layer: DAGNNPropagation
    private let addsSelfLoops: Bool
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try DAGNNPropagation(
            channelCount: setup.arguments.integer("channels"), hopCount: setup.arguments.integer("hops"),
            Context(seed: 0))
        addsSelfLoops = try setup.arguments.flag("add_self_loops")
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let z = try inputs.tensor("input")
        let nodeCount = try z.size(0)
        let adjacency = try inputs.graph(nodeCount: nodeCount).normalizedAdjacency(
            .symmetric, selfLoops: addsSelfLoops)
        return GoldenResult([
            "normalized_adjacency": try adjacency.matmul(Tensor.eye(nodeCount)),
            "retain_score": try layer.retainScores(z, adjacency: adjacency, inputs.context),
            "output": try layer(z, adjacency: adjacency, inputs.context),
        ])
    }
}

/// The whole network with its loss on the training nodes.
struct DAGNNSubject: GoldenModuleSubject {
    private let network: DAGNNNetwork
    var module: Module { network }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        var options = DAGNN.Options()
        options.selfLoops = try arguments.flag("add_self_loops")
        options.hops = try arguments.integer("hops")
        options.hidden = try arguments.integer("hidden")
        options.dropout = try arguments.real("dropout")
        network = try DAGNNNetwork(
            inputCount: arguments.integer("in_features"), outputCount: arguments.integer("classes"),
            options: options,
            Context(seed: 0))
        try setup.load(into: network)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let features = try inputs.tensor("input")
        let graph = try inputs.graph(nodeCount: features.size(0))
        let logits = try network(GraphInput(features: .dense(features), graph: graph), inputs.context)
        let logProbabilities = try logits.logSoftmax(axis: -1)
        var outputs = ["log_probs": logProbabilities]
        if let labels = try inputs.optional("labels") {
            let nodes = try inputs.tensor("train_mask").nonzero().squeezed(axis: 1)
            outputs["loss"] = try negativeLogLikelihood(
                logProbabilities.indexSelect(nodes, axis: 0), labels: labels.indexSelect(nodes, axis: 0))
        }
        return GoldenResult(outputs)
    }
}
