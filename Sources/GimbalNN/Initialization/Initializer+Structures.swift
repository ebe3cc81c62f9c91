// First values that are not drawn one by one.
import Foundation
import GimbalTensor

extension Initializer {
    func identity(_ shape: [Int]) throws -> Tensor {
        guard shape.count == 2 else {
            throw problem(
                "shape \(shape) is no matrix", fix: "Use it for [outputs, inputs], dirac for convolutions.")
        }
        return try Tensor.eye(shape[0], shape[1])
    }

    func dirac(_ shape: [Int], groupCount: Int) throws -> Tensor {
        guard (3...5).contains(shape.count), groupCount > 0, shape[0] % groupCount == 0 else {
            throw problem(
                "shape \(shape) is no kernel whose outputs are divisible by \(groupCount) groups",
                fix: "Use it for [outputs, inputs, kernel...].")
        }
        let outputs = shape[0] / groupCount
        let (size, middle) = Self.middle(of: shape)
        var places: [Int] = []
        for group in 0..<groupCount {
            for channel in 0..<min(outputs, shape[1]) {
                places.append(((group * outputs + channel) * shape[1] + channel) * size + middle)
            }
        }
        return try Tensor.zeros([shape.reduce(1, *)]).indexFill(Tensor(places), axis: 0, value: 1).reshaped(
            shape)
    }

    func orthogonal(_ shape: [Int], gain: Double, _ context: Context) throws -> Tensor {
        guard shape.count >= 2 else {
            throw problem(
                "shape \(shape) has fewer than two axes", fix: "Use it for weights, not for biases.")
        }
        let rows = shape[0], columns = shape.dropFirst().reduce(1, *)
        guard rows * columns > 0 else { return try Tensor.zeros(shape) }
        let stream = try context.stream(.initialization)
        // In float64, so that the float32 result is orthogonal to its last bit.
        let normal = try Tensor.randn(
            [max(rows, columns), min(rows, columns)], dtype: .float64, using: stream)
        let (q, r) = try normal.qr()
        // Without the signs of r the distribution is not uniform (Mezzadri 2007).
        let signs = try Tensor.where(r.diagonal().less(0), -1.0, r.diagonal().onesLike())
        let matrix = try q * signs * gain
        return try (rows < columns ? matrix.t() : matrix).contiguous().converted(to: .float32).reshaped(shape)
    }

    func deltaOrthogonal(_ shape: [Int], gain: Double, _ context: Context) throws -> Tensor {
        guard (3...5).contains(shape.count), shape[0] >= shape[1] else {
            throw problem(
                "shape \(shape) is no kernel with at least as many outputs as inputs",
                fix: "Use it for [outputs, inputs, kernel...] that does not lose channels.")
        }
        let (size, middle) = Self.middle(of: shape)
        let matrix = try orthogonal([shape[0], shape[1]], gain: gain, context)
        return try Tensor.zeros([shape[0], shape[1], size]).selectScatter(matrix, axis: 2, index: middle)
            .reshaped(shape)
    }

    func sparse(_ shape: [Int], _ sparsity: Double, _ deviation: Double, _ context: Context) throws -> Tensor
    {
        guard shape.count == 2, (0...1).contains(sparsity), deviation >= 0 else {
            throw problem(
                "shape \(shape) is no matrix, or a setting is out of range", fix: "Use a share in 0...1.")
        }
        let values = try Initializer.normal(deviation: deviation)(shape, context)
        let zeroCount = Int((sparsity * Double(shape[0])).rounded(.up))
        let order = try Tensor.rand(shape, using: context.stream(.initialization)).argsort(axis: 0)
        return try values.scatter(order.narrow(axis: 0, start: 0, length: zeroCount), axis: 0, value: 0)
    }

    /// Draws by the inverse of the distribution function, in the lower half of the distribution, where it is exact.
    func truncated(
        _ shape: [Int], _ mean: Double, _ deviation: Double, _ low: Double, _ high: Double, _ context: Context
    ) throws -> Tensor {
        guard deviation > 0, low < high else {
            throw problem(
                "the range or the deviation is empty", fix: "Use from < to and a positive deviation.")
        }
        var lower = (low - mean) / deviation, upper = (high - mean) / deviation
        let isFlipped = lower > 0
        if isFlipped { (lower, upper) = (-upper, -lower) }
        let shares = (erfc(-lower / 2.0.squareRoot()) / 2, erfc(-upper / 2.0.squareRoot()) / 2)
        guard shares.0 < shares.1 else {
            throw problem("the range lies too far from the mean", fix: "Use a range within 35 deviations.")
        }
        let tensor = try Tensor.empty(shape, dtype: .float64)
        try tensor.uniformInPlace(from: shares.0, to: shares.1, using: context.stream(.initialization))
        let z = try tensor.normalQuantile()
        let values = try (isFlipped ? -z : z) * deviation + mean
        return try values.clamped(min: low, max: high).converted(to: .float32)
    }

    /// Number of places of a kernel and the number of its middle one.
    private static func middle(of shape: [Int]) -> (size: Int, place: Int) {
        let kernel = shape.dropFirst(2)
        return (kernel.reduce(1, *), kernel.reduce(0) { $0 * $1 + $1 / 2 })
    }
}
