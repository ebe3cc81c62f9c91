// First values of parameters.
import GimbalTensor

/// How a parameter gets its first value.
public enum Initializer: Sendable, Hashable, Codable {
    case zeros
    case ones
    case constant(Double)
    /// Uniform in ±bound.
    case uniform(bound: Double)
    /// Normal with mean 0.
    case normal(deviation: Double)
    /// Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
    case glorotUniform
    /// Uniform in ±1/√fanIn: PyTorch's default for linear layers and convolutions.
    case fanInUniform
    /// Normal with deviation 1/√fanIn: what self-normalising networks need (Klambauer et al. 2017).
    case lecunNormal

    /// Draws a tensor; fan in and out are those of a weight `[outputs, inputs, kernel...]`.
    ///
    /// - Throws: `TensorError` for shapes with fewer than two axes where a fan is needed.
    public func callAsFunction(_ shape: [Int], _ context: Context, fanIn: Int? = nil) throws -> Tensor {
        switch self {
        case .zeros: return try Tensor.zeros(shape)
        case .ones: return try Tensor.ones(shape)
        case .constant(let value): return try Tensor.full(shape, value)
        case .uniform(let bound): return try Self.uniform(shape, bound: bound, context)
        case .normal(let deviation):
            let tensor = try Tensor.empty(shape)
            try tensor.normalInPlace(mean: 0, std: deviation, using: context.stream(.initialization))
            return tensor
        case .glorotUniform:
            let fans = try Self.fans(shape)
            return try Self.uniform(
                shape, bound: (6 / Double(fans.input + fans.output)).squareRoot(), context)
        case .lecunNormal:
            let inputs = try fanIn ?? Self.fans(shape).input
            return try Initializer.normal(deviation: 1 / Double(max(1, inputs)).squareRoot())(shape, context)
        case .fanInUniform:
            let inputs = try fanIn ?? Self.fans(shape).input
            return try Self.uniform(shape, bound: inputs > 0 ? 1 / Double(inputs).squareRoot() : 0, context)
        }
    }

    private static func uniform(_ shape: [Int], bound: Double, _ context: Context) throws -> Tensor {
        let tensor = try Tensor.empty(shape)
        try tensor.uniformInPlace(from: -bound, to: bound, using: context.stream(.initialization))
        return tensor
    }

    private static func fans(_ shape: [Int]) throws -> (input: Int, output: Int) {
        guard shape.count >= 2 else {
            throw ModuleError(
                "fan", "Shape \(shape) has no fan in and out.", fix: "Use an initialiser that needs none.")
        }
        let kernel = shape.dropFirst(2).reduce(1, *)
        return (shape[1] * kernel, shape[0] * kernel)
    }
}
