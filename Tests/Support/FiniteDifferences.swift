// Gradients checked against central differences.
import GimbalTensor

/// A scalar function of tensors.
public typealias ScalarFunction = ([Tensor]) throws -> Tensor

/// Returns the central differences of `function` in every element of input `position`.
///
/// The inputs should be float64: with a step of 1e-6 the error is about 1e-9 of the values.
public func centralDifferences(
    _ function: ScalarFunction, _ inputs: [Tensor], position: Int, step: Double = 1e-6
)
    throws -> Tensor
{
    let base = try inputs[position].doubles()
    let slopes = try base.indices.map { element in
        let sides = try [1.0, -1.0].map { sign in
            var moved = base
            moved[element] += sign * step
            var all = inputs
            all[position] = try Tensor(moved, shape: inputs[position].shape)
            return try function(all).item()
        }
        return (sides[0] - sides[1]) / (2 * step)
    }
    return try Tensor(slopes, shape: inputs[position].shape)
}

/// Describes where the gradient of `function` differs from central differences, or returns nil.
///
/// - Parameter inputs: float64 tensors; each is checked.
public func gradientMismatch(
    _ inputs: [Tensor], _ tolerance: Tolerance = .differences, _ function: ScalarFunction
) throws -> String? {
    let leaves = try inputs.map { try $0.requiringGradient() }
    let found = try gradients(of: function(leaves), withRespectTo: leaves)
    for position in inputs.indices {
        let expected = try centralDifferences(function, inputs, position: position)
        if let problem = try mismatch(found[position], expected, tolerance) {
            return "gradient of input \(position) \(inputs[position].shape): \(problem)"
        }
    }
    return nil
}

/// Describes where the second derivative is wrong, or returns nil.
///
/// Checks the gradient of the squared norm of the gradient, which needs every second derivative.
public func secondGradientMismatch(
    _ inputs: [Tensor], _ tolerance: Tolerance = .secondDifferences, _ function: @escaping ScalarFunction
) throws -> String? {
    try gradientMismatch(inputs, tolerance) { current in
        let leaves = try current.map { $0.requiresGradient ? $0 : try $0.requiringGradient() }
        let slopes = try optionalGradients(of: function(leaves), withRespectTo: leaves, createGraph: true)
        // A function that is linear in an input contributes nothing that depends on it.
        var norm = try Tensor(scalar: 0.0)
        for slope in slopes.compactMap({ $0 }) { norm = try norm + slope.square().sum() }
        for leaf in leaves { norm = try norm + leaf.sum() * 0 }
        return norm
    }
}
