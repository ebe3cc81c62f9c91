// What all networks on graphs promise.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph networks")
struct GraphNetworkTests {
    private let evaluate = Context(seed: 2, mode: .evaluate)

    @Test("outputs and features have the widths that the network says", arguments: SampleNetwork.allCases)
    func shapes(_ kind: SampleNetwork) throws {
        let input = try SampleNetwork.input()
        for layerCount in 1...3 {
            let network = try kind.make(layerCount: layerCount)
            let width = layerCount == 1 ? 4 : kind.featureCount
            #expect(network.featureCount == width && network.outputCount == 3)
            #expect(try network(input, evaluate).shape == [6, 3])
            #expect(try network.features(input, evaluate).shape == [6, width])
            let encoder = try kind.make(outputCount: nil, layerCount: layerCount)
            #expect(encoder.featureCount == kind.featureCount && encoder.outputCount == kind.featureCount)
            let outputs = try encoder(input, evaluate)
            #expect(try sameBits(outputs, encoder.features(input, evaluate)))
            #expect(outputs.shape == [6, kind.featureCount])
        }
    }

    @Test("sparse features give what dense ones give", arguments: SampleNetwork.allCases)
    func sparse(_ kind: SampleNetwork) throws {
        let sparse = try SampleNetwork.sparse(), graph = try SampleGraphs.ringWithIsolatedNode()
        let inputs = try [sparse, .dense(sparse.dense())].map { try GraphInput(features: $0, graph: graph) }
        for layerCount in [1, 3] {
            let network = try kind.make(layerCount: layerCount)
            let outputs = try inputs.map { try network($0, evaluate) }
            #expect(try mismatch(outputs[0], outputs[1]) == nil)
            let features = try inputs.map { try network.features($0, evaluate) }
            #expect(try mismatch(features[0], features[1]) == nil)
        }
    }

    @Test("renumbered nodes have the same outputs", arguments: SampleNetwork.allCases)
    func permutation(_ kind: SampleNetwork) throws {
        let input = try SampleNetwork.input(dtype: .float64), order = [3, 0, 5, 1, 4, 2]
        let former = try Tensor(order.indices.sorted { order[$0] < order[$1] })
        let moved = try GraphInput(
            features: .dense(input.features.dense().indexSelect(former, axis: 0)),
            graph: input.graph.permuted(order))
        let network = try kind.make()
        try network.convert(to: .float64)
        let expected = try network(input, evaluate).indexSelect(former, axis: 0)
        #expect(try mismatch(network(moved, evaluate), expected, .double) == nil)
    }

    @Test("every parameter has a gradient", arguments: SampleNetwork.allCases)
    func gradient(_ kind: SampleNetwork) throws {
        let network = try kind.make()
        try network.convert(to: .float64)
        let parameters = try network.table().parameters
        for slot in parameters.values {
            slot.replace(try #require(slot.tensor).detached().requiringGradient())
        }
        let leaves = parameters.values.compactMap(\.tensor)
        let weights = try SampleTensors.normal([6, 3], dtype: .float64, seed: 8)
        // In training, batch normalisation does not see shifts.
        let outputs = try network(SampleNetwork.input(dtype: .float64), evaluate)
        let loss = try (outputs * weights).sum()
        let slopes = try optionalGradients(of: loss, withRespectTo: leaves)
        for (name, slope) in zip(parameters.keys, slopes) {
            let size = try slope?.abs().max().item() ?? 0
            #expect(size > 1e-9, "\(name)")
        }
    }

    @Test("the same seed gives the same bits, training differs from use", arguments: SampleNetwork.allCases)
    func seeds(_ kind: SampleNetwork) throws {
        let input = try SampleNetwork.input()
        let outputs = try (0..<2).map { _ in try kind.make()(input, Context(seed: 4)) }
        #expect(try sameBits(outputs[0], outputs[1]))
        #expect(try !kind.make()(input, Context(seed: 4, mode: .evaluate)).isEqual(to: outputs[0]))
        #expect(try !kind.make(seed: 2)(input, Context(seed: 4)).isEqual(to: outputs[0]))
    }

    @Test("features of another width are refused by name", arguments: SampleNetwork.allCases)
    func widths(_ kind: SampleNetwork) throws {
        let network = try kind.make()
        let input = try GraphInput(features: .dense(Tensor.ones([3, 5])), graph: SampleGraphs.path())
        for attempt in [{ try network(input, evaluate) }, { try network.features(input, evaluate) }] {
            let error = #expect(throws: TensorError.self) { try attempt() }
            #expect(error?.message.contains("the features are [3, 5], expected [nodes, 4]") == true)
            #expect(error?.description.contains("\(type(of: network))") == true)
        }
    }

    @Test("a network without hidden features says so")
    func withoutFeatures() throws {
        final class Copy: GraphNetwork {
            override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
                try input.features.dense()
            }
        }
        let network = Copy(), input = try SampleNetwork.input()
        #expect(network.featureCount == 0 && network.outputCount == 0)
        let error = #expect(throws: ModuleError.self) { try network.features(input, evaluate) }
        #expect(error?.code == "module.features")
        #expect(error?.message == "Copy has no hidden features.")
        #expect(throws: ModuleError.self) { try GraphNetwork()(input, evaluate) }
    }
}
