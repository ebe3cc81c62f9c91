// Logarithms of running sums, per segment, with derivatives of every order.
import GimbalTensor

/// y[k] = log Σ over i ≤ k in k's segment of exp x[i].
///
/// libtorch's gradient of `logcumsumexp` takes the logarithm of the cotangent, so that its own derivative is NaN where
/// the cotangent is 0. Here gradients are two sums with weights exp(x[i] − y[k]) ≤ 1, over k and over i, that are each
/// other's derivatives: every order is exact, also with zeros.
struct LogCumulativeSumExp: Sendable {
    /// Ascending segment of each element [N], or nil for one.
    let segments: Tensor?
    /// Size of the largest segment.
    let longest: Int

    init(segments: Tensor? = nil, longest: Int = 0) {
        self.segments = segments
        self.longest = longest
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let function = CustomFunction { inputs in
            [try scan(inputs[0], segments)]
        } backward: { inputs, outputs, cotangents in
            guard let cotangent = cotangents[0] else { return [nil] }
            return [try backward(cotangent, inputs[0], outputs[0].detached())]
        }
        return try function(x)[0]
    }

    /// B(g)[i] = Σ over k ≥ i of g[k] · exp(x[i] − y[k]).
    private func backward(_ g: Tensor, _ x: Tensor, _ y: Tensor) throws -> Tensor {
        let function = CustomFunction { inputs in
            [try signed(inputs[0]) { try (reversed($0 - y) + inputs[1]).exp() }]
        } backward: { inputs, _, cotangents in
            guard let c = cotangents[0] else { return [nil, nil] }
            // Linear in g; x[i] is a factor, and y[k] depends on all x before it.
            let spread = try forward(c, inputs[1], y)
            let slope = try c * backward(inputs[0], inputs[1], y) - backward(inputs[0] * spread, inputs[1], y)
            return [spread, slope]
        }
        return try function(g, x)[0]
    }

    /// A(h)[k] = Σ over i ≤ k of h[i] · exp(x[i] − y[k]).
    private func forward(_ h: Tensor, _ x: Tensor, _ y: Tensor) throws -> Tensor {
        let function = CustomFunction { inputs in
            [try signed(inputs[0]) { try (scan($0 + inputs[1], segments) - y).exp() }]
        } backward: { inputs, _, cotangents in
            guard let c = cotangents[0] else { return [nil, nil] }
            let gathered = try backward(c, inputs[1], y)
            let own = try forward(inputs[0], inputs[1], y)
            return [gathered, try inputs[0] * gathered - backward(c * own, inputs[1], y)]
        }
        return try function(h, x)[0]
    }

    /// A linear function of weights, from its logarithmic form for positive ones.
    private func signed(_ weights: Tensor, _ sum: (Tensor) throws -> Tensor) throws -> Tensor {
        let positive = try sum(weights.clamped(min: 0).log())
        guard try weights.amin(axes: []).item() < 0 else { return positive }
        return try positive - sum((-weights).clamped(min: 0).log())
    }

    private func reversed(_ x: Tensor) throws -> Tensor {
        try scan(x.flipped(axis: 0), segments?.flipped(axis: 0)).flipped(axis: 0)
    }

    /// The values: libtorch's scan, or for segments log₂(longest) passes that double the reach.
    private func scan(_ x: Tensor, _ segments: Tensor?) throws -> Tensor {
        guard let segments else { return try x.logcumsumexp(axis: 0) }
        let count = try x.size(0)
        var y = x, reach = 1
        while reach < Swift.min(longest, count) {
            let rest = count - reach
            let early = try y.narrow(axis: 0, start: 0, length: rest)
            let late = try y.narrow(axis: 0, start: reach, length: rest)
            let isSame = try segments.narrow(axis: 0, start: 0, length: rest)
                .equal(segments.narrow(axis: 0, start: reach, length: rest))
            let head = try y.narrow(axis: 0, start: 0, length: reach)
            y = try Tensor.concatenated([head, Tensor.where(isSame, late.logaddexp(early), late)])
            reach *= 2
        }
        return y
    }
}
