// Random draws built from gamma variables, differentiable by libtorch's implicit derivative of them.

extension Tensor {
    /// Draws from the gamma distribution.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func gamma(
        _ shape: [Int]? = nil, concentration: some DistributionParameter,
        rate: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "gamma", shape, dtype, device, stream,
            [
                CheckedParameter("concentration", concentration, .positive),
                CheckedParameter("rate", rate, .positive),
            ])
        return try draws.finished(draws.gamma(draws[0]) / draws[1])
    }

    /// Draws reciprocals of gamma variables.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func inverseGamma(
        _ shape: [Int]? = nil, concentration: some DistributionParameter,
        scale: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "inverseGamma", shape, dtype, device, stream,
            [
                CheckedParameter("concentration", concentration, .positive),
                CheckedParameter("scale", scale, .positive),
            ])
        return try draws.finished(draws[1] * (-draws.logGamma(draws[0])).exp())
    }

    /// Draws from the beta distribution.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func beta(
        _ shape: [Int]? = nil, alpha: some DistributionParameter, beta: some DistributionParameter,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "beta", shape, dtype, device, stream,
            [CheckedParameter("alpha", alpha, .positive), CheckedParameter("beta", beta, .positive)])
        // On logarithms, small parameters do not end in 0 / 0.
        let first = try draws.logGamma(draws[0])
        return try draws.finished((first - draws.logGamma(draws[1])).sigmoid())
    }

    /// Draws sums of squares of so many standard normal numbers.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func chiSquared(
        _ shape: [Int]? = nil, degrees: some DistributionParameter, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "chiSquared", shape, dtype, device, stream, [CheckedParameter("degrees", degrees, .positive)])
        return try draws.finished(draws.gamma(draws[0] * 0.5) * 2)
    }

    /// Draws from Student's t distribution.
    ///
    /// - Throws: `TensorError` for a location that is not finite or a scale that is not positive or degrees of freedom that are not positive.
    public static func studentT(
        _ shape: [Int]? = nil, degrees: some DistributionParameter,
        location: some DistributionParameter = 0.0, scale: some DistributionParameter = 1.0,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "studentT", shape, dtype, device, stream,
            [
                CheckedParameter("degrees", degrees, .positive),
                CheckedParameter("location", location, .real), CheckedParameter("scale", scale, .positive),
            ])
        let normal = try draws.normal()
        let half = try draws[0] * 0.5
        let root = try ((half.log() - draws.logGamma(half)) * 0.5).exp()
        return try draws.finished(draws[1] + draws[2] * normal * root)
    }

    /// Draws ratios of two mean squares with the given degrees of freedom (Fisher-Snedecor).
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func fisherF(
        _ shape: [Int]? = nil, numeratorDegrees numerator: some DistributionParameter,
        denominatorDegrees denominator: some DistributionParameter, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "fisherF", shape, dtype, device, stream,
            [
                CheckedParameter("numerator", numerator, .positive),
                CheckedParameter("denominator", denominator, .positive),
            ])
        let upper = try draws[0] * 0.5, lower = try draws[1] * 0.5
        let first = try draws.logGamma(upper)
        return try draws.finished((first - draws.logGamma(lower) + lower.log() - upper.log()).exp())
    }

    /// Draws probability vectors from Dirichlet distributions.
    ///
    /// - Parameters:
    ///   - shape: of the draws without the last axis; that of `concentration` without it unless given.
    ///   - concentration: positive, `[..., K]`.
    /// - Returns: `[shape..., K]`, summing to 1 along the last axis.
    /// - Throws: `TensorError` for a concentration that is not positive or has no axis.
    public static func dirichlet(
        _ shape: [Int]? = nil, concentration: Tensor, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let classCount = try concentration.size(-1)
        let draws = try Draws(
            "dirichlet", shape.map { $0 + [classCount] }, dtype, device, stream,
            [CheckedParameter("concentration", concentration, .positive)])
        return try draws.finished(draws.logGamma(draws[0]).softmax(axis: -1))
    }

    /// Draws uniformly from the probability vectors of `classCount` entries, `[shape..., classCount]`.
    ///
    /// - Throws: `TensorError` if `classCount` is not positive.
    public static func uniformOnSimplex(
        _ shape: [Int] = [], classCount: Int, dtype: DType = .float32, device: Device = .cpu,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let ones = try Tensor.ones([classCount], dtype: .float64)
        return try dirichlet(shape, concentration: ones, dtype: dtype, device: device, using: stream)
    }
}
