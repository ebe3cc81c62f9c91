// Root mean square normalisation with a backward of its own: libtorch's on the CPU is a chain of operators, four times
// slower.
import GimbalTensor

extension Tensor {
    /// Divides by the root mean square over the last axes and multiplies by a weight.
    ///
    /// - Parameter epsilon: added to the mean square; nil is the smallest step of Float32, or Float64 for such elements.
    func rmsNormalized(_ shape: [Int], weight: Tensor?, epsilon: Double?) throws -> Tensor {
        let own = self.shape
        let isHalf = dtype.byteCount == 2, wide: DType = isHalf ? .float32 : dtype
        let x = isHalf ? try converted(to: wide) : self
        let scale = try weight.map { $0.dtype == wide ? $0 : try $0.converted(to: wide) }
        guard device == .cpu, own.suffix(shape.count) == shape[...], count > 0 else {
            let y = try x.rmsNorm(shape, weight: scale, epsilon: epsilon)
            return isHalf ? try y.converted(to: dtype) : y
        }
        let rows = try x.reshaped([-1, shape.reduce(1, *)])  // [rows, F]
        let flat = try scale.map { try $0.reshaped([-1]) }
        let step = wide == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
        let y = try rootMeanSquareRows(epsilon ?? step).apply([rows] + [flat].compactMap { $0 })[0]
        return try (isHalf ? y.converted(to: dtype) : y).reshaped(own)
    }
}

/// x / √(mean(x²) + epsilon) · weight for the rows of a matrix, and the factor of each row.
private func rootMeanSquareRows(_ epsilon: Double) -> CustomFunction {
    CustomFunction(outputCount: 2) { inputs in
        let x = inputs[0], width = Double(try x.size(1))
        // [rows, 1]
        let factor = try (x.norm(axis: 1, keepDimensions: true).square() / width + epsilon).rsqrt()
        let y = try x * factor
        if inputs.count > 1 { try y.multiplyInPlace(inputs[1]) }
        return [y, factor]
    } backward: { inputs, outputs, cotangents in
        let weight = inputs.count > 1 ? inputs[1] : nil
        guard let cotangent = cotangents[0] else { return inputs.map { _ in nil } }
        let slopes =
            try isRecordingGradients
            ? differentiableSlopes(inputs[0], weight, cotangent, epsilon)
            : fusedSlopes(inputs[0], weight, cotangent, factor: outputs[1])
        return weight == nil ? [slopes[0]] : slopes
    }
}

/// The gradients in as few passes as there are: row sums are products with a matrix.
private func fusedSlopes(_ x: Tensor, _ weight: Tensor?, _ cotangent: Tensor, factor: Tensor) throws
    -> [Tensor?]
{
    let width = Double(try x.size(1))
    let product = try cotangent * x
    let ofWeight = try weight.map { _ in try product.t().mv(factor.squeezed(axis: 1)) }
    let sums =
        try weight.map { try product.mv($0).unsqueezed(axis: 1) }
        ?? product.sum(axes: [1], keepDimensions: true)
    let ofX = try cotangent * factor
    if let weight { try ofX.multiplyInPlace(weight) }
    try ofX.addcmulInPlace(x, sums * factor.pow(3), scale: -1 / width)
    return [ofX, ofWeight]
}

/// The same from operators that have derivatives of every order.
private func differentiableSlopes(_ x: Tensor, _ weight: Tensor?, _ cotangent: Tensor, _ epsilon: Double)
    throws
    -> [Tensor?]
{
    let factor = try (x.square().mean(axes: [1], keepDimensions: true) + epsilon).rsqrt()
    let weighted = try weight.map { try cotangent * $0 } ?? cotangent
    let means = try (weighted * x).mean(axes: [1], keepDimensions: true)
    let ofX = try weighted * factor - x * (means * factor.pow(3))
    return [ofX, try weight.map { _ in try (cotangent * x * factor).sum(axes: [0]) }]
}
