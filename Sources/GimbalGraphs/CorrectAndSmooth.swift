// Correct and Smooth - Huang, He, Singh, Lim, Benson 2021, arXiv 2010.13993.
// Looked at for conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalTensor

/// How predictions that looked at no edges are corrected by the errors that neighbours have, and smoothed.
public struct CorrectAndSmooth: Sendable, Codable, Hashable {
    /// How far errors that have spread are counted.
    public enum Scale: Sendable, Codable, Hashable {
        /// Each row has the mean size of the known errors.
        case automatic
        /// Errors are multiplied by a number, and known ones set back in each step (FDiff-scale).
        case fixed(Double)
    }

    /// The part of a step that comes from neighbours when errors spread, `0...1`.
    public var correctionAlpha: Double
    /// The part of a step that comes from neighbours when predictions are smoothed, `0...1`.
    public var smoothingAlpha: Double
    /// Steps of each.
    public var iterationCount: Int
    /// How far errors are counted.
    public var scale: Scale
    /// How weights of edges are scaled.
    public var normalization: AdjacencyNormalization

    /// Describes the procedure; the paper chooses both parts on validation nodes.
    public init(
        correctionAlpha: Double = 0.8, smoothingAlpha: Double = 0.8, iterationCount: Int = 50,
        scale: Scale = .automatic, normalization: AdjacencyNormalization = .symmetric
    ) {
        self.correctionAlpha = correctionAlpha
        self.smoothingAlpha = smoothingAlpha
        self.iterationCount = iterationCount
        self.scale = scale
        self.normalization = normalization
    }
}

extension Graph {
    /// Corrects predictions by errors that spread from nodes with known labels, then smooths them.
    ///
    /// Ê = spread(Y_known − Z_known), Z ← Z + scale · Ê; then spread(Z with known rows replaced by Y). Nothing is
    /// recorded on the tape.
    ///
    /// - Parameters:
    ///   - predictions: probabilities Z of every class `[nodeCount, C]`, in float32 or float64.
    ///   - labels: class of each known node, from 0.
    ///   - nodes: the known nodes, one per label, each once; at least one.
    ///   - settings: how errors spread and are counted.
    /// - Returns: `[nodeCount, C]`, within `0...1`.
    /// - Throws: `GraphError` for predictions, labels, nodes or settings that do not fit.
    /// - Complexity: twice `iterationCount` passes over the edges with C columns.
    /// - Paper: Huang et al. 2021, arXiv 2010.13993, eq. 2 to 6. Deviation: values are limited to −1...1 and 0...1 as the
    ///   authors' code does, and a row whose errors would grow more than a thousandfold keeps them as they are.
    public func correctAndSmooth(
        _ predictions: Tensor, labels: [Int], of nodes: [Int], by settings: CorrectAndSmooth = .init()
    ) throws -> Tensor {
        guard predictions.rank == 2, predictions.shape[0] == nodeCount, !nodes.isEmpty else {
            throw GraphError(
                "spreading",
                "predictions \(predictions.shape) and \(nodes.count) known of \(nodeCount) nodes",
                fix: "Give one row per node, and at least one known label.")
        }
        let z = try predictions.detached()
        let y = try oneHotSeeds(labels, of: nodes, classCount: z.shape[1]).converted(to: z.dtype)
        let known = try Tensor(nodes), truth = try y.indexSelect(known, axis: 0)
        let corrected = try corrected(z, truth, nodes, settings)
        let smoothing = LabelSpreading(
            alpha: settings.smoothingAlpha, iterationCount: settings.iterationCount,
            normalization: settings.normalization)
        let start = try corrected.indexCopy(known, axis: 0, source: truth)
        return try spread(start, of: nodes, by: smoothing, limits: 0...1).clamped(min: 0, max: 1)
    }

    private func corrected(_ z: Tensor, _ truth: Tensor, _ nodes: [Int], _ settings: CorrectAndSmooth) throws
        -> Tensor
    {
        let known = try Tensor(nodes)
        let rows = try truth - z.indexSelect(known, axis: 0)
        let errors = try z.zerosLike().indexCopy(known, axis: 0, source: rows)
        var spreading = LabelSpreading(
            alpha: settings.correctionAlpha, iterationCount: settings.iterationCount,
            normalization: settings.normalization)
        if case .fixed(let factor) = settings.scale {
            spreading.seeds = .clamped
            return try z + spread(errors, of: nodes, by: spreading) * factor
        }
        let spreadErrors = try spread(errors, of: nodes, by: spreading, limits: -1...1)
        let size = try rows.abs().sum() / Double(nodes.count)
        let sums = try spreadErrors.abs().sum(axes: [1], keepDimensions: true)
        let scale = try Tensor.where((sums * 1000).greater(size), size / sums, 1)
        return try z + spreadErrors * scale
    }
}
