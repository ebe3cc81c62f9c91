// A problem that every method on whole graphs must learn.
import GimbalGraphs
import GimbalTasks
import GimbalTensor
import GimbalTestSupport

/// Rings and stars of 5 to 8 nodes, with features that hint at which it is.
enum RingsAndStars {
    static let featureCount = 4

    /// 60 graphs: 36 to learn from, 12 to choose and 12 to judge by.
    static func problem(flippingTest: Bool = false) throws -> GraphsProblem {
        GraphsProblem(
            task: .graphClassification, train: try part(0..<36), validation: try part(36..<48),
            test: try part(48..<60, flipping: flippingTest))
    }

    static func batch(_ part: GraphsPart) throws -> GraphBatch {
        try part.batch(Array(0..<part.count)).graphs
    }

    private static func part(_ numbers: Range<Int>, flipping: Bool = false) throws -> GraphsPart {
        let labels = numbers.map { flipping ? 1 - $0 % 2 : $0 % 2 }
        return GraphsPart(
            graphs: try numbers.map(graph), features: try numbers.map(features),
            target: .classes(try Tensor(labels), count: 2))
    }

    private static func graph(_ number: Int) throws -> Graph {
        let count = 5 + number / 2 % 4
        let ends = (1..<count).map { number % 2 == 0 ? ($0 - 1, $0) : (0, $0) }
        let all = number % 2 == 0 ? ends + [(count - 1, 0)] : ends
        return try Graph(
            nodeCount: count, sources: all.map(\.0) + all.map(\.1), targets: all.map(\.1) + all.map(\.0))
    }

    private static func features(_ number: Int) throws -> Tensor {
        let noise = try SampleTensors.normal([5 + number / 2 % 4, featureCount], seed: UInt64(100 + number))
        return try noise + (number % 2 == 0 ? 0.5 : -0.5)
    }
}
