// Whole Jacobians and Hessians, many rows at once.
import CGimbal

/// Returns the Jacobian of a function: every derivative of every element of f(x) by every element of x.
///
///     let J = try jacobian(of: { try $0.softmax(axis: 0) }, at: logits)    // [n, n]
///
/// - Shapes: x `[...X]`, f(x) `[...Y]` → `[...Y, ...X]`.
/// - Parameter createGraph: keeps the result on the tape, differentiable further, also in `x`.
/// - Throws: what `function` throws.
/// - Complexity: one evaluation and as many rows as f(x) has elements; rows are walked back in stacks through libtorch's
///   batching, one after the other where an operator or an own kernel does not take stacks.
public func jacobian(
    of function: TensorFunction, at x: Tensor, createGraph: Bool = false
) throws -> Tensor {
    try jacobian(of: { try function($0[0]) }, at: [x], createGraph: createGraph)[0]
}

/// Returns the Jacobian of a function of several tensors in each of them.
///
/// - Shapes: inputs `[...Xᵢ]`, f(inputs) `[...Y]` → per input `[...Y, ...Xᵢ]`.
/// - Throws: what `function` throws.
public func jacobian(
    of function: TensorsFunction, at inputs: [Tensor], createGraph: Bool = false
) throws -> [Tensor] {
    let keeps = createGraph || ForwardMode.isActive
    let recorded = try RecordedValue(function, at: inputs, isConnected: keeps)
    return try jacobianRows(recorded.output, recorded.inputs, createGraph: keeps)
}

/// Returns the Hessian of a scalar function.
///
/// - Shapes: x `[...X]` → `[...X, ...X]`.
/// - Parameter createGraph: keeps the result on the tape, differentiable further, also in `x`.
/// - Throws: what `function` throws; `TensorError` if its value has several elements.
public func hessian(of function: TensorFunction, at x: Tensor, createGraph: Bool = false) throws -> Tensor {
    try hessian(of: { try function($0[0]) }, at: [x], createGraph: createGraph)[0][0]
}

/// Returns the blocks of the Hessian of a scalar function of several tensors.
///
/// - Shapes: inputs `[...Xᵢ]` → block `[i][j]` `[...Xᵢ, ...Xⱼ]`.
/// - Throws: what `function` throws; `TensorError` if its value has several elements.
public func hessian(
    of function: TensorsFunction, at inputs: [Tensor], createGraph: Bool = false
) throws -> [[Tensor]] {
    let keeps = createGraph || ForwardMode.isActive
    let recorded = try RecordedValue(function, at: inputs, isConnected: keeps)
    let slopes = try recorded.gradients(cotangent: nil, createGraph: true)
    return try slopes.map { try jacobianRows($0, recorded.inputs, createGraph: keeps) }
}

/// Elements that a stack of rows may have, so that large Jacobians do not take the memory of many gradients at once.
private let stackLimit = 1 << 22

/// The Jacobian of a recorded output in every input.
private func jacobianRows(_ output: Tensor, _ inputs: [Tensor], createGraph: Bool) throws -> [Tensor] {
    let rowCount = output.count
    let shapes = inputs.map { output.shape + $0.shape }
    guard output.requiresGradient, rowCount > 0 else {
        return try zip(inputs, shapes).map { try Tensor.zeros($1, dtype: $0.dtype, device: $0.device) }
    }
    let widest = max(inputs.reduce(rowCount) { max($0, $1.count) }, 1)
    let height = max(1, min(rowCount, stackLimit / widest))
    var parts: [[Tensor]] = []
    for start in stride(from: 0, to: rowCount, by: height) {
        let rows = min(height, rowCount - start)
        let cotangents = try Tensor.eye(rowCount, dtype: output.dtype, device: output.device)
            .narrow(axis: 0, start: start, length: rows).reshaped([rows] + output.shape)
        parts.append(try stackedGradients(output, cotangents, inputs, createGraph: createGraph))
    }
    return try inputs.indices.map { position in
        let rows = parts.map { $0[position] }
        return try (rows.count == 1 ? rows[0] : Tensor.concatenated(rows)).reshaped(shapes[position])
    }
}

/// The gradients for a stack of cotangents, one stack per input.
private func stackedGradients(
    _ output: Tensor, _ cotangents: Tensor, _ inputs: [Tensor], createGraph: Bool
) throws -> [Tensor] {
    let rowCount = try cotangents.size(0)
    if rowCount > 1, let found = batchedGradients(output, cotangents, inputs, createGraph: createGraph) {
        return try zip(found, inputs).map { try $0 ?? zeros(rowCount, like: $1) }
    }
    var rows: [[Tensor?]] = []
    for row in 0..<rowCount {
        rows.append(
            try withGradient(enabled: true) {
                try optionalGradients(
                    of: output, withRespectTo: inputs, cotangent: cotangents[row], keepGraph: true,
                    createGraph: createGraph)
            })
    }
    return try inputs.indices.map { position in
        try Tensor.stacked(rows.map { try $0[position] ?? inputs[position].detached().zerosLike() })
    }
}

private func zeros(_ rowCount: Int, like input: Tensor) throws(TensorError) -> Tensor {
    try Tensor.zeros([rowCount] + input.shape, dtype: input.dtype, device: input.device)
}

/// All rows in one walk; nil where an operator on the way does not take stacks.
private func batchedGradients(
    _ output: Tensor, _ cotangents: Tensor, _ inputs: [Tensor], createGraph: Bool
) -> [Tensor?]? {
    var error = GError()
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    withGradient(enabled: true) {
        withExtendedLifetime(inputs) {
            g_gradients_batched(
                output.handle.raw, cotangents.handle.raw, rawHandles(inputs), Int64(inputs.count),
                createGraph,
                &results, &error)
        }
    }
    if error.code == 0 { return results.map { $0.map(Tensor.init(owning:)) } }
    // What a callback reported is dropped: the walk row by row reports what is really wrong.
    _ = failure(&error, operation: "jacobian", operands: [])
    return nil
}
