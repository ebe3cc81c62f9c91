// Random parts: they are parts of the graph, and sums over them estimate sums over the whole.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Random parts with known chances")
struct SaintTests {
    static let draws: [SaintSampler.Draw] = [
        .nodes(count: 12), .edges(count: 8), .walks(rootCount: 4, stepCount: 3),
    ]

    @Test("hold all edges between their nodes, and the same stream gives the same", arguments: draws)
    func parts(_ draw: SaintSampler.Draw) throws {
        let graph = try SamplerTests.graph()
        let sampler = try SaintSampler(graph, draw, drawCount: 5)
        let part = try sampler.sample([0], using: RandomStream(seed: 6))
        #expect(try SamplerTests.problem(part, of: graph) == nil)
        #expect(try part.graph.edges() == graph.induced(by: part.nodes).edges())
        #expect(!part.nodes.isEmpty && part.nodes.count <= 16)
        let again = try sampler.sample([0], using: RandomStream(seed: 6))
        #expect(again.nodes == part.nodes)
        #expect(try sampler.sample([0, 1, 2], using: RandomStream(seed: 6)).nodes.count > part.nodes.count)
    }

    @Test("weighted sums over parts estimate those over the graph", arguments: draws)
    func unbiased(_ draw: SaintSampler.Draw) throws {
        let graph = try SamplerTests.graph()
        let sampler = try SaintSampler(graph, draw, drawCount: 1), stream = try RandomStream(seed: 7)
        let coefficients = try sampler.coefficients(sampleCount: 1500, using: stream)
        #expect(coefficients.nodeWeights.shape == [60] && coefficients.edgeFactors.shape == [graph.edgeCount])
        let values = try SampleTensors.normal([60]) + 3
        var total = 0.0, messages = 0.0
        for _ in 0..<1500 {
            let part = try sampler.sample([0], using: stream)
            total += try (part.rows(of: values) * coefficients.nodeWeights(of: part)).sum().item()
            // A part's messages, weighted as its targets are, estimate all messages: here one per edge.
            let (_, targets) = try part.graph.edges()
            let factors = try coefficients.edgeFactors(of: part)
            let weights = try coefficients.nodeWeights(of: part).indexSelect(Tensor(targets), axis: 0)
            messages += try (factors * weights).sum().item()
        }
        #expect(abs(total / 1500 - (try values.mean().item())) < 0.15)
        let expected = Double(graph.edgeCount) / 60
        #expect(abs(messages / 1500 - expected) < 0.1 * expected)
    }

    @Test("nodes are drawn by the squared norms of their columns")
    func chances() throws {
        // Column 0 of D^-1 A is (0, 1, 1/2), column 1 is (0, 0, 1/2).
        let graph = try Graph(nodeCount: 3, sources: [0, 0, 1], targets: [1, 2, 2])
        let sampler = try SaintSampler(graph, .nodes(count: 1), drawCount: 1),
            stream = try RandomStream(seed: 8)
        var counts = [0, 0, 0]
        for _ in 0..<1200 { counts[try sampler.sample([0], using: stream).nodes[0]] += 1 }
        let deviation = (1200 * 5 / 36.0).squareRoot()
        #expect(counts[2] == 0 && abs(Double(counts[1]) - 200) < 4 * deviation)
    }
}
