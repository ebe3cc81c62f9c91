// What gated layers check alike.
import GimbalTensor

/// Checks of layers that gate edges.
enum GatedParts {
    /// Refuses counts below 1.
    ///
    /// - Throws: `GraphError` with the counts.
    static func check(_ counts: [Int]) throws {
        guard counts.allSatisfy({ $0 > 0 }) else {
            throw GraphError(
                "gates", "a gated layer has \(counts) features in, out and per edge",
                fix: "Choose numbers above 0.")
        }
    }

    /// Refuses node features of another shape.
    ///
    /// - Throws: `TensorError` with both shapes.
    static func check(_ x: NodeFeatures, _ expected: [Int], _ operation: String) throws {
        let shape: [Int] =
            switch x {
            case .dense(let x): x.shape
            case .sparse(let x): x.shape
            }
        guard shape == expected else {
            throw TensorError(
                code: "tensor.shape", operation: operation,
                message: "the features are \(shape), expected \(expected)",
                fix: "Give one row per node with as many columns as the layer has inputs.")
        }
    }

    /// Features of the edges as the layer needs them.
    ///
    /// - Throws: `GraphError` if there are none, or not as many as the layer expects.
    static func edgeFeatures(_ features: Tensor?, _ count: Int, of graph: Graph, dtype: DType) throws
        -> Tensor
    {
        guard let features, features.shape == [graph.edgeCount, count] else {
            throw GraphError(
                "features",
                "the layer gates by \(count) features per edge, expected [\(graph.edgeCount), \(count)], found "
                    + (features.map { "\($0.shape)" } ?? "none"),
                fix: "Give one row of features per edge, in the graph's own order.")
        }
        return try features.converted(to: dtype)
    }
}
