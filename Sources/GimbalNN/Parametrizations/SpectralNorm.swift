// Spectral Normalization - Miyato, Kataoka, Koyama, Yoshida 2018, arXiv 1802.05957. No reference code was looked at.
import GimbalTensor

/// Divides a weight by its largest singular value, which power iterations follow while training.
///
/// weight = original / σ, σ = uᵀ W v with u ← W v / ‖W v‖, v ← Wᵀ u / ‖Wᵀ u‖ outside the tape
///
/// - Shapes: W is the weight with `axis` first and the others flattened, `[rows, columns]`; u `[rows]`, v `[columns]`. A
///   weight with one axis is divided by its length.
/// - Train and evaluate differ: u and v move in training only.
/// - State: `original`, `0._u`, `0._v`, as in `torch.nn.utils.parametrizations.spectral_norm`.
/// - Paper: Miyato et al. 2018, arXiv 1802.05957, algorithm 1. Deviation: 15 iterations before the first use, as PyTorch.
public final class SpectralNorm: Parametrization {
    /// Iterations per training step.
    public let powerIterationCount: Int
    /// Added to lengths before they divide.
    public let epsilon: Double
    /// The axis of the outputs.
    public let axis: Int
    /// `[rows]`: the left singular vector; absent for a weight with one axis.
    @Buffer public var u: Tensor?
    /// `[columns]`: the right singular vector; absent for a weight with one axis.
    @Buffer public var v: Tensor?

    /// Draws singular vectors for a weight from the initialisation stream and improves them 15 times.
    ///
    /// - Throws: `ModuleError` without an iteration or with a negative epsilon; `TensorError` if there is no such axis.
    public init(
        for weight: Tensor, powerIterationCount: Int = 1, epsilon: Double = 1e-12, axis: Int = 0,
        _ context: Context
    ) throws {
        try checkSetting(
            powerIterationCount >= 1, "powerIterationCount is \(powerIterationCount)", "1 or more", Self.self)
        try checkSetting(epsilon >= 0, "epsilon is \(epsilon)", "0 or more", Self.self)
        self.powerIterationCount = powerIterationCount
        self.epsilon = epsilon
        self.axis = axis
        var vectors: [Tensor?] = [nil, nil]
        if weight.rank > 1 {
            let rows = try weight.size(axis)
            vectors = try [rows, weight.count / max(rows, 1)].map { count in
                try Tensor.randn([count], using: context.stream(.initialization))
                    .converted(to: weight.dtype).moved(to: weight.device)
            }
        }
        _u = Buffer(wrappedValue: vectors[0], "_u")
        _v = Buffer(wrappedValue: vectors[1], "_v")
        super.init()
        guard weight.rank > 1 else { return }
        u = try u.map(normalized)
        v = try v.map(normalized)
        try iterate(matrix(weight), 15)
    }

    public override var settings: String { "axis \(axis), \(powerIterationCount) iterations" }

    public override func value(of originals: [Tensor], _ context: Context) throws -> Tensor {
        let weight = originals[0]
        guard weight.rank > 1 else { return try normalized(weight) }
        let matrix = try matrix(weight)
        if context.isTraining { try iterate(matrix, powerIterationCount) }
        guard let u, let v else { return weight }
        return try weight / u.dot(matrix.mv(v))
    }

    /// The weight as a matrix `[rows, columns]`.
    private func matrix(_ weight: Tensor) throws -> Tensor {
        let first = axis == 0 ? weight : try weight.movedAxis(from: axis, to: 0)
        return try first.flattened(from: 1)
    }

    private func normalized(_ vector: Tensor) throws -> Tensor {
        try vector / vector.square().sum().sqrt().clamped(min: epsilon)
    }

    /// New tensors every time: the tape may still hold the former.
    private func iterate(_ matrix: Tensor, _ count: Int) throws {
        try withoutGradient {
            for _ in 0..<count {
                guard let right = v else { return }
                let left = try normalized(matrix.mv(right))
                u = left
                v = try normalized(matrix.t().mv(left))
            }
        }
    }
}

/// Wraps a module so that a parameter is divided by its largest singular value, as
/// `torch.nn.utils.parametrizations.spectral_norm`.
///
/// - Parameter axis: the axis of the outputs; nil is 1 for transposed convolutions, else 0.
/// - Throws: `ModuleError` if there is no such parameter or a setting is out of range.
public func spectralNorm<Base: Module>(
    _ base: Base, name: String = "weight", powerIterationCount: Int = 1, epsilon: Double = 1e-12,
    axis: Int? = nil, _ context: Context
) throws -> Parametrized<Base> {
    let axis = axis ?? (base is TransposedConvolution ? 1 : 0)
    // A name that is no parameter is reported by `Parametrized`.
    let weight = try base.table().parameters[name]?.tensor?.detached() ?? Tensor.ones([1])
    let step = try SpectralNorm(
        for: weight, powerIterationCount: powerIterationCount, epsilon: epsilon, axis: axis, context)
    return try Parametrized(base, name, [step])
}
