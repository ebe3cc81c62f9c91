// Ratios per tensor, for LARS and LAMB.
import GimbalTensor

/// Computes one factor per tensor from norms.
enum TrustRatio {
    /// `ratio` of the norms of weights and slopes (both `[n]`), 1 where either is zero; as one scalar per tensor, of the
    /// tensors' dtype.
    static func norms(
        _ weights: [Tensor], _ slopes: [Tensor], _ ratio: (_ weight: Tensor, _ slope: Tensor) throws -> Tensor
    ) throws -> [Tensor] {
        let weight = try Tensor.stacked(Foreach.norms(weights))  // [n]
        let slope = try Tensor.stacked(Foreach.norms(slopes))
        let isUsable = try weight.minimum(slope).greater(0)
        let ratios = try Tensor.where(isUsable, ratio(weight, slope), 1.0)
        return try ratios.converted(to: weights.first?.dtype ?? .float32).unbind()
    }
}
