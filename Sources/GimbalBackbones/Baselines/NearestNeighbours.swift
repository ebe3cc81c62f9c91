// Predictions from the training samples that lie nearest - Fix, Hodges 1951; Cover, Hart 1967. No reference code was looked
// at.
import GimbalNN
import GimbalTensor

/// Keeps the training samples and predicts from the nearest of them.
///
/// For values the (weighted) mean of the neighbours. For classes log((k · share + 1 / C) / (k + 1)), where share is the
/// weighted part of the neighbours that have the class: one more neighbour is spread over all C classes, so that no class
/// is impossible.
///
/// - Shapes: x `[N, ...]` → `[N, O]`; samples `[M, D]`, targets `[M, O]` (of classes one-hot).
/// - Throws: `TensorError` for samples of another size.
/// - Complexity: time O(N · M · D), memory O(M) per sample of a block.
public final class NearestNeighbours: Module, UnaryLayer {
    /// How samples are compared.
    public enum Distance: String, Sendable, Codable, Hashable, CaseIterable {
        /// Root of the squared differences.
        case euclidean
        /// 1 − cosine of the angle.
        case cosine
    }

    /// What each neighbour weighs.
    public enum Weights: String, Sendable, Codable, Hashable, CaseIterable {
        /// The same.
        case uniform
        /// One over its distance; if neighbours have distance 0, they alone count.
        case distance
    }

    /// Neighbours of some samples, the nearest first.
    struct Found {
        let distances: Tensor  // [N, k] float64
        let indices: Tensor  // [N, k]
    }

    /// Distances that are kept at once.
    private static let blockCount = 1 << 24

    /// `[M, D]`; for cosines of length 1.
    @Buffer public var samples: Tensor
    /// `[M, O]`.
    @Buffer public var targets: Tensor
    /// `[1]` int64: k.
    @Buffer public var neighbourCount: Tensor
    /// `[1]` int64: 1 where targets are one-hot classes.
    @Buffer public var isClasses: Tensor
    private let distance: Distance
    private let weights: Weights

    /// Makes an empty predictor that training samples, or a state, are put into.
    public init(
        sampleCount: Int, inputCount: Int, outputCount: Int, distance: Distance, weights: Weights
    ) throws {
        samples = try Tensor.zeros([sampleCount, inputCount])
        targets = try Tensor.zeros([sampleCount, outputCount])
        neighbourCount = try Tensor([1])
        isClasses = try Tensor([0])
        self.distance = distance
        self.weights = weights
        super.init()
    }

    public override var settings: String {
        "\(samples.shape[0]) samples of \(samples.shape[1]), \(distance.rawValue), \(weights.rawValue)"
    }

    /// Takes training samples `[M, D]` and targets `[M, O]`.
    func keep(_ rows: Tensor, targets: Tensor, isClasses: Bool) throws {
        samples = try prepared(rows)
        self.targets = try targets.converted(to: .float32)
        self.isClasses = try Tensor([isClasses ? 1 : 0])
    }

    /// Predicts.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let count = try neighbourCount.integerItem()
        return try outputs(neighbours(x, count: count), count: count)
    }

    /// Finds the nearest training samples, block by block.
    func neighbours(_ x: Tensor, count: Int) throws -> Found {
        let rows = try prepared(x.reshaped([x.shape[0], -1]).converted(to: .float32))
        let size = max(1, Self.blockCount / max(1, samples.shape[0], count * samples.shape[1]))
        let blocks = try stride(from: 0, to: max(1, rows.shape[0]), by: size).map { start in
            let length = min(size, rows.shape[0] - start)
            return try nearest(rows.narrow(axis: 0, start: start, length: length), count)
        }
        return Found(
            distances: try .concatenated(blocks.map(\.distances)),
            indices: try .concatenated(blocks.map(\.indices)))
    }

    private func nearest(_ rows: Tensor, _ count: Int) throws -> Found {
        let candidates = try rows.cdist(samples).topk(count, axis: 1, largest: false).indices
        // Distances by products round; those of the few that count are computed anew, and sorted by them.
        let chosen = try samples.indexSelect(candidates.reshaped([-1]), axis: 0)
            .reshaped([rows.shape[0], count, samples.shape[1]])
        let squares = try (chosen - rows.unsqueezed(axis: 1)).converted(to: .float64).square().sum(axis: 2)
        let distances = try distance == .euclidean ? squares.sqrt() : squares / 2
        let (sorted, places) = try distances.sorted(axis: 1)
        return Found(distances: sorted, indices: try candidates.gathered(places, axis: 1))
    }

    /// What the first `count` of the neighbours found predict `[N, O]`.
    func outputs(_ found: Found, count: Int) throws -> Tensor {
        let distances = try found.distances.narrow(axis: 1, start: 0, length: count)
        let indices = try found.indices.narrow(axis: 1, start: 0, length: count)
        let shares = try shares(distances).converted(to: .float32).unsqueezed(axis: 2)  // [N, k, 1]
        let outputCount = targets.shape[1]
        let values = try targets.indexSelect(indices.reshaped([-1]), axis: 0)
            .reshaped([indices.shape[0], count, outputCount])
        let mean = try (values * shares).sum(axis: 1)
        guard try isClasses.integerItem() == 1 else { return mean }
        return try ((mean * Double(count) + 1 / Double(outputCount)) / Double(count + 1)).log()
    }

    /// The neighbours' weights, which add up to 1 `[N, k]`.
    private func shares(_ distances: Tensor) throws -> Tensor {
        var weights = try distances.onesLike()
        if self.weights == .distance {
            let isSame = try distances.equal(0)
            let hasSame = try isSame.any(axis: 1, keepDimensions: true)
            let inverse = try distances.clamped(min: 1e-300).reciprocal()
            // Scaled by the nearest distance first: one over a tiny number may be no number.
            let scaled = try inverse / inverse.amax(axes: [1], keepDimensions: true)
            let same = try isSame.converted(to: distances.dtype)
            weights = try scaled.maskedFill(hasSame, value: 0) + same
        }
        return try weights / weights.sum(axis: 1, keepDimensions: true)
    }

    private func prepared(_ rows: Tensor) throws -> Tensor {
        distance == .euclidean ? rows : try rows.normalized(axis: 1)
    }
}
