// Subjects: pooling of nodes and graphs, and what scores them.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let graphPooling: [String: any GoldenSubject.Type] = [
        "GlobalPooling": GlobalPoolingSubject.self, "AttentionalPooling": AttentionalPoolingSubject.self,
        "TopKPooling": TopKPoolingSubject.self, "SAGPooling": SAGPoolingSubject.self,
        "GraphConv": GraphConvSubject.self, "JumpingKnowledge": JumpingKnowledgeSubject.self,
    ]
}

extension GoldenInputs {
    /// The batch of a case: `sizes`, perhaps with `edge_index` `[2, E]` and `edge_attr`, and features of all nodes.
    func batch(features x: Tensor? = nil) throws -> GraphBatch {
        let sizes = try tensor("sizes").integers()
        let ends = try optional("edge_index"), features = try optional("edge_attr")
        let sources = try ends?.select(0, axis: 0).integers() ?? []
        let targets = try ends?.select(1, axis: 0).integers() ?? []
        var first = 0
        let graphs = try sizes.map { size in
            defer { first += size }
            let own = sources.indices.filter { (first..<first + size).contains(sources[$0]) }
            return try Graph(
                nodeCount: size, sources: own.map { sources[$0] - first },
                targets: own.map { targets[$0] - first },
                edgeFeatures: features?.indexSelect(Tensor(own), axis: 0))
        }
        let starts = sizes.indices.map { sizes[..<$0].reduce(0, +) }
        return try GraphBatch(
            graphs,
            features: x.map { x in
                try zip(starts, sizes).map { try x.narrow(axis: 0, start: $0, length: $1) }
            })
    }
}

extension GoldenArguments {
    /// PyTorch Geometric's keywords of top-k pooling.
    fileprivate var selection: NodeSelection {
        let bound = optional("min_score")?.number, count = optional("ratio")?.integer
        let share = optional("ratio")?.number ?? 0.5
        if let bound { return .minimumScore(bound) }
        return count.map { .count($0) } ?? .ratio(share)
    }

    fileprivate var multiplier: Double { optional("multiplier")?.number ?? 1 }
}

extension GoldenResult {
    /// Everything that pooling gives.
    fileprivate init(_ pooled: PooledGraph) throws {
        let (sources, targets) = try pooled.batch.graph.edges()
        var outputs = [
            "output": pooled.features, "batch": pooled.batch.graphOfNode, "scores": pooled.scores,
            "kept": try Tensor(pooled.kept),
            "edges": try Tensor.stacked([Tensor(sources), Tensor(targets)]),
        ]
        outputs["edge_features"] = pooled.batch.graph.edgeFeatures
        self.init(outputs)
    }
}

/// `torch_geometric.nn.global_add_pool`, `global_mean_pool` and `global_max_pool`.
struct GlobalPoolingSubject: GoldenModuleSubject {
    private let layer: GlobalPooling
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        guard let reduction = NodeReduction(rawValue: try setup.arguments.text("reduction")) else {
            throw GoldenProblem("the reduction is unknown")
        }
        layer = GlobalPooling(reduction)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), over: inputs.batch(), inputs.context)])
    }
}

/// `torch_geometric.nn.AttentionalAggregation(Linear(4, gates), Sequential(Linear(4, hidden), Tanh()))`.
struct AttentionalPoolingSubject: GoldenModuleSubject {
    private let layer: AttentionalPooling
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let context = Context(seed: 0)
        let network = try setup.arguments.optional("hidden")?.integer.map {
            try Sequential(Linear(4, $0, context), ActivationLayer(.tanh))
        }
        layer = try AttentionalPooling(
            gate: Linear(4, setup.arguments.integer("gates"), context), network: network)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), over: inputs.batch(), inputs.context)])
    }
}

/// `torch_geometric.nn.TopKPooling(4, ...)`.
struct TopKPoolingSubject: GoldenModuleSubject {
    private let layer: TopKPooling
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try TopKPooling(
            4, setup.arguments.selection, multiplier: setup.arguments.multiplier, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        try GoldenResult(layer(inputs.tensor("input"), over: inputs.batch(), inputs.context))
    }
}

/// `torch_geometric.nn.SAGPooling(4, ...)`.
struct SAGPoolingSubject: GoldenModuleSubject {
    private let layer: SAGPooling
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let context = Context(seed: 0), arguments = setup.arguments
        let gnn: any GraphLayer =
            arguments.optional("layer")?.text == "GAT"
            ? try GATConv(GraphAttentionConfig(inputCount: 4, outputCount: 1), context)
            : try GraphConv(4, 1, context)
        layer = try SAGPooling(
            scoring: gnn, arguments.selection, multiplier: arguments.multiplier, context)
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        try GoldenResult(layer(inputs.tensor("input"), over: inputs.batch(), inputs.context))
    }
}

/// `torch_geometric.nn.GraphConv(4, 3)`.
struct GraphConvSubject: GoldenModuleSubject {
    private let layer: GraphConv
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try GraphConv(4, 3, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input"), ends = try inputs.tensor("edge_index")
        let graph = try Graph(
            nodeCount: x.shape[0], sources: ends.select(0, axis: 0).integers(),
            targets: ends.select(1, axis: 0).integers(),
            weights: inputs.arguments.optional("weights")?.numbers?.map { Float($0) })
        let input = try GraphInput(features: .dense(x), graph: graph)
        return GoldenResult(["output": try layer(input.features, on: input, inputs.context)])
    }
}

/// `torch_geometric.nn.JumpingKnowledge(mode, ...)`.
struct JumpingKnowledgeSubject: GoldenModuleSubject {
    private let layer: JumpingKnowledge
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        let mode: JumpingKnowledge.Mode
        switch try arguments.text("mode") {
        case "cat": mode = .concatenation
        case "max": mode = .max
        default:
            mode = .attention(
                featureCount: try arguments.integer("channels"),
                layerCount: try arguments.integer("num_layers"))
        }
        layer = try JumpingKnowledge(mode, Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let layers = try (0..<3).map { try inputs.tensor("layer\($0)") }
        return GoldenResult(["output": try layer(layers, inputs.context)])
    }
}
