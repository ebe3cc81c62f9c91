// Bounding gradients before a step.
import GimbalTensor

/// Says how gradients are bounded before a step.
public enum GradientClipping: Sendable, Hashable, Codable {
    /// All gradients together are scaled down to a norm of at most `maximum`; order 2 is Euclid's, infinity the largest.
    case norm(maximum: Double, order: Double = 2)
    /// Each element is limited to ±`limit`.
    case value(limit: Double)

    /// Returns the bounded gradients; those given are not changed, and are returned as they are where they fit.
    ///
    /// - Throws: `ModuleError` for a bound that is not positive.
    public func callAsFunction(_ gradients: [Tensor?]) throws -> [Tensor?] {
        switch self {
        case .norm(let maximum, let order):
            try clippedByNorm(gradients, maximum: maximum, order: order).gradients
        case .value(let limit): try clippedByValue(gradients, limit: limit)
        }
    }
}

/// Returns the norm of all gradients together; 0 where there are none.
///
/// One native call per dtype and device. Norms of float16 and bfloat16 are computed in float32.
///
/// - Parameter order: 2 for Euclid's norm, 1 for the sum of magnitudes, infinity for the largest.
public func gradientNorm(_ gradients: [Tensor?], order: Double = 2) throws -> Double {
    try withoutGradient {
        let parts = try TensorBuckets(gradients).map { _, tensors in
            let norms = try Tensor.stacked(Foreach.norms(tensors, order: order)).converted(to: .float64)
            return try Tensor.foreachNorm([norms.moved(to: .cpu)], order: order)[0]
        }
        return parts.isEmpty ? 0 : try Tensor.foreachNorm([Tensor.stacked(parts)], order: order)[0].item()
    }
}

/// Scales all gradients together so that their norm is at most `maximum`.
///
/// g ← g · min(1, maximum / (norm + 1e-6))
///
/// - Parameters:
///   - order: 2 for Euclid's norm, 1 for the sum of magnitudes, infinity for the largest.
///   - names: with them, a norm that is not finite is refused, and the parameter named; without them it is passed on.
/// - Returns: the gradients (new tensors if they had to be scaled) and the norm before.
/// - Throws: `ModuleError` for a maximum that is not positive, or a norm that is not finite.
public func clippedByNorm(
    _ gradients: [Tensor?], maximum: Double, order: Double = 2, refusingNonFiniteOf names: [String]? = nil
) throws -> (gradients: [Tensor?], norm: Double) {
    try SettingCheck("clippedByNorm").require(maximum > 0, "maximum", maximum, "a number above 0")
    let norm = try gradientNorm(gradients, order: order)
    if let names { try refuseNonFinite(gradients, norm: norm, order: order, names) }
    let factor = maximum / (norm + 1e-6)
    guard !(factor >= 1) else { return (gradients, norm) }
    let scaled = try withoutGradient {
        try TensorBuckets(gradients).replaced { tensors in try Tensor.foreachMultiply(tensors, factor) }
    }
    return (scaled, norm)
}

/// Limits each element of every gradient to ±`limit`.
///
/// - Returns: new tensors.
/// - Throws: `ModuleError` for a limit that is not positive.
public func clippedByValue(_ gradients: [Tensor?], limit: Double) throws -> [Tensor?] {
    try SettingCheck("clippedByValue").require(limit > 0, "limit", limit, "a number above 0")
    return try withoutGradient {
        try TensorBuckets(gradients).replaced { tensors in
            let limited = try Foreach.clamped(tensors, max: limit)
            try Tensor.foreachClampInPlace(limited, min: -limit)
            return limited
        }
    }
}

private func refuseNonFinite(_ gradients: [Tensor?], norm: Double, order: Double, _ names: [String]) throws {
    guard !norm.isFinite else { return }
    let culprits = try zip(gradients, names).filter { gradient, _ in
        try !gradientNorm([gradient], order: order).isFinite
    }
    let quoted = culprits.prefix(3).map { "\"\($0.1)\"" }.joined(separator: ", ")
    let rest = culprits.count > 3 ? " and \(culprits.count - 3) more" : ""
    throw ModuleError(
        "gradients", "The norm of the gradients is \(norm): that of \(quoted)\(rest) is not finite.",
        fix: "Lower the learning rate, or look at the inputs for extreme values.")
}

extension Optimizer {
    /// Scales this optimiser's gradients so that their norm is at most `maximum`; refuses a norm that is not finite.
    public func clippedByNorm(_ gradients: [Tensor?], maximum: Double, order: Double = 2) throws -> (
        gradients: [Tensor?], norm: Double
    ) {
        try GimbalNN.clippedByNorm(
            gradients, maximum: maximum, order: order, refusingNonFiniteOf: parameterNames)
    }
}
