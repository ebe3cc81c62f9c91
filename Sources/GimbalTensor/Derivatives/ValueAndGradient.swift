// Derivatives of functions: the value with the gradient, and what the other forms share.

/// A function of one tensor.
public typealias TensorFunction = (_ x: Tensor) throws -> Tensor
/// A function of several tensors.
public typealias TensorsFunction = (_ inputs: [Tensor]) throws -> Tensor

/// Returns the value of a scalar function and its gradient.
///
///     let (loss, slope) = try valueAndGradient(of: { try ($0 * $0).sum() }, at: x)
///
/// The function is recorded whatever the surrounding mode, and sees `x` as a tensor that requires a gradient.
///
/// - Parameters:
///   - function: gives one element; zeros are the gradient of one that does not depend on `x`.
///   - createGraph: keeps value and gradient on the tape, differentiable further, also in `x` itself.
/// - Throws: what `function` throws; `TensorError` if its value has several elements.
public func valueAndGradient(
    of function: TensorFunction, at x: Tensor, createGraph: Bool = false
) throws -> (value: Tensor, gradient: Tensor) {
    let found = try valueAndGradients(of: { try function($0[0]) }, at: [x], createGraph: createGraph)
    return (found.value, found.gradients[0])
}

/// Returns the value of a scalar function of several tensors and its gradient in each.
///
/// - Parameter createGraph: keeps value and gradients on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if its value has several elements.
public func valueAndGradients(
    of function: TensorsFunction, at inputs: [Tensor], createGraph: Bool = false
) throws -> (value: Tensor, gradients: [Tensor]) {
    let found = try vectorJacobianProduct(of: function, at: inputs, cotangent: nil, createGraph: createGraph)
    return (found.value, found.products)
}

/// A function's value, recorded on leaves of its own.
struct RecordedValue {
    let inputs: [Tensor]
    let output: Tensor

    /// - Parameter isConnected: keeps the way back into the inputs' own tape, and forward mode's tangents.
    init(_ function: TensorsFunction, at points: [Tensor], isConnected: Bool) throws {
        let inputs = try points.map { try isConnected ? $0.connectedLeaf() : $0.requiringGradient() }
        output = try withGradient(enabled: true) { try function(inputs) }
        self.inputs = inputs
    }

    /// The gradients of the output; zeros where nothing connects it with an input.
    func gradients(cotangent: Tensor?, keepGraph: Bool = false, createGraph: Bool) throws -> [Tensor] {
        guard output.requiresGradient else {
            if cotangent == nil { try requireScalar(output) }
            return try inputs.map { try $0.detached().zerosLike() }
        }
        return try withGradient(enabled: true) {
            try GimbalTensor.gradients(
                of: output, withRespectTo: inputs, cotangent: cotangent, keepGraph: keepGraph,
                createGraph: createGraph)
        }
    }
}

/// Refuses a value of several elements where a gradient or Hessian is asked for.
func requireScalar(_ value: Tensor) throws(TensorError) {
    guard value.count != 1 else { return }
    throw TensorError(
        code: "tensor.gradient", operation: "gradients",
        message: "an output of shape \(value.shape) has no cotangent",
        fix: "Reduce it with `sum()` or `mean()`, or pass `cotangent:` of its shape.")
}

extension Tensor {
    /// Another tensor with these elements that requires a gradient and stays connected with this one.
    fileprivate func connectedLeaf() throws(TensorError) -> Tensor {
        let alias = try elements(indices: [])
        if !alias.requiresGradient { try alias.setRequiresGradientInPlace(true) }
        return alias
    }

    /// The tensor itself, or without its tape.
    func released(unless isKept: Bool) throws(TensorError) -> Tensor { isKept ? self : try detached() }
}
