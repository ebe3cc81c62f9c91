// First values of parameters.
import GimbalTensor

/// How a parameter gets its first value.
///
///     let weight = try Initializer.heNormal(gain: Activation.relu.gain)([64, 3, 7, 7], context)
///
/// Names are the papers' authors': Glorot is PyTorch's `xavier`, He its `kaiming`. Fans are those of ``fans(of:)``.
public indirect enum Initializer: Sendable, Hashable, Codable {
    /// Zeros.
    case zeros
    /// Ones.
    case ones
    /// One number everywhere.
    case constant(Double)
    /// Ones on the diagonal of a matrix (PyTorch's `eye_`).
    case identity
    /// Passes channels on through the middle of a convolution's kernel, per group (PyTorch's `dirac_`).
    case dirac(groupCount: Int = 1)
    /// Uniform in ±bound.
    case uniform(bound: Double)
    /// Uniform from one number to another.
    case uniformRange(from: Double, to: Double)
    /// Normal.
    case normal(mean: Double = 0, deviation: Double)
    /// Normal, but only from one number to another (PyTorch's `trunc_normal_`); drawn by the inverse distribution.
    case truncatedNormal(mean: Double = 0, deviation: Double = 1, from: Double = -2, to: Double = 2)
    /// Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, eq. 16).
    case glorotUniform
    /// Normal with variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010, eq. 12).
    case glorotNormal
    /// Uniform in ±gain · √(3 / fan) (He et al. 2015, eq. 10 and 14); the gain of ReLU by default.
    case heUniform(fan: Fan = .input, gain: Double = 2.0.squareRoot())
    /// Normal with deviation gain / √fan (He et al. 2015, eq. 10 and 14); the gain of ReLU by default.
    case heNormal(fan: Fan = .input, gain: Double = 2.0.squareRoot())
    /// Uniform in ±√(3 / fanIn) (LeCun et al. 1998).
    case lecunUniform
    /// Normal with variance 1 / fanIn (LeCun et al. 1998): what self-normalising networks want.
    case lecunNormal
    /// Uniform in ±1/√fanIn: PyTorch's default for linear layers and convolutions.
    case fanInUniform
    /// A random orthogonal matrix times the gain (Saxe et al. 2014); rows are orthogonal where they are the fewer.
    case orthogonal(gain: Double = 1)
    /// An orthogonal matrix in the middle of a convolution's kernel, else 0 (Xiao et al. 2018, algorithm 1).
    case deltaOrthogonal(gain: Double = 1)
    /// Normal with mean 0 and that share of zeros in each column of a matrix (Martens 2010).
    case sparse(sparsity: Double, deviation: Double = 0.01)
    /// Another one times a factor, such as a gain or the depth's share of a residual branch.
    case scaled(Initializer, by: Double)

    /// Which side of a weight keeps its variance.
    public enum Fan: String, Sendable, Hashable, Codable, CaseIterable {
        /// Values keep their size on the way forward.
        case input
        /// Gradients keep their size on the way back.
        case output
    }

    /// Returns GPT-2's initialiser of weights before a residual sum: normal with deviation 0.02 / √(2 · layerCount).
    ///
    /// - Paper: Radford et al. 2019, section 2.3; 0.02 is of GPT's (2018).
    public static func residual(layerCount: Int) -> Initializer {
        .scaled(.normal(deviation: 0.02), by: 1 / Double(max(2 * layerCount, 1)).squareRoot())
    }

    /// Draws a float32 tensor from the initialisation stream.
    ///
    /// - Parameter fanIn: inputs of the weight, where they do not follow from the shape, as for a bias.
    /// - Throws: `ModuleError` for shapes without the axes that are needed, and for settings out of range.
    public func callAsFunction(_ shape: [Int], _ context: Context, fanIn: Int? = nil) throws -> Tensor {
        if let spread = try spread(shape, fanIn: fanIn) { return try draw(shape, spread, context) }
        switch self {
        case .zeros: return try Tensor.zeros(shape)
        case .ones: return try Tensor.ones(shape)
        case .constant(let value): return try Tensor.full(shape, value)
        case .identity: return try identity(shape)
        case .dirac(let groupCount): return try dirac(shape, groupCount: groupCount)
        case .truncatedNormal(let mean, let deviation, let low, let high):
            return try truncated(shape, mean, deviation, low, high, context)
        case .orthogonal(let gain): return try orthogonal(shape, gain: gain, context)
        case .deltaOrthogonal(let gain): return try deltaOrthogonal(shape, gain: gain, context)
        case .sparse(let sparsity, let deviation): return try sparse(shape, sparsity, deviation, context)
        case .scaled(let inner, let factor):
            return try inner(shape, context, fanIn: fanIn) * factor
        default:
            throw problem("shape \(shape) cannot be drawn", fix: "This is a bug in Gimbal.")
        }
    }

    /// The standard deviation of the values for a weight of that shape, or nil for those that are not drawn one by one.
    ///
    /// - Throws: `ModuleError` for a shape without fans where they are needed.
    public func deviation(for shape: [Int], fanIn: Int? = nil) throws -> Double? {
        if case .scaled(let inner, let factor) = self {
            return try inner.deviation(for: shape, fanIn: fanIn).map { $0 * abs(factor) }
        }
        switch try spread(shape, fanIn: fanIn) {
        case .uniform(let low, let high): return (high - low) / 12.0.squareRoot()
        case .normal(_, let deviation): return deviation
        case nil: return nil
        }
    }

    /// What single values are drawn from.
    private enum Spread {
        case uniform(Double, Double)
        case normal(Double, Double)

        static func within(_ bound: Double) -> Spread { .uniform(-bound, bound) }
    }

    private func spread(_ shape: [Int], fanIn: Int?) throws -> Spread? {
        func inputs() throws -> Double { Double(max(try fanIn ?? Self.fans(of: shape).input, 1)) }
        func both() throws -> Double {
            let fans = try Self.fans(of: shape)
            return Double(max(fans.input + fans.output, 1))
        }
        func fan(_ fan: Fan) throws -> Double {
            try fan == .input ? inputs() : Double(max(Self.fans(of: shape).output, 1))
        }
        switch self {
        case .uniform(let bound): return .within(bound)
        case .uniformRange(let low, let high): return .uniform(low, high)
        case .normal(let mean, let deviation): return .normal(mean, deviation)
        case .glorotUniform: return try .within((6 / both()).squareRoot())
        case .glorotNormal: return try .normal(0, (2 / both()).squareRoot())
        case .heUniform(let side, let gain): return try .within(gain * (3 / fan(side)).squareRoot())
        case .heNormal(let side, let gain): return try .normal(0, gain / fan(side).squareRoot())
        case .lecunUniform: return try .within((3 / inputs()).squareRoot())
        case .lecunNormal: return try .normal(0, 1 / inputs().squareRoot())
        case .fanInUniform: return try .within(1 / inputs().squareRoot())
        default: return nil
        }
    }

    private func draw(_ shape: [Int], _ spread: Spread, _ context: Context) throws -> Tensor {
        let tensor = try Tensor.empty(shape), stream = try context.stream(.initialization)
        switch spread {
        case .uniform(let low, let high):
            guard low <= high else {
                throw problem("the range \(low)...\(high) is empty", fix: "Swap or correct the bounds.")
            }
            try tensor.uniformInPlace(from: low, to: high, using: stream)
        case .normal(let mean, let deviation):
            guard deviation >= 0 else {
                throw problem("deviation is \(deviation), expected 0 or more", fix: "Correct the deviation.")
            }
            try tensor.normalInPlace(mean: mean, std: deviation, using: stream)
        }
        return tensor
    }

    func problem(_ what: String, fix: String) -> ModuleError {
        ModuleError("initializer", "Initializer.\(self): \(what).", fix: fix)
    }
}
