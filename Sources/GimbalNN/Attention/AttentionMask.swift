// Who may look at whom.
import GimbalTensor

/// What attention leaves out: nothing, the future, padding, or what a tensor says.
///
/// Boolean masks have PyTorch's meaning in `nn.MultiheadAttention`: *true is left out*. Floating-point masks are added to
/// the scores (−∞ leaves out). Queries that have no key left get zeros.
public struct AttentionMask: Sendable {
    /// `[T, S]`, `[N · heads, T, S]` or `[N, heads or 1, T, S]`, boolean or floating-point.
    public var scores: Tensor?
    /// `[N, S]`, boolean or floating-point: keys that no query of the sample sees.
    public var keyPadding: Tensor?
    /// Whether a query sees no key behind its own position.
    ///
    /// With fewer queries than keys the last query sees all keys, as
    /// in generation.
    public var isCausal: Bool

    /// Puts a mask together.
    public init(scores: Tensor? = nil, keyPadding: Tensor? = nil, isCausal: Bool = false) {
        self.scores = scores
        self.keyPadding = keyPadding
        self.isCausal = isCausal
    }

    /// Everything may look at everything.
    public static let none = AttentionMask()
    /// Nothing may look at the future.
    public static let causal = AttentionMask(isCausal: true)

    /// Leaves out what lies behind each sequence's end.
    ///
    /// - Parameters:
    ///   - lengths: number of elements of each sequence.
    ///   - stepCount: length of the padded sequences.
    public static func padding(lengths: [Int], stepCount: Int) throws -> AttentionMask {
        let ends = try Tensor(lengths).unsqueezed(axis: 1)
        return AttentionMask(keyPadding: try Tensor.arange(stepCount).greaterEqual(ends))  // [N, S]
    }
}

/// The sizes that a mask must fit.
struct AttentionShape {
    let batchCount: Int, headCount: Int, queryCount: Int, keyCount: Int
}

extension AttentionMask {
    /// Whether only the future is left out, for as many queries as keys: kernels know that without a tensor.
    func isPlainCausal(_ shape: AttentionShape) -> Bool {
        isCausal && scores == nil && keyPadding == nil && shape.queryCount == shape.keyCount
    }

    /// One tensor that broadcasts to `[N, heads, T, S]`: boolean, true where left out, or added to the scores; nil if
    /// nothing is left out.
    func combined(_ shape: AttentionShape, dtype: DType, device: Device) throws -> Tensor? {
        var parts: [Tensor] = []
        if let scores { parts.append(try Self.expandedScores(scores, shape)) }
        if let keyPadding {
            guard keyPadding.shape == [shape.batchCount, shape.keyCount] else {
                throw Self.misfit(keyPadding, "key padding", "[\(shape.batchCount), \(shape.keyCount)]")
            }
            parts.append(try keyPadding.reshaped([shape.batchCount, 1, 1, shape.keyCount]))
        }
        if isCausal, shape.queryCount > 1 {
            parts.append(
                try Tensor.ones([shape.queryCount, shape.keyCount], dtype: .bool, device: device)
                    .triu(diagonal: 1 + shape.keyCount - shape.queryCount).unsqueezed(axis: 0).unsqueezed(
                        axis: 0))
        }
        guard var result = parts.first else { return nil }
        if parts.allSatisfy({ $0.dtype == .bool }) {
            for part in parts.dropFirst() { result = try result.logicalOr(part) }
            return result
        }
        result = try Self.additive(result, dtype)
        for part in parts.dropFirst() { result = try result + Self.additive(part, dtype) }
        return result
    }

    /// A mask that kernels add to the scores; −∞ where a boolean one is true.
    static func additive(_ mask: Tensor, _ dtype: DType) throws -> Tensor {
        guard mask.dtype == .bool else { return mask.dtype == dtype ? mask : try mask.converted(to: dtype) }
        return try Tensor.zeros(mask.shape, dtype: dtype, device: mask.device)
            .maskedFill(mask, value: -Double.infinity)
    }

    private static func expandedScores(_ scores: Tensor, _ shape: AttentionShape) throws -> Tensor {
        let pair = [shape.queryCount, shape.keyCount]
        switch scores.shape {
        case pair: return try scores.reshaped([1, 1] + pair)
        case [shape.batchCount * shape.headCount] + pair:
            return try scores.reshaped([shape.batchCount, shape.headCount] + pair)
        case let found
        where found.count == 4 && [1, shape.batchCount].contains(found[0])
            && [1, shape.headCount].contains(found[1]) && Array(found[2...]) == pair:
            return scores
        default:
            throw misfit(
                scores, "attention mask",
                "\(pair), [\(shape.batchCount * shape.headCount), \(shape.queryCount), \(shape.keyCount)] or "
                    + "[\(shape.batchCount), \(shape.headCount) or 1, \(shape.queryCount), \(shape.keyCount)]"
            )
        }
    }

    private static func misfit(_ mask: Tensor, _ name: String, _ expected: String) -> TensorError {
        TensorError(
            code: "tensor.shape", operation: "MultiHeadAttention",
            message: "the \(name) is \(mask.shape), expected \(expected)",
            fix: "Give one row per query and one column per key; true is left out.")
    }
}
