// What normalisations with statistics per channel share.
import GimbalTensor

/// Holds the scale, the shift and the running statistics of a normalisation of channels: the base of ``BatchNorm`` and
/// ``InstanceNorm``.
///
/// State-dict names are PyTorch's: `weight`, `bias`, `running_mean`, `running_var`, `num_batches_tracked`.
open class ChannelNorm: Module {
    /// `[featureCount]`, starts at one; absent without affine part.
    @Parameter public var weight: Tensor?
    /// `[featureCount]`, starts at zero; absent without affine part.
    @Parameter public var bias: Tensor?
    /// `[featureCount]`, starts at zero; absent where nothing is tracked.
    @Buffer public var runningMean: Tensor?
    /// `[featureCount]`, starts at one; absent where nothing is tracked.
    @Buffer public var runningVar: Tensor?
    /// Number of training batches seen (scalar, int64); absent where nothing is tracked.
    @Buffer public var numBatchesTracked: Tensor?
    /// Number of channels.
    let channelCount: Int

    /// Ranks of the inputs that the layer takes.
    open class var ranks: ClosedRange<Int> { 2...6 }

    init(channelCount: Int, isAffine: Bool, tracks: Bool, epsilon: Double, momentum: Double?) throws {
        self.channelCount = channelCount
        try checkSetting(channelCount >= 1, "featureCount is \(channelCount)", "1 or more", Self.self)
        try checkSetting(epsilon >= 0, "epsilon is \(epsilon)", "0 or more", Self.self)
        let share = momentum ?? 0
        try checkSetting((0...1).contains(share), "momentum is \(share)", "0...1", Self.self)
        weight = isAffine ? try Tensor.ones([channelCount]) : nil
        bias = isAffine ? try Tensor.zeros([channelCount]) : nil
        runningMean = tracks ? try Tensor.zeros([channelCount]) : nil
        runningVar = tracks ? try Tensor.ones([channelCount]) : nil
        numBatchesTracked = tracks ? try Tensor(scalar: 0) : nil
        super.init()
    }

    /// Refuses inputs of another rank or with another number of channels.
    func check(_ x: Tensor, channelAxis: Int) throws {
        let shape = x.shape, ranks = Self.ranks
        guard ranks.contains(shape.count) else {
            let expected =
                ranks.count == 1 ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) to \(ranks.upperBound)"
            throw TensorError(
                code: "tensor.shape", operation: "\(type(of: self))",
                message: "x \(shape) has \(shape.count) axes, expected \(expected)",
                fix: "Reshape it, or use the layer for that rank.")
        }
        guard shape[channelAxis] == channelCount else {
            throw TensorError(
                code: "tensor.shape", operation: "\(type(of: self))",
                message: "x \(shape) has \(shape[channelAxis]) channels on axis \(channelAxis), "
                    + "expected \(channelCount)",
                fix: "Set featureCount to \(shape[channelAxis]), or check which axis holds the channels.")
        }
    }

    /// Calls a fused kernel with running statistics in float32 where they are kept in half precision.
    func withRunningStatistics(
        _ body: (_ mean: Tensor?, _ variance: Tensor?) throws -> Tensor
    ) throws -> Tensor {
        guard let mean = runningMean, let variance = runningVar else { return try body(nil, nil) }
        guard mean.dtype.byteCount == 2 else { return try body(mean, variance) }
        let single = try (mean.converted(to: .float32), variance.converted(to: .float32))
        let y = try body(single.0, single.1)
        try mean.copyInPlace(single.0)
        try variance.copyInPlace(single.1)
        return y
    }
}

/// Throws a `ModuleError` where a setting is out of range.
func checkSetting<Layer>(_ holds: Bool, _ found: String, _ expected: String, _ layer: Layer.Type) throws {
    guard !holds else { return }
    throw ModuleError("setting", "\(layer): \(found), expected \(expected).", fix: "Choose one in range.")
}

extension Tensor {
    /// Calls a fused normalisation so that its statistics are in float32 also for half elements.
    ///
    /// libtorch keeps statistics in the dtype of the weights: half weights are widened. Its kernels for mixed dtypes
    /// are the CPU's; elsewhere, and without weights, the elements are widened, too.
    func normalized(
        weight: Tensor?, bias: Tensor?,
        _ kernel: (_ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) throws -> Tensor
    ) throws -> Tensor {
        guard dtype.isFloatingPoint, dtype.byteCount == 2 else { return try kernel(self, weight, bias) }
        let wideWeight = try weight?.converted(to: .float32), wideBias = try bias?.converted(to: .float32)
        if device == .cpu, weight != nil { return try kernel(self, wideWeight, wideBias) }
        return try kernel(converted(to: .float32), wideWeight, wideBias).converted(to: dtype)
    }
}
