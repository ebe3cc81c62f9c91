// Layers in a row.
import GimbalTensor

/// Applies layers one after the other.
///
/// Names in state dicts are the numbers alone (`0.weight`), as PyTorch has them. Several layers that are used otherwise
/// than in a row need no container: a property that is a Swift array of modules is walked under the property's name
/// (`let blocks: [Block]` gives `blocks.0.weight`), which is PyTorch's `ModuleList`.
///
/// - Shapes: what the first layer takes → what the last one gives; without layers the input itself.
public final class Sequential: Module, UnaryLayer {
    /// The layers, first to last.
    public private(set) var layers: [any UnaryLayer] { didSet { childrenDidChange() } }

    public override class var stateKeys: [String: String] { ["layers": ""] }

    /// Takes the layers, first to last.
    public init(_ layers: [any UnaryLayer]) {
        self.layers = layers
        super.init()
    }

    /// Takes the layers, first to last.
    public convenience init(_ layers: any UnaryLayer...) { self.init(layers) }

    /// Number of layers.
    public var count: Int { layers.count }

    /// One of the layers.
    public subscript(index: Int) -> any UnaryLayer { layers[index] }

    /// Some of the layers as a sequence that shares them, such as all but the head.
    public subscript(range: Range<Int>) -> Sequential { Sequential(Array(layers[range])) }

    /// Adds a layer at the end; optimisers made before do not know its parameters.
    public func append(_ layer: any UnaryLayer) { layers.append(layer) }

    /// Adds the layers of another sequence, which are then shared with it.
    public func append(contentsOf other: Sequential) { layers += other.layers }

    public override var settings: String { "\(layers.count) layers" }

    /// Applies the layers in order.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        var y = x
        for layer in layers { y = try layer(y, context) }
        return y
    }
}
