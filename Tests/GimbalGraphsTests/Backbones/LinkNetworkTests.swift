// Scores of pairs of nodes.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Link networks")
struct LinkNetworkTests {
    private let evaluate = Context(seed: 2, mode: .evaluate)
    private let kinds: [LinkDecoder.Kind] = [
        .innerProduct, .perceptron(inputCount: 3, hiddenCounts: [5], dropout: 0.5),
    ]

    @Test("the inner product is that of both rows")
    func innerProduct() throws {
        let decoder = try LinkDecoder(.innerProduct, evaluate)
        let z = try Tensor([1, 2, 3, 4, -5, 6] as [Float], shape: [3, 2])
        let scores = try decoder(z, sources: Tensor([0, 1, 2]), targets: Tensor([1, 1, 0]), evaluate)
        #expect(try scores.floats() == [11, 25, 7])
        #expect(decoder.settings == "inner product")
    }

    @Test("a perceptron sees the product of both rows")
    func perceptron() throws {
        let decoder = try LinkDecoder(kinds[1], evaluate), z = try SampleTensors.normal([4, 3])
        let sources = try Tensor([0, 3, 2]), targets = try Tensor([1, 3, 0])
        let product = try z.indexSelect(sources, axis: 0) * z.indexSelect(targets, axis: 0)
        let mlp = try #require(decoder.mlp)
        let expected = try mlp(product, evaluate).squeezed(axis: 1)
        #expect(try sameBits(decoder(z, sources: sources, targets: targets, evaluate), expected))
    }

    @Test("both directions of a pair score alike, no pairs give no scores")
    func symmetry() throws {
        let z = try SampleTensors.normal([4, 3]), none = try Tensor([Int]())
        let sources = try Tensor([0, 1, 2]), targets = try Tensor([3, 3, 2])
        for kind in kinds {
            let decoder = try LinkDecoder(kind, evaluate)
            let there = try decoder(z, sources: sources, targets: targets, evaluate)
            let back = try decoder(z, sources: targets, targets: sources, evaluate)
            #expect(try there.shape == [3] && sameBits(there, back))
            #expect(try decoder(z, sources: none, targets: none, evaluate).shape == [0])
        }
    }

    @Test("gradients flow through the scores into encoder and decoder", arguments: SampleNetwork.allCases)
    func gradient(_ encoder: SampleNetwork) throws {
        let input = try SampleNetwork.input(dtype: .float64)
        let sources = try Tensor([0, 1, 2, 4]), targets = try Tensor([3, 3, 1, 0])
        for kind in kinds {
            let network = LinkNetwork(
                encoder: try encoder.make(), decoder: try LinkDecoder(kind, evaluate))
            try network.convert(to: .float64)
            let parameters = try network.table().parameters
            for slot in parameters.values {
                slot.replace(try #require(slot.tensor).detached().requiringGradient())
            }
            let leaves = parameters.values.compactMap(\.tensor)
            let scores = try network(input, sources: sources, targets: targets, evaluate)
            let slopes = try optionalGradients(of: scores.square().sum(), withRespectTo: leaves)
            for (name, slope) in zip(parameters.keys, slopes) {
                let size = try slope?.abs().max().item() ?? 0
                #expect(size > 1e-9, "\(name)")
            }
            let z = try network.embeddings(input, evaluate)
            let decoded = try network.decoder(z, sources: sources, targets: targets, evaluate)
            #expect(try sameBits(decoded, scores))
        }
    }

    @Test("pairs that do not fit are refused")
    func refuses() throws {
        let decoder = try LinkDecoder(.innerProduct, evaluate), z = try SampleTensors.normal([4, 3])
        let attempts: [(String, [Int], [Int])] = [
            ("a source is node 4, there are 4", [0, 4], [1, 1]),
            ("a target is node -1, there are 4", [0, 1], [1, -1]),
            ("sources [1] and targets [2]", [0], [1, 1]),
        ]
        for (text, sources, targets) in attempts {
            let error = #expect(throws: GraphError.self) {
                try decoder(z, sources: Tensor(sources), targets: Tensor(targets), evaluate)
            }
            #expect(error?.code == "graph.pairs")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
        #expect(throws: ModuleError.self) {
            try LinkDecoder(.perceptron(inputCount: 0, hiddenCounts: [], dropout: 0), evaluate)
        }
    }
}
