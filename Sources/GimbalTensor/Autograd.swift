// Gradients on libtorch's tape.
import CGimbal

// Words: a *tape* is recorded by every operator whose operand requires a gradient. A gradient call walks it backwards and
// uses it up, unless `keepGraph` is true (then it can be walked again, and its memory stays until the output is gone).
// `createGraph` records the walk itself, so that the gradient can be differentiated; it implies `keepGraph`.
// `x.detached()` is the same memory without a tape; `withoutGradient { }` records nothing.

extension Tensor {
    /// Returns a leaf that shares these elements and whose gradient can be asked for; what was computed before is cut
    /// off.
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
    ///
    /// - Parameters:
    ///   - keepGraph: keeps the tape for another walk; else this one uses it up and frees what it held.
    ///   - createGraph: records the walk, so that gradients of gradients exist.
    /// - Throws: `TensorError` (`tensor.gradient`) if nothing was recorded or the tape is used up.
    public func backward(cotangent: Tensor? = nil, keepGraph: Bool = false, createGraph: Bool = false)
        throws(TensorError)
    {
        var error = GError()
        g_backward(handle.raw, cotangent?.handle.raw, keepGraph, createGraph, &error)
        if error.code != 0 { throw tapeFailure(&error, "backward", [self], [], [cotangent]) }
    }
}

/// Returns the gradient of `output` with respect to one tensor; zeros if it was not used.
///
///     let slope = try gradient(of: loss, withRespectTo: weights)
///
/// - Parameters:
///   - output: any tensor; weighted by `cotangent`, which is needed unless `output` has one element.
///   - keepGraph: keeps the tape for another walk; else this one uses it up and frees what it held.
///   - createGraph: records the walk itself, so that gradients of gradients exist; implies `keepGraph`.
/// - Throws: `TensorError` (`tensor.gradient`) if nothing was recorded or the tape is used up.
public func gradient(
    of output: Tensor, withRespectTo input: Tensor, cotangent: Tensor? = nil, keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> Tensor {
    try gradients(
        of: output, withRespectTo: [input], cotangent: cotangent, keepGraph: keepGraph,
        createGraph: createGraph)[0]
}

/// Returns the gradients of `output` with respect to `inputs`; zeros where an input was not used.
///
/// - Parameters:
///   - output: any tensor; weighted by `cotangent`, which is needed unless `output` has one element.
///   - keepGraph: keeps the tape for another walk; else this one uses it up and frees what it held.
///   - createGraph: records the walk itself, so that gradients of gradients exist; implies `keepGraph`.
/// - Throws: `TensorError` (`tensor.gradient`) if nothing was recorded or the tape is used up.
public func gradients(
    of output: Tensor, withRespectTo inputs: [Tensor], cotangent: Tensor? = nil, keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> [Tensor] {
    let found = try optionalGradients(
        of: output, withRespectTo: inputs, cotangent: cotangent, keepGraph: keepGraph,
        createGraph: createGraph)
    return try zerosForMissing(found, inputs)
}

/// Returns the gradients of the sum of several outputs, each weighted by its cotangent; zeros where an input was not
/// used.
///
/// - Parameter cotangents: one per output; nil where the output has one element.
/// - Throws: `TensorError` (`tensor.gradient`) if nothing was recorded or the tape is used up.
public func gradients(
    of outputs: [Tensor], withRespectTo inputs: [Tensor], cotangents: [Tensor?], keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> [Tensor] {
    guard outputs.count == cotangents.count else {
        throw TensorError(
            code: "tensor.gradient", operation: "gradients",
            message: "\(outputs.count) outputs have \(cotangents.count) cotangents",
            fix: "Give one cotangent, or nil, per output.")
    }
    let found = try walkTape(outputs, inputs, cotangents, keepGraph: keepGraph, createGraph: createGraph)
    return try zerosForMissing(found, inputs)
}

/// Returns the gradients of `output` with respect to `inputs`; nil where an input was not used.
///
/// - Parameters:
///   - output: any tensor; weighted by `cotangent`, which is needed unless `output` has one element.
///   - keepGraph: keeps the tape for another walk; else this one uses it up and frees what it held.
///   - createGraph: records the walk itself, so that gradients of gradients exist; implies `keepGraph`.
/// - Throws: `TensorError` (`tensor.gradient`) if nothing was recorded or the tape is used up.
public func optionalGradients(
    of output: Tensor, withRespectTo inputs: [Tensor], cotangent: Tensor? = nil, keepGraph: Bool = false,
    createGraph: Bool = false
) throws(TensorError) -> [Tensor?] {
    try walkTape([output], inputs, [cotangent], keepGraph: keepGraph, createGraph: createGraph)
}

private func walkTape(
    _ outputs: [Tensor], _ inputs: [Tensor], _ cotangents: [Tensor?], keepGraph: Bool, createGraph: Bool
) throws(TensorError) -> [Tensor?] {
    var error = GError()
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    withExtendedLifetime((outputs, inputs, cotangents)) {
        g_gradients(
            rawHandles(outputs), rawHandles(cotangents), Int64(outputs.count), rawHandles(inputs),
            Int64(inputs.count), keepGraph || createGraph, createGraph, true, &results, &error)
    }
    if error.code != 0 { throw tapeFailure(&error, "gradients", outputs, inputs, cotangents) }
    return results.map { $0.map(Tensor.init(owning:)) }
}

private func zerosForMissing(_ gradients: [Tensor?], _ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    var result: [Tensor] = []
    for (gradient, input) in zip(gradients, inputs) {
        if let gradient { result.append(gradient) } else { result.append(try input.detached().zerosLike()) }
    }
    return result
}

/// Whether this thread records what is computed, as in a backward pass with `createGraph`.
public var isRecordingGradients: Bool { g_gradient_enabled() }

/// Runs `body` with nothing recorded on the tape: for evaluation, and for changing parameters in place.
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
