// What initialisers multiply deviations by.
import GimbalTensor

extension Activation {
    /// The factor by which an initialiser makes up for what the nonlinearity does to the variance.
    ///
    /// PyTorch's table (`calculate_gain`) where it has an entry: 1 for identity and sigmoid, 5/3 for tanh, √2 for ReLU,
    /// √(2 / (1 + slope²)) for leaky ReLU, 3/4 for SELU (self-normalising networks want 1 instead). For the others what
    /// makes the entry of ReLU: 1 / √E[f(z)²] with standard normal z, so that a layer keeps the second moment.
    public var gain: Double {
        get throws {
            switch self {
            case .identity, .sigmoid: 1
            case .tanh: 5.0 / 3
            case .relu: 2.0.squareRoot()
            case .leakyRelu(let slope): (2 / (1 + slope * slope)).squareRoot()
            case .selu: 0.75
            default: try secondMomentGain()
            }
        }
    }

    /// 1 / √E[f(z)²] by the trapezoidal rule, whose error is far below 1e-6 for functions with few kinks.
    private func secondMomentGain() throws -> Double {
        let z = try Tensor.linspace(-10, 10, count: 20_001, dtype: .float64)
        let density = try (z.square() * -0.5).exp() * (0.001 / (2 * Double.pi).squareRoot())
        let moment = try (self(z).square() * density).sum().item()
        return moment > 0 ? 1 / moment.squareRoot() : 1
    }
}
