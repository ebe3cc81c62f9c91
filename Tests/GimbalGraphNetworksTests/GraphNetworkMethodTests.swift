// The family's networks as methods: settings of the papers, and what each learns.
import GimbalCore
import GimbalData
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Graph networks as methods")
struct GraphNetworkMethodTests {
    private static let registry = MethodRegistry(GraphNetworks.methods)
    private static let backbones = ["appnp", "gat", "gcn", "gin", "sage", "sgc"]

    private func method<M: Method>(
        _ text: String, _ input: InputKind = .graph, data: String = "", split: String = "", as type: M.Type
    ) throws -> M {
        let resolved = try Self.registry.resolve(
            MethodSpecification(text), input: input, data: data, split: split)
        return try #require(resolved.method as? M)
    }

    @Test("attention: eight heads of eight, on Pubmed eight averaged output heads")
    func attention() throws {
        let cora = try method("gat", data: "cora", split: "public", as: GATMethod.self)
        #expect(cora.options == GATMethod.Options() && cora.embeddingCount == 64)
        #expect(cora.recipe.learningRate == 0.005 && cora.recipe.weightDecay == 5e-4)
        let pubmed = try method("gat", data: "pubmed", split: "public", as: GATMethod.self).options
        #expect(pubmed.outputHeads == 8 && pubmed.training.weightDecay == 1e-3)
        #expect(pubmed.training.learningRate == 0.01)
        let network = try cora.makeNetwork(inputCount: 1433, outputCount: 7, Context(seed: 1))
        #expect(try network.table().parameterCount == 92_373)
        let dynamic = try method("gat[dynamic=true]", as: GATMethod.self)
        let other = try dynamic.makeNetwork(inputCount: 5, outputCount: 2, Context(seed: 1))
        #expect(try other.table().parameters.keys.contains("convs.0.att"))
    }

    @Test("personalised propagation decays the weights of the first map only")
    func personalised() throws {
        let method = try method("appnp", data: "citeseer", split: "public", as: APPNPMethod.self)
        #expect(method.options == APPNPMethod.Options() && method.recipe.weightDecay == 5e-3)
        let network = try method.makeNetwork(inputCount: 4, outputCount: 3, Context(seed: 1))
        let decayed = try network.table().parameters.keys.filter(method.isDecayed)
        #expect(decayed == ["lins.0.weight"])
    }

    @Test("settings for classes of citation graphs do not serve their links")
    func links() throws {
        for id in Self.backbones + ["dagnn"] {
            let resolved = try Self.registry.resolve(
                MethodSpecification(id), input: .nodePairs, data: "cora", split: "links:0.85,0.05,0.1")
            #expect(resolved.preset == "defaults", "\(id)")
        }
    }

    @Test("on graphs an isomorphism network maps the readout of the input and of every layer")
    func isomorphism() throws {
        let method = try method("gin", .graphs, as: GINMethod.self)
        #expect(method.options.hidden == 32 && method.options.layers == 4)
        let network = try method.makeGraphLevelNetwork(inputCount: 7, outputCount: 2, Context(seed: 1))
        #expect(network.linears.count == 5 && network.config.readout == .sum)
        #expect(network.featureCount == 7 + 4 * 32)
    }

    @Test("batches of many graphs, whole graphs of one", arguments: backbones)
    func defaults(_ id: String) throws {
        let graphs = try Self.registry.resolve(MethodSpecification(id), input: .graphs).options
        let value = try #require(graphs.first { $0.key == "batch-size" }).value
        #expect(value == .number(32))
    }

    // MARK: - Labels that spread

    @Test("a label reaches its component and no other, and is the answer there")
    func spreading() throws {
        let graph = try Graph(nodeCount: 5, sources: [0, 1, 2, 3], targets: [1, 0, 3, 2])
        let labels = try ClassLabels([0, 0, 1, 1, nil], classNames: ["a", "b"])
        let data = try GraphDataSet(
            graph: graph, features: .dense(Tensor.ones([5, 1])), labels: labels,
            provenance: DataProvenance(name: "pairs", format: "made", checksum: ""))
        let split = try DataSplit(train: [0, 2], validation: [1], test: [3], labels: labels)
        let problem = GraphProblem(task: .nodeClassification, data: data, split: split)
        let method = try method("label-propagation", as: LabelPropagationMethod.self)
        let model = try method.fit(problem, TrainingRun(seed: 1))
        let input = try GraphInput(features: data.features, graph: graph)
        let rows = try model.logits(input).exp().doubles()
        let expected = [1, 1e-6, 1, 1e-6, 1e-6, 1, 1e-6, 1, 1e-6, 1e-6]
        #expect(mismatch(rows, expected) == nil)
        #expect(throws: ConfigError.self) { try model.embeddings(input) }

        let empty = try method.makeGraphModel(problem.shape, Context(seed: 2))
        try empty.network.load(model.network.stateDict())
        #expect(try sameBits(empty.logits(input), model.logits(input)))

        let small = try GraphInput(
            features: .dense(Tensor.ones([2, 1])), graph: Graph(nodeCount: 2, sources: [0], targets: [1]))
        let error = #expect(throws: DataError.self) { try model.logits(small) }
        #expect(error?.message.contains("node 2, the graph has 2 nodes") == true)
    }
}
