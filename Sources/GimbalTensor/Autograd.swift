// Gradients on libtorch's tape.
import CGimbal

extension Tensor {
    /// Returns a leaf that shares these elements and whose gradient can be asked for.
    ///
    /// - Throws: `TensorError` for integer and boolean tensors.
    public func requiringGradient(_ required: Bool = true) throws(TensorError) -> Tensor {
        let leaf = try detached()
        try leaf.setRequiresGradientInPlace(required)
        return leaf
    }

    /// Marks this very leaf as wanting a gradient or not.
    ///
    /// - Throws: `TensorError` for integer and boolean tensors, and for results of recorded operators.
    public func setRequiresGradientInPlace(_ required: Bool) throws(TensorError) {
        var error = GError()
        g_tensor_set_requires_gradient(handle.raw, required, &error)
        if error.code != 0 {
            throw TensorError(native: &error, operation: "requiringGradient", operands: [self])
        }
    }

    /// The gradient that `backward` has accumulated in this leaf.
    public var gradient: Tensor? { g_tensor_gradient(handle.raw).map(Tensor.init(owning:)) }

    /// Replaces or clears (nil) the accumulated gradient.
    public func setGradient(_ gradient: Tensor?) throws(TensorError) {
        var error = GError()
        g_tensor_set_gradient(handle.raw, gradient?.handle.raw, &error)
        if error.code != 0 { throw TensorError(native: &error, operation: "setGradient", operands: [self]) }
    }

    /// Accumulates the gradient of this tensor (weighted by `cotangent`, needed unless it has one element) in
    /// the leaves.
    public func backward(cotangent: Tensor? = nil, keepGraph: Bool = false, createGraph: Bool = false)
        throws(TensorError)
    {
        var error = GError()
        g_backward(handle.raw, cotangent?.handle.raw, keepGraph, createGraph, &error)
        if error.code != 0 { throw failure(&error, operation: "backward", operands: [self]) }
    }
}

/// Returns the gradients of `output` with respect to `inputs`; nil where an input was not used.
///
/// - Parameters:
///   - output: any tensor; weighted by `cotangent`, which is needed unless `output` has one element.
///   - createGraph: records the computation, so that gradients of gradients exist.
/// - Throws: `TensorError` if nothing was recorded.
public func optionalGradients(
    of output: Tensor, withRespectTo inputs: [Tensor], cotangent: Tensor? = nil, keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> [Tensor?] {
    var error = GError()
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    let raws = inputs.map(\.handle.raw)
    withExtendedLifetime(inputs) {
        var outputs = [output.handle.raw]
        var cotangents = [cotangent?.handle.raw]
        g_gradients(
            &outputs, &cotangents, 1, raws, Int64(raws.count), keepGraph || createGraph, createGraph, true,
            &results,
            &error)
    }
    if error.code != 0 { throw failure(&error, operation: "gradients", operands: [output]) }
    return results.map { $0.map(Tensor.init(owning:)) }
}

/// Returns the gradients of `output` with respect to `inputs`; zeros where an input was not used.
///
/// - Parameters:
///   - output: any tensor; weighted by `cotangent`, which is needed unless `output` has one element.
///   - createGraph: records the computation, so that gradients of gradients exist.
/// - Throws: `TensorError` if nothing was recorded.
public func gradients(
    of output: Tensor, withRespectTo inputs: [Tensor], cotangent: Tensor? = nil, keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> [Tensor] {
    let found = try optionalGradients(
        of: output, withRespectTo: inputs, cotangent: cotangent, keepGraph: keepGraph,
        createGraph: createGraph)
    var result: [Tensor] = []
    for (gradient, input) in zip(found, inputs) {
        if let gradient {
            result.append(gradient)
        } else {
            result.append(try Tensor.zeros(input.shape, dtype: input.dtype, device: input.device))
        }
    }
    return result
}

/// Whether this thread records what is computed, as in a backward pass with `createGraph`.
public var isRecordingGradients: Bool { g_gradient_enabled() }

/// Runs `body` with nothing recorded on the tape.
///
/// The closure is synchronous because the mode belongs to the thread.
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withGradient(enabled: false, body)
}

/// Runs `body` with recording on or off, and restores the mode afterwards.
public func withGradient<Result>(enabled: Bool, _ body: () throws -> Result) rethrows -> Result {
    let before = g_gradient_enabled()
    g_set_gradient_enabled(enabled)
    defer { g_set_gradient_enabled(before) }
    return try body()
}
