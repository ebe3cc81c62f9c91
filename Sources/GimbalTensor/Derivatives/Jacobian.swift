// Whole Jacobians and Hessians.

/// Which way a Jacobian is built.
public enum JacobianDirection: Sendable, Hashable {
    /// One walk back along the tape per element of the output: for functions with few outputs.
    case reverse
    /// One evaluation with a tangent per element of the input: for functions with few inputs. The function is called
    /// that often and has to give the same each time.
    case forward
}

/// Returns the Jacobian of a function: every derivative of every element of f(x) by every element of x.
///
///     let J = try jacobian(of: { try $0.softmax(axis: 0) }, at: logits)    // [n, n]
///
/// - Shapes: x `[...X]`, f(x) `[...Y]` → `[...Y, ...X]`.
/// - Parameters:
///   - direction: `.forward` where f(x) has far more elements than x.
///   - createGraph: keeps the result on the tape, differentiable further, also in `x`.
/// - Throws: what `function` throws.
/// - Complexity: in reverse one evaluation and a walk back per element of f(x), forward about two evaluations per element
///   of x.
public func jacobian(
    of function: TensorFunction, at x: Tensor, direction: JacobianDirection = .reverse,
    createGraph: Bool = false
) throws -> Tensor {
    try jacobian(
        of: { try function($0[0]) }, at: [x], direction: direction, createGraph: createGraph)[0]
}

/// Returns the Jacobian of a function of several tensors in each of them.
///
/// - Shapes: inputs `[...Xᵢ]`, f(inputs) `[...Y]` → per input `[...Y, ...Xᵢ]`.
/// - Throws: what `function` throws.
public func jacobian(
    of function: TensorsFunction, at inputs: [Tensor], direction: JacobianDirection = .reverse,
    createGraph: Bool = false
) throws -> [Tensor] {
    let keeps = createGraph || ForwardMode.isActive
    if direction == .forward { return try jacobianColumns(function, inputs, createGraph: keeps) }
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

/// The Jacobian of a recorded output in every input, one walk along the tape per row.
private func jacobianRows(_ output: Tensor, _ inputs: [Tensor], createGraph: Bool) throws -> [Tensor] {
    let rowCount = output.count, shape = output.shape
    guard output.requiresGradient, rowCount > 0 else {
        return try inputs.map {
            try Tensor.zeros(shape + $0.shape, dtype: $0.dtype, device: $0.device)
        }
    }
    var rows = inputs.map { _ in [Tensor]() }
    for row in 0..<rowCount {
        let cotangent = try oneHot(row, like: output)
        let slopes = try withGradient(enabled: true) {
            try gradients(
                of: output, withRespectTo: inputs, cotangent: cotangent, keepGraph: true,
                createGraph: createGraph)
        }
        for (position, slope) in slopes.enumerated() { rows[position].append(slope) }
    }
    return try zip(rows, inputs).map { try Tensor.stacked($0).reshaped(shape + $1.shape) }
}

/// The Jacobian in every input, one evaluation in forward mode per column.
private func jacobianColumns(_ function: TensorsFunction, _ inputs: [Tensor], createGraph: Bool) throws
    -> [Tensor]
{
    var blocks: [Tensor] = []
    for (position, input) in inputs.enumerated() {
        guard input.count > 0 else {
            let shape = try withoutGradient { try function(inputs).shape }
            blocks.append(try Tensor.zeros(shape + input.shape, dtype: input.dtype, device: input.device))
            continue
        }
        var columns: [Tensor] = []
        for column in 0..<input.count {
            var tangents = try inputs.map { try $0.detached().zerosLike() }
            tangents[position] = try oneHot(column, like: input)
            columns.append(
                try jacobianVectorProduct(
                    of: function, at: inputs, tangents: tangents, createGraph: createGraph
                ).product)
        }
        let shape = columns[0].shape + input.shape
        blocks.append(try Tensor.stacked(columns, axis: -1).reshaped(shape))
    }
    return blocks
}

/// Zeros with a one at a position in row-major order.
private func oneHot(_ position: Int, like tensor: Tensor) throws(TensorError) -> Tensor {
    let flat = try Tensor.zeros([tensor.count], dtype: tensor.dtype, device: tensor.device)
    try flat.select(position, axis: 0).fillInPlace(1)
    return try flat.reshaped(tensor.shape)
}
