// Gradients checked against differences, for functions and layers of one's own.

/// Compares the derivatives of a function with central differences.
///
///     try checkGradients(of: { try myLoss($0[0], $0[1]) }, at: [x, y], order: 2)
///
/// Outputs with several elements are weighted with fixed numbers. For order n the derivative of order n - 1 is itself
/// differentiated both ways.
///
/// - Parameters:
///   - function: deterministic: it is called twice for every element of every input.
///   - inputs: float64, because differences of float32 have only three digits.
///   - order: 1 for the gradient, 2 also for the second derivatives, and so on.
///   - step: distance of the two points of a difference.
///   - tolerance: allowed |found - expected| / (1 + |expected|).
/// - Returns: the largest such deviation.
/// - Throws: `TensorError` (`tensor.gradient`) that names order, input and element; what `function` throws.
@discardableResult
public func checkGradients(
    of function: @escaping TensorsFunction, at inputs: [Tensor], order: Int = 1, step: Double = 1e-6,
    tolerance: Double = 1e-5
) throws -> Double {
    if let position = inputs.firstIndex(where: { $0.dtype != .float64 }) {
        throw TensorError(
            code: "tensor.dtype", operation: "checkGradients",
            message: "input \(position) is \(inputs[position].dtype)",
            fix: "Differences need float64: `converted(to: .float64)`.")
    }
    var current: TensorsFunction = { try weighted(function($0)) }
    var worst = 0.0
    for level in 1...max(order, 1) {
        let check = GradientCheck(function: current, order: level, step: step, tolerance: tolerance)
        worst = max(worst, try check.worstDeviation(at: inputs))
        let below = current
        current = { points in
            let slopes = try valueAndGradients(of: below, at: points, createGraph: true).gradients
            var sum = try Tensor(scalar: 0.0).moved(to: points[0].device)
            for slope in slopes { sum = try sum + weighted(slope) }
            return sum
        }
    }
    return worst
}

/// The sum of all elements, each with a weight of its own, so that errors cannot cancel.
private func weighted(_ value: Tensor) throws(TensorError) -> Tensor {
    let weights = try Tensor.arange(value.count, dtype: value.dtype, device: value.device).cos() + 1.5
    return try (value.reshaped([-1]) * weights).sum()
}

private struct GradientCheck {
    let function: TensorsFunction
    let order: Int
    let step: Double
    let tolerance: Double

    func worstDeviation(at inputs: [Tensor]) throws -> Double {
        let slopes = try valueAndGradients(of: function, at: inputs).gradients
        var worst = 0.0
        for (position, slope) in slopes.enumerated() {
            let base = try inputs[position].doubles()
            for (element, found) in try slope.doubles().enumerated() {
                let expected = try difference(inputs, position, base, element)
                let deviation = abs(found - expected) / (1 + abs(expected))
                guard deviation <= tolerance else {
                    throw mismatch(inputs[position].shape, position, element, found, expected)
                }
                worst = max(worst, deviation)
            }
        }
        return worst
    }

    private func difference(_ inputs: [Tensor], _ position: Int, _ base: [Double], _ element: Int) throws
        -> Double
    {
        func value(_ change: Double) throws -> Double {
            var elements = base
            elements[element] += change
            var points = inputs
            points[position] = try Tensor(elements, shape: inputs[position].shape)
                .moved(to: inputs[position].device)
            return try function(points).item()
        }
        return (try value(step) - value(-step)) / (2 * step)
    }

    private func mismatch(
        _ shape: [Int], _ position: Int, _ element: Int, _ found: Double, _ expected: Double
    )
        -> TensorError
    {
        var rest = element
        let place = shape.reversed().map { size in
            defer { rest /= size }
            return rest % size
        }
        return TensorError(
            code: "tensor.gradient", operation: "checkGradients",
            message: "the derivative of order \(order) in input \(position) at \(Array(place.reversed())) is "
                + "\(found), differences give \(expected)",
            fix: "Check the backward of the operators that the function uses, and that it is smooth there.")
    }
}
