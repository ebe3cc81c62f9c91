// Elementwise nonlinearities as a value.
import GimbalTensor

/// Names an elementwise nonlinearity with its constants; applies itself to a tensor.
///
///     let y = try Activation.leakyRelu(slope: 0.2)(x)
///
/// Formulas and defaults are PyTorch's. As text (configurations, command line) it is its ``id`` with the constants that
/// are not the usual ones: `relu`, `leaky-relu[slope=0.2]`. What has parameters, axes or random numbers is a
/// layer of its own: ``PReLU``, ``RReLU``, ``GLU``, ``Softmax``.
public enum Activation: Sendable, Hashable {
    /// x.
    case identity
    /// max(x, 0).
    case relu
    /// x limited to 0...6.
    case relu6
    /// x, or slope · x where negative.
    case leakyRelu(slope: Double = 0.01)
    /// x, or alpha · (exp(x) − 1) where negative (Clevert et al. 2016).
    case elu(alpha: Double = 1)
    /// Scaled exponential linear unit, the fixed point of paper 02 (Klambauer et al. 2017).
    case selu
    /// x, or alpha · (exp(x / alpha) − 1) where negative (Barron 2017).
    case celu(alpha: Double = 1)
    /// x · Φ(x) (Hendrycks, Gimpel 2016).
    case gelu(approximation: GELUApproximation = .none)
    /// x · sigmoid(x), also called swish.
    case silu
    /// x · tanh(softplus(x)) (Misra 2019).
    case mish
    /// log(1 + exp(beta · x)) / beta; x itself where beta · x is above the threshold.
    case softplus(beta: Double = 1, threshold: Double = 20)
    /// x / (1 + |x|).
    case softsign
    /// Hyperbolic tangent.
    case tanh
    /// 1 / (1 + exp(−x)).
    case sigmoid
    /// log(sigmoid(x)).
    case logSigmoid
    /// x limited to minimum...maximum.
    case hardtanh(minimum: Double = -1, maximum: Double = 1)
    /// relu6(x + 3) / 6.
    case hardsigmoid
    /// x · relu6(x + 3) / 6.
    case hardswish
    /// x, or 0 within ±threshold.
    case hardshrink(threshold: Double = 0.5)
    /// x moved towards 0 by the threshold.
    case softshrink(threshold: Double = 0.5)
    /// x − tanh(x).
    case tanhshrink
    /// x where above the threshold, else the value.
    case threshold(Double, value: Double)

    /// Applies the nonlinearity to every element.
    ///
    /// - Shapes: any → the same; the dtype stays.
    /// - Throws: `TensorError` for a dtype that the operator does not have.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        switch self {
        case .identity: x
        case .relu: try x.relu()
        case .relu6: try x.relu6()
        case .leakyRelu(let slope): try x.leakyRelu(negativeSlope: slope)
        case .elu(let alpha): try x.elu(alpha: alpha)
        case .selu: try x.selu()
        case .celu(let alpha): try x.celu(alpha: alpha)
        case .gelu(let approximation): try x.gelu(approximate: approximation)
        case .silu: try x.silu()
        case .mish: try x.mish()
        case .softplus(let beta, let threshold): try x.softplus(beta: beta, threshold: threshold)
        case .softsign: try x / (x.abs() + 1)
        case .tanh: try x.tanh()
        case .sigmoid: try x.sigmoid()
        case .logSigmoid: try x.logSigmoid()
        case .hardtanh(let minimum, let maximum): try x.hardtanh(min: minimum, max: maximum)
        case .hardsigmoid: try differentiableHardsigmoid(x)
        case .hardswish: try x.hardswish()
        case .hardshrink(let threshold): try x.hardshrink(threshold: threshold)
        case .softshrink(let threshold): try x.softshrink(threshold: threshold)
        case .tanhshrink: try x - x.tanh()
        case .threshold(let threshold, let value): try x.threshold(threshold, value: value)
        }
    }
}

/// Limits (x + 3) / 6 to 0...1; libtorch's own kernel has no second derivative.
private func differentiableHardsigmoid(_ x: Tensor) throws -> Tensor {
    guard x.requiresGradient else { return try x.hardsigmoid() }
    let function = CustomFunction(
        forward: { [try $0[0].hardsigmoid()] },
        backward: { inputs, _, cotangents in
            guard let cotangent = cotangents[0] else { return [nil] }
            // Not libtorch's backward kernel: its 1/6 is single precision, also in float64.
            return [try cotangent * (inputs[0].abs().less(3).converted(to: cotangent.dtype) / 6)]
        })
    return try function(x)[0]
}
