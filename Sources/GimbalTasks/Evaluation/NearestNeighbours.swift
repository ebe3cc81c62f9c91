// Classes by the nearest training samples: what embeddings are judged by.
import GimbalCore
import GimbalTensor

/// Votes of the nearest training samples, by angle or by distance.
struct NearestNeighbours {
    /// What near means.
    enum Nearness: CaseIterable {
        /// A large cosine of the angle between two vectors.
        case cosine
        /// A small Euclidean distance.
        case euclidean
    }

    private let vectors: Tensor
    /// Half the squared length of each training vector, which distances need.
    private let halfSquares: Tensor
    private let labels: [Int]
    private let classCount: Int
    private let nearness: Nearness

    /// Samples whose neighbours are looked for at once: bounds the memory.
    private static let chunk = 512

    init(_ vectors: Tensor, labels: [Int], classCount: Int, _ nearness: Nearness) throws {
        self.vectors = nearness == .cosine ? try vectors.normalized(p: 2, axis: 1) : vectors
        halfSquares = try self.vectors.square().sum(axis: 1) / 2
        self.labels = labels
        self.classCount = classCount
        self.nearness = nearness
    }

    /// The classes of the `count` nearest training samples of each vector, the nearest first.
    func neighbours(of queries: Tensor, count: Int) throws -> [[Int]] {
        let count = min(count, labels.count)
        return try stride(from: 0, to: queries.size(0), by: Self.chunk).flatMap { start -> [[Int]] in
            let length = min(Self.chunk, queries.shape[0] - start)
            let part = try queries.narrow(axis: 0, start: start, length: length)
            // Of equal angle is what has an equal product; of equal distance what has an equal product less half the
            // square of its own length.
            let products = try part.matmul(vectors.transposed(0, 1))
            let scores = nearness == .cosine ? products : try products - halfSquares
            let nearest = try scores.topk(count, axis: 1).indices.integers()
            return (0..<length).map { row in
                nearest[(row * count)..<((row + 1) * count)].map { labels[$0] }
            }
        }
    }

    /// The class that most of the first `k` neighbours have; of equal ones that of the nearest.
    func vote(_ neighbours: [[Int]], k: Int) -> [Int] {
        neighbours.map { classes in
            var votes = [Int](repeating: 0, count: classCount)
            for label in classes.prefix(k) { votes[label] += 1 }
            let most = votes.max() ?? 0
            return classes.prefix(k).first { votes[$0] == most } ?? 0
        }
    }
}
