// Branches that are added to their input.
import GimbalTensor

/// Weight of the body of a residual block.
public enum ResidualScale: Sendable, Hashable, Codable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
{
    /// A number that stays.
    case fixed(Double)
    /// A parameter with this first value: 0 begins as the identity (ReZero).
    case learned(initial: Double)

    /// Takes a number that stays.
    public init(floatLiteral value: Double) { self = .fixed(value) }
    /// Takes a number that stays.
    public init(integerLiteral value: Int) { self = .fixed(Double(value)) }
}

/// Adds what a body computes to its input, or to a shortcut of it.
///
/// y = activation(shortcut(x) + scale · body(x))
///
/// - Shapes: x → the body's output; the shortcut must give the same shape (the identity without one).
/// - Parameters: `scale` (a scalar) if it is learned, besides those of `body` and `shortcut`.
/// - Throws: `TensorError` naming both shapes if body and shortcut differ.
/// - Paper: He et al. 2016, arXiv 1512.03385, eq. 1-2; learned scale: Bachlechner et al. 2020, arXiv 2003.04887.
public final class Residual: Module, UnaryLayer {
    /// The branch that is computed.
    public let body: any UnaryLayer
    /// The branch that is passed by; nil is the identity.
    public let shortcut: (any UnaryLayer)?
    /// What follows the sum.
    public let activation: Activation
    /// Scalar, if the scale is learned.
    @Parameter public var scale: Tensor?
    private let fixedScale: Double

    /// Creates the block.
    public init(
        _ body: any UnaryLayer, shortcut: (any UnaryLayer)? = nil, scale: ResidualScale = 1,
        activation: Activation = .identity
    ) throws {
        self.body = body
        self.shortcut = shortcut
        self.activation = activation
        switch scale {
        case .fixed(let value):
            fixedScale = value
            self.scale = nil
        case .learned(let initial):
            fixedScale = 1
            self.scale = try Tensor.full([], initial)
        }
        super.init()
    }

    public override var settings: String {
        var parts = [scale != nil ? "learned scale" : fixedScale == 1 ? "sum" : "scale \(fixedScale)"]
        if activation != .identity { parts.append("\(activation)") }
        return parts.joined(separator: ", ")
    }

    /// Computes both branches and adds them.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let branch = try body(x, context)
        let passed = try shortcut?(x, context) ?? x
        guard branch.shape == passed.shape else {
            throw refusal(
                of: x,
                expected: "body and shortcut to give one shape, found \(branch.shape) and \(passed.shape)",
                fix: "Give a shortcut that maps the input to the body's shape.")
        }
        return try activation(sum(passed, branch, context))
    }

    private func sum(_ passed: Tensor, _ branch: Tensor, _ context: Context) throws -> Tensor {
        if let scale = context[$scale] { return try passed + branch * scale }
        return fixedScale == 1 ? try passed + branch : try passed.adding(branch, scaledBy: fixedScale)
    }
}
