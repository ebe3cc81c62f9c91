// Random draws by transforming uniform, exponential and normal noise.

// All are differentiable by their parameters. Parameters are numbers or tensors that broadcast to `shape`, which is theirs
// unless given; the dtype is theirs, else float32.

extension Tensor {
    /// Draws uniformly from [low, high); rounding may give `high` itself where it is far from 1.
    ///
    /// - Throws: `TensorError` for parameters that are not finite.
    public static func uniform(
        _ shape: [Int]? = nil, from low: some DistributionParameter = 0.0,
        to high: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "uniform", shape, dtype, device, stream,
            [CheckedParameter("from", low, .real), CheckedParameter("to", high, .real)])
        guard try draws[0].lessEqual(draws[1]).all().integerItem() == 1 else {
            throw TensorError(
                code: "tensor.parameter", operation: "uniform", message: "`from` is above `to`",
                fix: "Exchange the bounds.")
        }
        // In the result's own dtype, because rounding a finer draw could end on the upper bound.
        let noise = try Tensor.rand(draws.shape, dtype: draws.dtype, using: stream).converted(to: .float64)
        return try draws.finished(draws[0] + (draws[1] - draws[0]) * noise)
    }

    /// Draws from the normal distribution.
    ///
    /// - Throws: `TensorError` for parameters that are not finite or a negative standard deviation.
    public static func normal(
        _ shape: [Int]? = nil, mean: some DistributionParameter = 0.0, std: some DistributionParameter = 1.0,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "normal", shape, dtype, device, stream,
            [CheckedParameter("mean", mean, .real), CheckedParameter("std", std, .notNegative)])
        return try draws.finished(draws[0] + draws[1] * draws.normal())
    }

    /// Draws from the normal distribution, confined to [low, high]; either bound may be infinite.
    ///
    /// Exact in both tails up to 37 standard deviations from the mean; an interval that lies farther out gives its
    /// nearer bound.
    ///
    /// - Throws: `TensorError` for a standard deviation that is not positive or bounds in the wrong order.
    public static func truncatedNormal(
        _ shape: [Int]? = nil, mean: some DistributionParameter = 0.0, std: some DistributionParameter = 1.0,
        from low: some DistributionParameter = -2.0, to high: some DistributionParameter = 2.0,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "truncatedNormal", shape, dtype, device, stream,
            [
                CheckedParameter("mean", mean, .real), CheckedParameter("std", std, .positive),
                CheckedParameter("from", low, .bound), CheckedParameter("to", high, .bound),
            ])
        guard try draws[2].less(draws[3]).all().integerItem() == 1 else {
            throw TensorError(
                code: "tensor.parameter", operation: "truncatedNormal", message: "`from` is not below `to`",
                fix: "Exchange the bounds, or keep them apart.")
        }
        let a = try (draws[2] - draws[0]) / draws[1], b = try (draws[3] - draws[0]) / draws[1]
        // Probabilities are exact near 0 and not near 1, so an interval on the right is drawn mirrored.
        let isMirrored = try (a + b).greater(0)
        let lower = try Tensor.where(isMirrored, -b, a).leftTail()
        let upper = try Tensor.where(isMirrored, -a, b).leftTail()
        let z = try (lower + (upper - lower) * draws.uniform()).normalQuantile()
        let x = try draws[0] + draws[1] * Tensor.where(isMirrored, -z, z)
        return try draws.finished(x.clamped(min: draws[2], max: draws[3]))
    }

    /// The normal distribution function; libtorch's own is exact in absolute terms only.
    private func leftTail() throws(TensorError) -> Tensor { try (self * -(0.5).squareRoot()).erfc() * 0.5 }

    /// Draws numbers whose logarithms are normal.
    ///
    /// - Throws: `TensorError` for a mean that is not finite or a negative standard deviation.
    public static func logNormal(
        _ shape: [Int]? = nil, mean: some DistributionParameter = 0.0, std: some DistributionParameter = 1.0,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "logNormal", shape, dtype, device, stream,
            [CheckedParameter("mean", mean, .real), CheckedParameter("std", std, .notNegative)])
        return try draws.finished((draws[0] + draws[1] * draws.normal()).exp())
    }

    /// Draws absolute values of normal numbers with mean 0.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func halfNormal(
        _ shape: [Int]? = nil, scale: some DistributionParameter = 1.0, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "halfNormal", shape, dtype, device, stream, [CheckedParameter("scale", scale, .positive)])
        return try draws.finished(draws[0] * draws.normal().abs())
    }

    /// Draws from the exponential distribution.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func exponential(
        _ shape: [Int]? = nil, rate: some DistributionParameter = 1.0, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "exponential", shape, dtype, device, stream, [CheckedParameter("rate", rate, .positive)])
        return try draws.finished(draws.exponential() / draws[0])
    }

    /// Draws from the Laplace distribution.
    ///
    /// - Throws: `TensorError` for a location that is not finite or a scale that is not positive.
    public static func laplace(
        _ shape: [Int]? = nil, location: some DistributionParameter = 0.0,
        scale: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "laplace", shape, dtype, device, stream,
            [CheckedParameter("location", location, .real), CheckedParameter("scale", scale, .positive)])
        // The difference of two exponentials is exact in both tails.
        let first = try draws.exponential()
        return try draws.finished(draws[0] + draws[1] * (first - draws.exponential()))
    }

    /// Draws from the Cauchy distribution.
    ///
    /// - Throws: `TensorError` for a location that is not finite or a scale that is not positive.
    public static func cauchy(
        _ shape: [Int]? = nil, location: some DistributionParameter = 0.0,
        scale: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "cauchy", shape, dtype, device, stream,
            [CheckedParameter("location", location, .real), CheckedParameter("scale", scale, .positive)])
        return try draws.finished(draws[0] + draws[1] / (draws.uniform() * Double.pi).tan())
    }

    /// Draws absolute values of Cauchy numbers with location 0.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func halfCauchy(
        _ shape: [Int]? = nil, scale: some DistributionParameter = 1.0, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "halfCauchy", shape, dtype, device, stream, [CheckedParameter("scale", scale, .positive)])
        return try draws.finished(draws[0] / (draws.uniform() * (Double.pi / 2)).tan())
    }

    /// Draws from the Gumbel distribution of maxima.
    ///
    /// - Throws: `TensorError` for a location that is not finite or a scale that is not positive.
    public static func gumbel(
        _ shape: [Int]? = nil, location: some DistributionParameter = 0.0,
        scale: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "gumbel", shape, dtype, device, stream,
            [CheckedParameter("location", location, .real), CheckedParameter("scale", scale, .positive)])
        return try draws.finished(draws[0] - draws[1] * draws.exponential().log())
    }

    /// Draws from the logistic distribution.
    ///
    /// - Throws: `TensorError` for a location that is not finite or a scale that is not positive.
    public static func logistic(
        _ shape: [Int]? = nil, location: some DistributionParameter = 0.0,
        scale: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "logistic", shape, dtype, device, stream,
            [CheckedParameter("location", location, .real), CheckedParameter("scale", scale, .positive)])
        let u = try draws.uniform()
        return try draws.finished(draws[0] + draws[1] * (u.log() - (-u).log1p()))
    }

    /// Draws from the Weibull distribution.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func weibull(
        _ shape: [Int]? = nil, scale: some DistributionParameter = 1.0,
        concentration: some DistributionParameter = 1.0, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "weibull", shape, dtype, device, stream,
            [
                CheckedParameter("scale", scale, .positive),
                CheckedParameter("concentration", concentration, .positive),
            ])
        return try draws.finished(draws[0] * draws.exponential().pow(draws[1].reciprocal()))
    }

    /// Draws from the Pareto distribution on [scale, infinity) with tail exponent `alpha`.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func pareto(
        _ shape: [Int]? = nil, scale: some DistributionParameter = 1.0, alpha: some DistributionParameter,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "pareto", shape, dtype, device, stream,
            [CheckedParameter("scale", scale, .positive), CheckedParameter("alpha", alpha, .positive)])
        return try draws.finished(draws[0] * (draws.exponential() / draws[1]).exp())
    }

    /// Draws from the Kumaraswamy distribution on [0, 1]: 1 - (1 - x^a)^b.
    ///
    /// - Throws: `TensorError` for a parameter that is not positive.
    public static func kumaraswamy(
        _ shape: [Int]? = nil, a: some DistributionParameter, b: some DistributionParameter,
        dtype: DType? = nil, device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "kumaraswamy", shape, dtype, device, stream,
            [CheckedParameter("a", a, .positive), CheckedParameter("b", b, .positive)])
        return try draws.finished((-(-draws.exponential() / draws[1]).expm1()).pow(draws[0].reciprocal()))
    }
}
