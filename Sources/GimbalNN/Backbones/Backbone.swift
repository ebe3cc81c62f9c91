// What all backbones offer.
import GimbalTensor

/// A network that computes features of each sample, and logits from them if it has a head.
///
/// Pre-training methods use `features` as an encoder; classifiers call the network itself.
public protocol Backbone: UnaryLayer {
    /// Number of features that `features` gives per sample.
    var featureCount: Int { get }
    /// The map from features to logits; nil for a network that is used as an encoder.
    var head: Linear? { get }
    /// Computes what the head sees: `[..., featureCount]`.
    func features(_ x: Tensor, _ context: Context) throws -> Tensor
}

extension Backbone {
    /// Computes logits, or the features of a network without a head.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let features = try features(x, context)
        return try head?(features, context) ?? features
    }
}
