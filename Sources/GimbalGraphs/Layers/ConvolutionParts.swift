// What graph convolutions do alike.
import GimbalNN
import GimbalTensor

/// Throws a `GraphError` unless all numbers of features are above 0.
func checkWidths(_ counts: [Int], of layer: String) throws {
    guard let wrong = counts.first(where: { $0 < 1 }) else { return }
    throw GraphError(
        "convolution", "\(layer) with \(wrong) features, expected 1 or more",
        fix: "Give the number of columns.")
}

/// Throws a `GraphError` if features would be propagated over fewer than 0 hops.
func checkHops(_ count: Int, of layer: String) throws {
    guard count < 0 else { return }
    throw GraphError(
        "convolution", "\(layer) with \(count) hops, expected 0 or more",
        fix: "0 leaves features as they are.")
}

extension NodeFeatures {
    /// Throws a `TensorError` unless there are as many columns as the layer takes.
    func checkWidth(_ count: Int, for layer: String) throws {
        guard featureCount != count else { return }
        throw TensorError(
            code: "tensor.shape", operation: layer,
            message: "the features are [\(nodeCount), \(featureCount)], expected [nodes, \(count)]",
            fix: "Give the layer the graph's own number of features as inputCount.")
    }

    /// Whether zeros are left out.
    var isSparse: Bool {
        if case .sparse = self { return true }
        return false
    }
}

extension Linear {
    /// The map without its shift, for what is propagated afterwards.
    func withoutBias(_ x: NodeFeatures, _ context: Context) throws -> Tensor {
        switch x {
        case .dense(let x): try x.linear(context[$weight], bias: nil)
        case .sparse(let x): try x.matmul(context[$weight].transposed(0, 1))
        }
    }
}

extension SparseMatrix {
    /// x multiplied `count` times: `[N, F]` → `[N, F]`.
    func propagated(_ x: Tensor, _ count: Int) throws -> Tensor {
        try (0..<count).reduce(x) { x, _ in try matmul(x) }
    }
}
