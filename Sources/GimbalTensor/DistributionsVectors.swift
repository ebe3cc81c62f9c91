// Random vectors, matrices and angles.

extension Tensor {
    /// Draws vectors from a multivariate normal distribution given by its covariance.
    ///
    /// - Parameters:
    ///   - shape: of the draws without the last axis; what mean and covariance broadcast to unless given.
    ///   - mean: `[..., d]`.
    ///   - covariance: symmetric and positive definite, `[..., d, d]`.
    /// - Returns: `[shape..., d]`, differentiable by both.
    /// - Throws: `TensorError` if the covariance is not positive definite.
    public static func multivariateNormal(
        _ shape: [Int]? = nil, mean: Tensor, covariance: Tensor, dtype: DType? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let factor = try factored(covariance, "covariance", for: "multivariateNormal")
        return try multivariateNormal(
            shape, mean: mean, choleskyFactor: factor, dtype: dtype ?? mean.dtype, using: stream)
    }

    /// Draws vectors from a multivariate normal distribution given by a factor of its covariance.
    ///
    /// - Parameters:
    ///   - shape: of the draws without the last axis; what mean and factor broadcast to unless given.
    ///   - mean: `[..., d]`.
    ///   - choleskyFactor: L with covariance L L^T, `[..., d, d]`.
    /// - Returns: `[shape..., d]`, differentiable by both.
    /// - Throws: `TensorError` if the sizes do not fit.
    public static func multivariateNormal(
        _ shape: [Int]? = nil, mean: Tensor, choleskyFactor: Tensor, dtype: DType? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let operation = "multivariateNormal"
        let size = try mean.size(-1)
        guard choleskyFactor.shape.suffix(2) == [size, size] else {
            throw TensorError(
                code: "tensor.shape", operation: operation,
                message: "mean \(mean.shape) and factor \(choleskyFactor.shape) do not fit",
                fix: "Give a factor [..., \(size), \(size)].")
        }
        let batch = try Draws.common(
            [Array(mean.shape.dropLast()), Array(choleskyFactor.shape.dropLast(2))], shape, operation)
        let center = try CheckedParameter("mean", mean, .real).checked(for: operation)
        let factor = try CheckedParameter("choleskyFactor", choleskyFactor, .real).checked(for: operation)
        let noise = try Tensor.randn(batch + [size, 1], dtype: .float64, using: stream)
        let draws = try center + factor.matmul(noise).squeezed(axis: -1)
        return try draws.converted(to: dtype ?? mean.dtype).moved(to: mean.device)
    }

    /// Draws positive definite matrices from a Wishart distribution, by Bartlett's decomposition.
    ///
    /// - Parameters:
    ///   - shape: of the draws without the last two axes; that of `scale` without them unless given.
    ///   - degrees: degrees of freedom, above d - 1.
    ///   - scale: symmetric and positive definite, `[..., d, d]`; the mean is `degrees` times it.
    /// - Returns: `[shape..., d, d]`, differentiable by both.
    /// - Throws: `TensorError` if the scale is not positive definite or the degrees are too few.
    public static func wishart(
        _ shape: [Int]? = nil, degrees: Double, scale: Tensor, dtype: DType? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let factor = try factored(scale, "scale", for: "wishart"), size = try scale.size(-1)
        guard degrees > Double(size - 1), degrees.isFinite else {
            throw TensorError(
                code: "tensor.parameter", operation: "wishart",
                message: "degrees is \(degrees), expected above \(size - 1) for matrices of size \(size)",
                fix: "Give at least \(size) degrees of freedom.")
        }
        let batch = try Draws.common([Array(scale.shape.dropLast(2))], shape, "wishart")
        let remaining = try degrees - Tensor.arange(size, dtype: .float64)
        let diagonal = try chiSquared(batch + [size], degrees: remaining, using: stream).sqrt()
        let below = try Tensor.randn(batch + [size, size], dtype: .float64, using: stream).tril(diagonal: -1)
        let root = try factor.matmul(below + diagonal.diagEmbed())
        return try root.matmul(root.transposed(-2, -1)).converted(to: dtype ?? scale.dtype)
            .moved(to: scale.device)
    }

    private static func factored(
        _ matrix: Tensor, _ name: String, for operation: String
    ) throws(TensorError) -> Tensor {
        let checked = try CheckedParameter(name, matrix, .real).checked(for: operation)
        let (factor, info) = try checked.choleskyWithInfo()
        guard try info.any().integerItem() == 0 else {
            throw TensorError(
                code: "tensor.parameter", operation: operation,
                message: "\(name) \(matrix.shape) is not positive definite",
                fix: "Add a small multiple of the identity.")
        }
        return factor
    }

    /// Draws matrices `[..., rows, columns]` with orthonormal rows or columns, whichever are fewer, uniformly
    /// (Haar measure).
    ///
    /// - Source: Mezzadri (2007): QR of a Gaussian matrix, with the signs of R's diagonal made positive.
    /// - Throws: `TensorError` for fewer than two axes.
    public static func randomOrthogonal(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        guard shape.count >= 2 else {
            throw TensorError(
                code: "tensor.shape", operation: "randomOrthogonal",
                message: "shape \(shape) has no rows and columns", fix: "Give at least two sizes.")
        }
        let noise = try Tensor.randn(shape, dtype: .float64, using: stream)
        let isWide = shape[shape.count - 2] < shape[shape.count - 1]
        let (q, r) = try (isWide ? noise.transposed(-2, -1) : noise).qr()
        let signs = try Tensor.where(r.diagonal(axis1: -2, axis2: -1).less(0), -1.0, Tensor(scalar: 1.0))
        let tall = try q * signs.unsqueezed(axis: -2)
        return try (isWide ? tall.transposed(-2, -1) : tall).contiguous().converted(to: dtype).moved(
            to: device)
    }

    /// Draws vectors `[..., d]` uniformly from the unit sphere.
    ///
    /// - Throws: `TensorError` for a shape without axes.
    public static func uniformOnSphere(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let noise = try Tensor.randn(shape, dtype: .float64, using: stream)
        return try noise.normalized(axis: -1).converted(to: dtype).moved(to: device)
    }

    /// Draws vectors `[..., d]` uniformly from the unit ball.
    ///
    /// - Throws: `TensorError` for a shape without axes.
    public static func uniformInBall(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let direction = try uniformOnSphere(shape, dtype: .float64, using: stream)
        let radius = try Tensor.rand(shape.dropLast() + [1], dtype: .float64, using: stream)
        return try (direction * radius.pow(1 / Double(shape.last ?? 1))).converted(to: dtype).moved(
            to: device)
    }

    /// Draws angles in [-pi, pi) around a mean from the von Mises distribution; no derivatives.
    ///
    /// - Paper: Best and Fisher (1979), rejection from a wrapped Cauchy distribution.
    /// - Throws: `TensorError` for a negative concentration or parameters that are not finite.
    public static func vonMises(
        _ shape: [Int]? = nil, mean: some DistributionParameter = 0.0,
        concentration: some DistributionParameter,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "vonMises", shape, dtype, device, stream,
            [
                CheckedParameter("mean", mean, .real),
                CheckedParameter("concentration", concentration, .notNegative),
            ])
        // Below 1e-6 the distribution is uniform to far within a float64 sample's reach, and r overflows.
        let k = try draws[1].detached().clamped(min: 1e-6).expanded(draws.shape)
        let tau = try (k.square() * 4 + 1).sqrt() + 1
        // (tau - sqrt(2 tau)) / (2 k) without cancellation for small k: tau - 2 = 4 k^2 / tau.
        let rho = try k * 2 / (tau + (tau * 2).sqrt())
        let r = try (rho.square() + 1) / (rho * 2)
        var angle = try Tensor.zeros(draws.shape, dtype: .float64)
        var isOpen = try Tensor.ones(draws.shape, dtype: .bool)
        while try isOpen.any().integerItem() == 1 {
            let z = try (draws.uniform() * Double.pi).cos()
            let f = try (r * z + 1) / (r + z)
            let c = try k * (r - f)
            let u = try draws.uniform()
            let isAccepted = try (c * (2 - c) - u).greater(0).logicalOr(
                ((c / u).log() + 1 - c).greaterEqual(0))
            let sign = try Tensor.where(draws.uniform().less(0.5), -1.0, Tensor(scalar: 1.0))
            let proposal = try sign * f.clamped(min: -1, max: 1).acos()
            angle = try Tensor.where(isOpen.logicalAnd(isAccepted), proposal, angle)
            isOpen = try isOpen.logicalAnd(isAccepted.logicalNot())
        }
        let shifted = try angle + draws[0].detached() + Double.pi
        return try draws.finished(shifted.remainder(2 * Double.pi) - Double.pi)
    }
}
