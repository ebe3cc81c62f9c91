// What layers on graphs have in common, for networks that are built of any of them.
import GimbalNN
import GimbalTensor

/// A module from node features and a graph to new node features.
public protocol GraphLayer: Module {
    /// Applies the layer over the graph of `input`, whose own features are not looked at.
    ///
    /// - Shapes: x `[N, I]` → `[N, O]`.
    func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor
}

extension GCNConv: GraphLayer {}
extension GATConv: GraphLayer {}
extension GATv2Conv: GraphLayer {}
extension GraphConv: GraphLayer {}
extension ResGatedGraphConv: GraphLayer {}
