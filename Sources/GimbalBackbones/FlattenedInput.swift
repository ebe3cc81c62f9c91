// Networks of rows on samples of any shape.
import GimbalNN
import GimbalTensor

/// Lays the numbers of every sample in a row for the network inside.
///
/// - Shapes: x `[N, ...]` → that of the network for `[N, product]`.
public final class FlattenedInput: Module, Backbone {
    /// The network of rows.
    public let inner: any Backbone

    /// Wraps a network.
    public init(_ inner: any Backbone) {
        self.inner = inner
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { inner.featureCount }
    /// The map from features to outputs of the network inside.
    public var head: Linear? { inner.head }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        try inner.features(x.reshaped([x.shape[0], -1]), context)
    }
}
