// Labels spread over graphs: closed forms, limits, and what is out of range.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Label propagation")
struct LabelPropagationTests {
    @Test("many steps reach (1 − α)(I − αS)⁻¹ Y")
    func closedForm() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode(), nodes = [0, 3], alpha = 0.8
        let spreading = LabelSpreading.localAndGlobalConsistency(alpha: alpha, iterationCount: 400)
        let found = try graph.spreadLabels([1, 0], of: nodes, classCount: 2, by: spreading)
        let adjacency = try graph.normalizedAdjacency(selfLoops: false, dtype: .float64)
        let s = try adjacency.matmul(Tensor.eye(6, dtype: .float64))
        let y = try Tensor([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], shape: [6, 2])
        // (I − αS) F / (1 − α) is Y again.
        let f = try found.converted(to: .float64)
        let back = try (f - s.matmul(f) * alpha) / (1 - alpha)
        #expect(try mismatch(back, y, Tolerance(absolute: 1e-5, relative: 1e-5)) == nil)
    }

    @Test("clamped labels become the harmonic function: evenly spaced on a path")
    func harmonic() throws {
        let nodes = Array(0..<4), next = Array(1..<5)
        let path = try Graph(nodeCount: 5, sources: nodes + next, targets: next + nodes)
        let found = try path.spreadLabels(
            [0, 1], of: [0, 4], classCount: 2, by: .labelPropagation(iterationCount: 200))
        let expected = try Tensor([1, 0, 0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 0, 1], shape: [5, 2])
        #expect(try mismatch(found, expected) == nil)
    }

    @Test("one step is the formula, weights of edges included")
    func step() throws {
        let graph = try Graph(
            nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1], weights: [1, 1, 3, 3])
        let mean = try graph.spreadLabels(
            [0, 1], of: [0, 2], classCount: 2, by: .labelPropagation(iterationCount: 1))
        #expect(try mismatch(mean, Tensor([1, 0, 0.25, 0.75, 0, 1], shape: [3, 2])) == nil)
        let mixed = try graph.spreadLabels(
            [0, 1], of: [0, 2], classCount: 2,
            by: .localAndGlobalConsistency(alpha: 0.5, iterationCount: 1))
        // S = w / √(d d): degrees are 1, 4 and 3.
        let expected = try Tensor([0.5, 0, 0.25, 0.5 * 3 / 12.0.squareRoot(), 0, 0.5], shape: [3, 2])
        #expect(try mismatch(mixed, expected) == nil)
    }

    @Test("nodes that no label reaches have zeros, no steps leave what is known")
    func unreached() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        let found = try graph.spreadLabels([2], of: [1], classCount: 3).floats()
        #expect(found[15...] == [0, 0, 0])
        #expect((0..<5).allSatisfy { found[3 * $0 + 2] > 0 && found[3 * $0] == 0 })
        let still = LabelSpreading(alpha: 0.9, iterationCount: 0)
        let known = try graph.spreadLabels([2], of: [1], classCount: 3, by: still).floats()
        #expect(known == (0..<18).map { $0 == 5 ? 1 : 0 })
        let none = try graph.spreadLabels([], of: [], classCount: 3)
        #expect(try none.abs().max().item() == 0)
    }

    @Test("a tolerance ends the steps when nothing moves any more")
    func tolerance() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        func scores(_ steps: Int, _ tolerance: Double) throws -> Tensor {
            let spreading = LabelSpreading(alpha: 0.5, iterationCount: steps, tolerance: tolerance)
            return try graph.spreadLabels([0, 1], of: [0, 3], classCount: 2, by: spreading)
        }
        let early = try scores(1000, 0.05), late = try scores(1000, 1e-7)
        #expect(try !early.isEqual(to: late))
        #expect(try (early - late).abs().max().item() < 0.05)
        #expect(try mismatch(late, scores(200, 0)) == nil)
        let steps = try (1...10).filter { try sameBits(scores($0, 0), early) }
        #expect(!steps.isEmpty)
    }

    @Test("nothing is recorded on the tape")
    func tape() throws {
        let graph = try SampleGraphs.path()
        let start = try Tensor.ones([3, 2]).requiringGradient()
        let found = try graph.spread(start, of: [], by: .localAndGlobalConsistency(), limits: 0...0.5)
        #expect(!found.requiresGradient)
        #expect(try found.max().item() <= 0.5)
    }

    @Test("labels, nodes and settings out of range are refused")
    func refuses() throws {
        let graph = try SampleGraphs.path()
        let attempts: [(String, String, () throws -> Tensor)] = [
            (
                "labels", "1 labels of 2 classes for 2 nodes",
                { try graph.spreadLabels([0], of: [0, 1], classCount: 2) }
            ),
            (
                "labels", "for 2 nodes, 1 of them different",
                { try graph.spreadLabels([0, 1], of: [1, 1], classCount: 2) }
            ),
            (
                "labels", "the label of node 1 is 2, there are 2 classes",
                { try graph.spreadLabels([0, 2], of: [0, 1], classCount: 2) }
            ),
            ("labels", "0 labels of 0 classes", { try graph.spreadLabels([], of: [], classCount: 0) }),
            ("node", "3", { try graph.spreadLabels([0], of: [3], classCount: 2) }),
            (
                "spreading", "α 1.5 in 50 steps",
                {
                    try graph.spreadLabels(
                        [0], of: [0], classCount: 2, by: .localAndGlobalConsistency(alpha: 1.5))
                }
            ),
            (
                "spreading", "in -1 steps",
                {
                    try graph.spreadLabels(
                        [0], of: [0], classCount: 2, by: .labelPropagation(iterationCount: -1))
                }
            ),
            (
                "spreading", "[2, 2] holds no rows for 3 nodes",
                { try graph.spread(Tensor.ones([2, 2]), of: [], by: .localAndGlobalConsistency()) }
            ),
        ]
        for (code, text, attempt) in attempts {
            let error = #expect(throws: GraphError.self) { try attempt() }
            #expect(error?.code == "graph.\(code)")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
    }
}
