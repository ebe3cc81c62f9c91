// Networks from whole graphs: readouts, heads, and batches that change nothing.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph-level networks")
struct GraphLevelNetworkTests {
    private let evaluate = Context(seed: 2, mode: .evaluate)

    private func graphs() throws -> [Graph] {
        [
            try SampleGraphs.ringWithIsolatedNode(), try SampleGraphs.path(),
            try Graph(nodeCount: 1, sources: [], targets: []),
        ]
    }

    private func features(_ graphs: [Graph]) throws -> [Tensor] {
        try graphs.enumerated().map { index, graph in
            try SampleTensors.normal([graph.nodeCount, 4], dtype: .float64, seed: UInt64(index + 1))
        }
    }

    /// Every readout, head and way of joining layers, around an isomorphism network in double precision.
    private func variants() throws -> [(String, GraphLevelNetwork)] {
        typealias Network = GraphLevelNetwork
        var found: [(String, GraphLevelNetwork)] = []
        func add(_ name: String, _ change: (inout Network.Config) -> Void) throws {
            var config = Network.Config(outputCount: 2)
            config.dropout = 0
            change(&config)
            let encoder = try SampleNetwork.gin.make(outputCount: nil, layerCount: 2, dropout: 0)
            let network = try Network(config, encoder: encoder, Context(seed: 3))
            try network.convert(to: .float64)
            found.append((name, network))
        }
        for readout in Network.Readout.allCases { try add("\(readout)") { $0.readout = readout } }
        try add("hidden") { $0.head = .perceptron(hiddenCounts: [5]) }
        try add("per layer") { $0.head = .linearPerLayer }
        try add("per layer, max") { ($0.head, $0.readout) = (.linearPerLayer, .max) }
        try add("concatenation") { $0.jumping = .concatenation }
        try add("largest") { ($0.jumping, $0.readout) = (.max, .attention) }
        try add("attention") { $0.jumping = .attention(featureCount: 6, layerCount: 2) }
        return found
    }

    @Test("a batch has the rows of its graphs, whatever stands beside them")
    func batching() throws {
        let graphs = try graphs(), x = try features(graphs)
        let batch = try GraphBatch(graphs, features: x)
        for (name, network) in try variants() {
            let rows = try zip(graphs, x).map {
                try network(GraphBatch([$0], features: [$1]), evaluate)
            }
            let outputs = try network(batch, evaluate)
            #expect(outputs.shape == [3, 2])
            #expect(try mismatch(outputs, Tensor.concatenated(rows, axis: 0), .double) == nil, "\(name)")
            #expect(try network.features(batch, evaluate).shape == [3, network.featureCount], "\(name)")
        }
    }

    @Test("the order of a graph's nodes does not matter")
    func permutation() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode(), order = [3, 0, 5, 1, 4, 2]
        let x = try SampleTensors.normal([6, 4], dtype: .float64)
        let former = try Tensor(order.indices.sorted { order[$0] < order[$1] })
        let batch = try GraphBatch([graph], features: [x])
        let moved = try GraphBatch([graph.permuted(order)], features: [x.indexSelect(former, axis: 0)])
        for (name, network) in try variants() {
            let problem = try mismatch(network(moved, evaluate), network(batch, evaluate), .double)
            #expect(problem == nil, "\(name)")
        }
    }

    @Test("every parameter has a gradient")
    func gradient() throws {
        let graphs = try graphs(), x = try features(graphs), batch = try GraphBatch(graphs, features: x)
        for (name, network) in try variants() {
            let parameters = try network.table().parameters
            for slot in parameters.values {
                let moved = try #require(slot.tensor).detached() + 0.1
                slot.replace(try moved.requiringGradient())
            }
            let leaves = parameters.values.compactMap(\.tensor)
            // In training, batch normalisation does not see shifts.
            let outputs = try network(batch, evaluate)
            let weights = try SampleTensors.normal(outputs.shape, dtype: .float64, seed: 8)
            let slopes = try optionalGradients(of: (outputs * weights).sum(), withRespectTo: leaves)
            for (parameter, slope) in zip(parameters.keys, slopes) {
                let size = try slope?.abs().max().item() ?? 0
                // A softmax does not see a shift of all scores.
                let isIdle = parameter == "pooling.gate_nn.bias" || parameter == "jumping.att.bias"
                #expect((size > 1e-9) != isIdle, "\(name): \(parameter)")
            }
        }
    }

    @Test("maps per layer are a sum over the input and every layer, as published")
    func linearPerLayer() throws {
        let (_, network) = try #require(try variants().first { $0.0 == "per layer" })
        let encoder = try #require(network.encoder as? GIN)
        let graphs = try graphs(), x = try features(graphs), batch = try GraphBatch(graphs, features: x)
        let input = try GraphInput(features: #require(batch.features), graph: batch.graph)
        let layers = [try input.features.dense()] + (try encoder.hiddenFeatures(input, evaluate))
        #expect(layers.count == 3 && network.linears.count == 3 && network.featureCount == 16)
        var sum = try Tensor.zeros([3, 2], dtype: .float64)
        for (layer, linear) in zip(layers, network.linears) {
            sum = try sum + linear(GlobalPooling(.sum)(layer, over: batch, evaluate), evaluate)
        }
        #expect(try mismatch(network(batch, evaluate), sum, .double) == nil)
        let names = Set(try network.stateDict().keys)
        #expect(names.isSuperset(of: ["linears_prediction.2.bias", "encoder.convs.1.nn.head.weight"]))
    }

    @Test("any network on graphs can be the encoder, with outputs of its own too")
    func encoders() throws {
        let graphs = try graphs(), batch = try GraphBatch(graphs, features: features(graphs))
        for kind in SampleNetwork.allCases {
            for outputCount in [nil, 5] {
                let encoder = try kind.make(outputCount: outputCount)
                let network = try GraphLevelNetwork(.init(outputCount: 2), encoder: encoder, evaluate)
                try network.convert(to: .float64)
                #expect(network.featureCount == outputCount ?? kind.featureCount)
                #expect(try network(batch, evaluate).shape == [3, 2])
            }
        }
    }

    @Test("dropout of scores differs from layer to layer and is off in use")
    func dropout() throws {
        var config = GraphLevelNetwork.Config(outputCount: 2)
        config.head = .linearPerLayer
        let encoder = try SampleNetwork.gin.make(outputCount: nil, layerCount: 2, dropout: 0)
        let network = try GraphLevelNetwork(config, encoder: encoder, evaluate)
        let graphs = try graphs()
        let batch = try GraphBatch(graphs, features: features(graphs).map { try $0.converted(to: .float32) })
        let outputs = try (0..<2).map { _ in try network(batch, Context(seed: 5)) }
        #expect(try sameBits(outputs[0], outputs[1]))
        let other = try network(batch, Context(seed: 6))
        #expect(try !other.isEqual(to: outputs[0]))
    }

    @Test("batches without features and encoders that do not fit are refused")
    func refuses() throws {
        final class Silent: GraphNetwork {}
        typealias Config = GraphLevelNetwork.Config
        func network(_ encoder: GraphNetwork, _ change: (inout Config) -> Void = { _ in }) throws
            -> GraphLevelNetwork
        {
            var config = Config(outputCount: 2)
            change(&config)
            return try GraphLevelNetwork(config, encoder: encoder, evaluate)
        }
        let gin = try SampleNetwork.gin.make(outputCount: nil)
        let attempts: [(String, () throws -> GraphLevelNetwork)] = [
            ("Silent says nothing of its outputs", { try network(Silent()) }),
            (
                "GCN has a last map or no hidden layers",
                { try network(SampleNetwork.gcn.make()) { $0.jumping = .max } }
            ),
            (
                "SGCNetwork has a last map or no hidden layers",
                { try network(SampleNetwork.sgc.make(outputCount: nil)) { $0.head = .linearPerLayer } }
            ),
            (
                "GIN would be read twice",
                { try network(gin) { ($0.head, $0.jumping) = (.linearPerLayer, .max) } }
            ),
            (
                "GIN has 3 layers of 6 features, attention expects 2 of 6",
                { try network(gin) { $0.jumping = .attention(featureCount: 6, layerCount: 2) } }
            ),
            (
                "one gate cannot score 4 layers",
                { try network(gin) { ($0.head, $0.readout) = (.linearPerLayer, .attention) } }
            ),
        ]
        for (text, attempt) in attempts {
            let error = #expect(throws: GraphError.self) { try attempt() }
            #expect(error?.code == "graph.readout")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
        let bare = try GraphBatch([SampleGraphs.path()])
        let missing = #expect(throws: GraphError.self) { try network(gin)(bare, evaluate) }
        #expect(missing?.message == "the batch of 1 graphs has no node features")
        #expect(throws: ModuleError.self) { try network(gin) { $0.head = .perceptron(hiddenCounts: [0]) } }
        let none = #expect(throws: GraphError.self) {
            try network(gin) { ($0.head, $0.outputCount) = (.linearPerLayer, 0) }
        }
        #expect(none?.code == "graph.convolution")
    }
}
