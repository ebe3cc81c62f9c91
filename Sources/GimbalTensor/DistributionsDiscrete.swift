// Random draws of counts and truth values. None has derivatives by its parameters.

extension Tensor {
    /// Draws 1 with the given probability, else 0.
    ///
    /// - Throws: `TensorError` for a probability outside 0...1.
    public static func bernoulli(
        _ shape: [Int]? = nil, probability: some DistributionParameter = 0.5, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "bernoulli", shape, dtype, device, stream,
            [CheckedParameter("probability", probability, .probability)], isDiscrete: true)
        return try draws.finished(draws.uniform().less(draws[0]))
    }

    /// Draws the number of failures before the first success.
    ///
    /// - Throws: `TensorError` for a probability that is not above 0 and at most 1.
    public static func geometric(
        _ shape: [Int]? = nil, probability: some DistributionParameter, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "geometric", shape, dtype, device, stream,
            [CheckedParameter("probability", probability, .positiveProbability)], isDiscrete: true)
        return try draws.finished((-draws.exponential() / (-draws[0].detached()).log1p()).floor())
    }

    /// Draws from the Poisson distribution.
    ///
    /// - Throws: `TensorError` for a rate that is negative or not finite.
    public static func poisson(
        _ shape: [Int]? = nil, rate: some DistributionParameter = 1.0, dtype: DType? = nil,
        device: Device? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "poisson", shape, dtype, device, stream, [CheckedParameter("rate", rate, .notNegative)],
            isDiscrete: true)
        return try draws.finished(
            draws[0].detached().expanded(draws.shape).contiguous().poisson(using: stream))
    }

    /// Draws the number of successes among so many trials.
    ///
    /// - Throws: `TensorError` for a probability outside 0...1 or a negative number of trials.
    public static func binomial(
        _ shape: [Int]? = nil, totalCount: some DistributionParameter,
        probability: some DistributionParameter = 0.5, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "binomial", shape, dtype, device, stream,
            [
                CheckedParameter("totalCount", totalCount, .notNegative),
                CheckedParameter("probability", probability, .probability),
            ], isDiscrete: true)
        let trials = try draws[0].detached().round().expanded(draws.shape).contiguous()
        let probability = try draws[1].detached().expanded(draws.shape).contiguous()
        return try draws.finished(trials.binomial(probability: probability, using: stream))
    }

    /// Draws the number of successes before the `totalCount`-th failure; the count need not be whole.
    ///
    /// - Throws: `TensorError` for a probability outside [0, 1) or a count that is not positive.
    public static func negativeBinomial(
        _ shape: [Int]? = nil, totalCount: some DistributionParameter,
        probability: some DistributionParameter = 0.5, dtype: DType? = nil, device: Device? = nil,
        using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let draws = try Draws(
            "negativeBinomial", shape, dtype, device, stream,
            [
                CheckedParameter("totalCount", totalCount, .positive),
                CheckedParameter("probability", probability, .innerProbability),
            ], isDiscrete: true)
        let odds = try draws[1].detached() / (1 - draws[1].detached())
        let gamma = try draws.gamma(draws[0].detached())
        return try draws.finished((gamma * odds).poisson(using: stream))
    }

    /// Draws class numbers with the given weights, which need not sum to 1.
    ///
    /// - Parameters:
    ///   - shape: of the draws; that of `probabilities` without the last axis unless given.
    ///   - probabilities: not negative, `[..., K]`; classes of weight 0 are never drawn.
    /// - Throws: `TensorError` for negative weights or rows without a positive one.
    public static func categorical(
        _ shape: [Int]? = nil, probabilities: Tensor, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let checked = CheckedParameter("probabilities", probabilities, .notNegative)
        let cumulative = try checked.checked(for: "categorical").detached().cumsum(axis: -1)
        let total = try cumulative.sliced(axis: -1, from: -1)
        guard try total.greater(0).all().integerItem() == 1 else {
            throw TensorError(
                code: "tensor.parameter", operation: "categorical",
                message: "probabilities \(probabilities.shape) have a row of zeros",
                fix: "Give every row a positive weight.")
        }
        return try searched(shape, cumulative: cumulative / total, stream).moved(to: probabilities.device)
    }

    /// Draws class numbers with the softmax of the logits as probabilities.
    ///
    /// - Parameters:
    ///   - shape: of the draws; that of `logits` without the last axis unless given.
    ///   - logits: `[..., K]`; minus infinity rules a class out.
    /// - Throws: `TensorError` for NaN.
    public static func categorical(
        _ shape: [Int]? = nil, logits: Tensor, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        try categorical(
            shape, probabilities: logits.detached().converted(to: .float64).softmax(axis: -1), using: stream)
    }

    /// Inverts distribution functions `[batch..., K]` at uniform draws.
    private static func searched(
        _ shape: [Int]?, cumulative: Tensor, _ stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let batch = Array(cumulative.shape.dropLast()), shape = shape ?? batch
        _ = try Draws.common([batch], shape, "categorical")
        guard shape.suffix(batch.count) == batch[...] else {
            let full = try cumulative.expanded(shape + [cumulative.size(-1)]).contiguous()
            return try searched(nil, cumulative: full, stream)
        }
        // Samples of one row stand side by side, so that no row is copied.
        let sampleShape = Array(shape.dropLast(batch.count)), sampleCount = sampleShape.reduce(1, *)
        let uniform = try Tensor.rand(batch + [sampleCount], dtype: .float64, using: stream)
        let classes = try cumulative.contiguous().searchSorted(uniform, right: true)  // [batch..., samples]
        return try classes.movedAxis(from: -1, to: 0).reshaped(shape)
    }

    /// Draws one-hot rows with the given weights, `[shape..., K]`.
    ///
    /// - Parameters:
    ///   - shape: of the draws without the last axis; that of `probabilities` without it unless given.
    ///   - probabilities: not negative, `[..., K]`.
    /// - Throws: `TensorError` for negative weights or rows without a positive one.
    public static func oneHotCategorical(
        _ shape: [Int]? = nil, probabilities: Tensor, dtype: DType? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        try categorical(shape, probabilities: probabilities, using: stream)
            .oneHot(classCount: probabilities.size(-1)).converted(to: dtype ?? probabilities.dtype)
    }

    /// Draws how often each class occurs among `totalCount` draws with replacement, `[..., K]`.
    ///
    /// - Throws: `TensorError` for negative weights or rows without a positive one.
    public static func multinomial(
        totalCount: Int, probabilities: Tensor, dtype: DType? = nil, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        let batch = Array(probabilities.shape.dropLast())
        let classes = try categorical([totalCount] + batch, probabilities: probabilities, using: stream)
            .movedAxis(from: 0, to: -1)  // [batch..., draws]
        let ones = try Tensor.ones(classes.shape, dtype: dtype ?? probabilities.dtype, device: classes.device)
        return try Tensor.zeros(probabilities.shape, dtype: ones.dtype, device: ones.device)
            .scatterAdd(classes, axis: -1, source: ones)
    }

    /// Draws a permutation of the slices along an axis.
    ///
    /// - Throws: `TensorError` if there is no such axis.
    public func shuffled(axis: Int = 0, using stream: RandomStream) throws(TensorError) -> Tensor {
        try indexSelect(Tensor.randperm(size(axis), using: stream).moved(to: device), axis: axis)
    }

    /// Draws from the softmax of these logits, relaxed so that gradients pass.
    ///
    /// - Parameters:
    ///   - temperature: the lower, the nearer to one-hot.
    ///   - hard: whether values are one-hot, with the gradients of the relaxed ones.
    /// - Paper: Jang, Gu and Poole (2017), equation 2; Maddison, Mnih and Teh (2017).
    /// - Throws: `TensorError` for a temperature that is not positive.
    public func gumbelSoftmax(
        temperature: Double = 1, hard: Bool = false, axis: Int = -1, using stream: RandomStream
    ) throws(TensorError) -> Tensor {
        guard temperature > 0 else {
            throw TensorError(
                code: "tensor.parameter", operation: "gumbelSoftmax",
                message: "temperature is \(temperature), expected positive", fix: "Values near 1 are usual.")
        }
        let noise = try Tensor.gumbel(shape, dtype: dtype, device: device, using: stream)
        let soft = try ((self + noise) / temperature).softmax(axis: axis)
        guard hard else { return soft }
        let index = try soft.detached().argmax(axis: axis, keepDimensions: true)
        let oneHot = try Tensor.zeros(shape, dtype: dtype, device: device).scatter(
            index, axis: axis, value: 1)
        return try oneHot - soft.detached() + soft
    }
}
