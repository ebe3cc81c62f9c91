// One small network of every kind.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport

/// Small networks from 4 features, with dropout and hidden width 6 wherever there is one.
enum SampleNetwork: String, CaseIterable, Sendable {
    case gcn, perceptron, gat, gatv2, sageMean, sageMax, gin, appnp, sgc

    func make(outputCount: Int? = 3, layerCount: Int = 3, dropout: Double = 0.4, seed: UInt64 = 1) throws
        -> GraphNetwork
    {
        let context = Context(seed: seed)
        let stack = LayerStackConfig(
            inputCount: 4, outputCount: outputCount, hiddenCount: 6, layerCount: layerCount, dropout: dropout)
        switch self {
        case .gcn: return try GCN(stack, context)
        case .perceptron: return try NodeMLP(stack, context)
        case .gat, .gatv2:
            var config = GAT.Config(inputCount: 4, outputCount: outputCount)
            (config.hiddenCount, config.headCount, config.outputHeadCount) = (3, 2, 2)
            (config.layerCount, config.dropout, config.attentionDropout) = (layerCount, dropout, dropout)
            config.isDynamic = self == .gatv2
            return try GAT(config, context)
        case .sageMean, .sageMax:
            var config = GraphSAGE.Config(inputCount: 4, outputCount: outputCount)
            (config.hiddenCount, config.layerCount, config.dropout) = (6, layerCount, dropout)
            config.aggregation = self == .sageMax ? .max : .mean
            config.normalizes = self == .sageMean
            return try GraphSAGE(config, context)
        case .gin:
            var config = GIN.Config(inputCount: 4, outputCount: outputCount)
            (config.hiddenCount, config.layerCount, config.dropout) = (6, layerCount, dropout)
            config.learnsEps = true
            return try GIN(config, context)
        case .appnp:
            var config = APPNPNetwork.Config(inputCount: 4, outputCount: outputCount)
            (config.hiddenCount, config.layerCount, config.hopCount) = (6, layerCount, 3)
            (config.dropout, config.adjacencyDropout) = (dropout, dropout)
            return try APPNPNetwork(config, context)
        case .sgc:
            var config = SGCNetwork.Config(inputCount: 4, outputCount: outputCount)
            config.dropout = dropout
            return try SGCNetwork(config, context)
        }
    }

    /// Columns of the hidden features.
    var featureCount: Int { self == .sgc ? 4 : 6 }

    /// Sparse features `[6, 4]`.
    static func sparse() throws -> NodeFeatures {
        let pattern = try SparsePattern(
            rowCount: 6, columnCount: 4, rowPointers: [0, 2, 3, 4, 4, 6, 7], columns: [0, 3, 1, 2, 0, 1, 3])
        return .sparse(SparseMatrix(pattern, values: try Tensor([1, -2, 3, 0.5, 1, 1, 2] as [Float])))
    }

    /// A ring with a chord and a node alone, with normal features.
    static func input(dtype: DType = .float32) throws -> GraphInput {
        try GraphInput(
            features: .dense(SampleTensors.normal([6, 4], dtype: dtype)),
            graph: SampleGraphs.ringWithIsolatedNode())
    }
}
