// Attention itself: a fused kernel, and its composition from differentiable operators.
import GimbalTensor

/// Attends from queries to keys and values: softmax(q kᵀ · scale + mask) v.
enum ScaledDotProduct {
    /// The fused kernel (flash attention on CPUs and GPUs), with derivatives of every order.
    ///
    /// - Parameters:
    ///   - query: `[N, heads, T, d]`.
    ///   - key: `[N, heads, S, d]`.
    ///   - value: `[N, heads, S, d]`.
    ///   - mask: see `AttentionMask`.
    static func fused(_ query: Tensor, _ key: Tensor, _ value: Tensor, mask: AttentionMask) throws -> Tensor {
        let shape = try AttentionShape(query, key)
        let isCausal = mask.isPlainCausal(shape)
        var inputs = [query, key, value]
        var boolean: Tensor?
        if !isCausal, let combined = try mask.combined(shape, dtype: query.dtype, device: query.device) {
            // The kernel's boolean masks say what to keep.
            if combined.dtype == .bool {
                boolean = try combined.logicalNot()
            } else {
                inputs.append(combined)
            }
        }
        let kept = boolean
        let outputs = try FusedFunction.apply(inputs) { tensors in
            let mask = tensors.count > 3 ? tensors[3] : kept
            return [
                try tensors[0].scaledDotProductAttention(
                    key: tensors[1], value: tensors[2], mask: mask, isCausal: isCausal)
            ]
        } reference: { tensors in
            let left =
                try tensors.count > 3 ? tensors[3] : kept?.logicalNot() ?? causal(isCausal, shape, tensors[0])
            let weights = try weights(tensors[0], tensors[1], mask: left)
            return [try weights.matmul(tensors[2])]
        }
        return outputs[0]
    }

    /// The weights alone, `[N, heads, T, S]`; rows without any key are zero.
    static func weights(_ query: Tensor, _ key: Tensor, mask: Tensor?) throws -> Tensor {
        let scale = 1 / Double(try query.size(-1)).squareRoot()
        let scores = try (query * scale).matmul(key.transposed(-2, -1))  // [N, heads, T, S]
        guard let mask else { return try scores.softmax(axis: -1) }
        let masked =
            try mask.dtype == .bool ? scores.maskedFill(mask, value: -Double.infinity) : scores + mask
        return try callOperator("aten::_safe_softmax", [.tensor(masked), .integer(-1)])[0]
    }

    private static func causal(_ isCausal: Bool, _ shape: AttentionShape, _ query: Tensor) throws -> Tensor? {
        guard isCausal else { return nil }
        return try AttentionMask.causal.combined(shape, dtype: query.dtype, device: query.device)
    }
}

extension AttentionShape {
    /// Reads the sizes of queries `[N, heads, T, d]` and keys `[N, heads, S, d]`.
    init(_ query: Tensor, _ key: Tensor) throws {
        self.init(
            batchCount: try query.size(0), headCount: try query.size(1), queryCount: try query.size(2),
            keyCount: try key.size(2))
    }
}
