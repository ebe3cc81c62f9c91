// Random walks: they follow edges, with the right probabilities.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Random walks")
struct RandomWalkTests {
    @Test("every step is an edge, and the same stream gives the same walks")
    func edges() throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        let known = try graph.edges()
        let pairs = Set(zip(known.sources, known.targets).map { [$0, $1] })
        let walk = {
            try graph.randomWalks(from: [0, 1, 2, 3, 4], stepCount: 20, using: RandomStream(seed: 3))
        }
        let walks = try walk()
        let again = try walk()
        #expect(walks.shape == [5, 21])
        #expect(try sameBits(walks, again))
        for row in try walks.unbind(axis: 0).map({ try $0.integers() }) {
            for (a, b) in zip(row, row.dropFirst()) { #expect(pairs.contains([a, b])) }
        }
    }

    @Test("a walker without a way out stays")
    func dead() throws {
        let graph = try Graph(nodeCount: 3, sources: [0], targets: [1])
        let walks = try graph.randomWalks(from: [0, 2], stepCount: 2, using: RandomStream(seed: 1))
        #expect(try walks.integers() == [0, 1, 1, 2, 2, 2])
    }

    @Test("weights are probabilities up to a factor")
    func weights() throws {
        let graph = try Graph(nodeCount: 4, sources: [0, 0, 0], targets: [1, 2, 3], weights: [1, 2, 5])
        let count = 20_000
        let walks = try graph.randomWalks(
            from: [Int](repeating: 0, count: count), stepCount: 1, using: RandomStream(seed: 1))
        let ends = try walks.select(1, axis: 1).bincount(minimumLength: 4).doubles()
        for (found, share) in zip(ends, [0, 0.125, 0.25, 0.625]) {
            let deviation = (share * (1 - share) / Double(count)).squareRoot()
            #expect(abs(found / Double(count) - share) <= 4 * deviation)
        }
    }

    @Test("second-order steps have the paper's probabilities")
    func secondOrder() throws {
        // From 0 to 1 for certain; then back (1/p), to 2, which 0 has an edge to (1), or to 3 (1/q).
        let graph = try Graph(
            nodeCount: 4, sources: [0, 1, 1, 1, 0], targets: [1, 0, 2, 3, 2], weights: [1, 1, 1, 1, 0])
        let count = 20_000
        let rule = WalkRule(returnParameter: 4, inOutParameter: 0.5)
        let walks = try graph.randomWalks(
            from: [Int](repeating: 0, count: count), stepCount: 2, rule: rule, using: RandomStream(seed: 2))
        let ends = try walks.select(2, axis: 1).bincount(minimumLength: 4).doubles()
        let biases = [0.25, 0, 1, 2], total = 3.25
        for (found, bias) in zip(ends, biases) {
            let share = bias / total
            let deviation = (share * (1 - share) / Double(count)).squareRoot()
            #expect(abs(found / Double(count) - share) <= 4 * deviation)
        }
    }

    @Test("starts, steps and parameters are checked")
    func refusals() throws {
        let graph = try SampleGraphs.path(), stream = try RandomStream(seed: 1)
        #expect(throws: GraphError.self) { try graph.randomWalks(from: [3], stepCount: 1, using: stream) }
        #expect(throws: GraphError.self) { try graph.randomWalks(from: [0], stepCount: -1, using: stream) }
        #expect(throws: GraphError.self) {
            try graph.randomWalks(from: [0], stepCount: 1, rule: WalkRule(returnParameter: 0), using: stream)
        }
    }
}
