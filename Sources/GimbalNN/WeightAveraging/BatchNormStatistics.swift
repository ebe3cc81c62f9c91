// Running statistics for weights that no batch was normalised with.
import GimbalTensor

/// Measures the running statistics of all batch normalisations of a module anew, as the mean over batches (PyTorch's
/// `update_bn`).
///
/// Averaged weights need it, because the statistics were those of other weights:
///
///     try average.inUse { try updateBatchNormStatistics(of: network, batches, context) { try network($0, context) } }
///
/// - Parameters:
///   - batches: inputs; each counts alike.
///   - forward: one pass, run in training mode and off the tape; what it returns is not used.
/// - Throws: what `forward` throws; the statistics are then those of the batches before.
public func updateBatchNormStatistics<Batches: Sequence>(
    of module: Module, _ batches: Batches, _ context: Context,
    forward: (Batches.Element) throws -> Tensor
) throws {
    // A layer without momentum counts batches itself; one with momentum 0 never learns its statistics.
    let layers = module.modules().compactMap { $0.module as? BatchNorm }.compactMap(RunningMean.init)
    guard !layers.isEmpty else { return }
    try withoutGradient {
        try context.with(mode: .train) {
            defer { for layer in layers { layer.finish() } }
            for batch in batches {
                for layer in layers { try layer.prepare() }
                _ = try forward(batch)
                for layer in layers { try layer.collect() }
            }
        }
    }
}

/// The statistics of one layer, averaged over batches.
private final class RunningMean {
    private let layer: BatchNorm
    private let share: Double
    private var count = 0
    private var mean: Tensor
    private var variance: Tensor

    init?(_ layer: BatchNorm) {
        guard let mean = layer.runningMean, let variance = layer.runningVar, layer.config.momentum != 0 else {
            return nil
        }
        self.layer = layer
        share = layer.config.momentum ?? 1
        (self.mean, self.variance) = (mean, variance)
    }

    /// From zero, one batch leaves `share` times its own statistics.
    func prepare() throws {
        layer.runningMean = try mean.zerosLike()
        layer.runningVar = try variance.zerosLike()
        layer.numBatchesTracked = try layer.numBatchesTracked?.zerosLike()
    }

    func collect() throws {
        guard let batchMean = layer.runningMean, let batchVariance = layer.runningVar,
            try (layer.numBatchesTracked?.item() ?? 1) > 0
        else { return }
        count += 1
        let weight = 1 / Double(count)
        mean = try count == 1 ? batchMean / share : mean.lerp(batchMean / share, weight: weight)
        variance =
            try count == 1 ? batchVariance / share : variance.lerp(batchVariance / share, weight: weight)
    }

    func finish() {
        layer.runningMean = mean
        layer.runningVar = variance
        layer.numBatchesTracked = try? Tensor(scalar: count)
    }
}
