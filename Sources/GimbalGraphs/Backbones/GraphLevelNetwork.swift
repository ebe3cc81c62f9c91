// Networks from whole graphs to one row of outputs per graph.
import GimbalNN
import GimbalTensor

/// A graph network, a readout of each graph's nodes, and a head.
///
/// With ``Head/perceptron(hiddenCounts:)`` it is MLP(readout(encoder)), or of all hidden layers joined by jumping
/// knowledge; with ``Head/linearPerLayer`` Σ_l dropout(W_l readout(h_l) + b_l) over the input and all hidden layers, as
/// graph isomorphism networks are published.
///
/// - Shapes: a batch with node features → `[graphCount, outputCount]`; features `[graphCount, featureCount]`.
/// - State-dict names: `encoder.…`, `pooling.gate_nn.weight`, `jumping.…`, `head.blocks.0.linear.weight`,
///   `head.head.weight`, `linears_prediction.0.weight`.
/// - Throws: `GraphError` if the batch has no node features or the encoder does not fit the settings.
/// - Paper: Xu et al. 2019, arXiv 1810.00826, section 4.2 (readout of every layer); Xu et al. 2018, arXiv 1806.03536
///   (jumping knowledge).
public final class GraphLevelNetwork: Module {
    /// What the nodes of a graph become.
    public enum Readout: String, Sendable, Codable, Hashable, CaseIterable {
        /// Their sum.
        case sum
        /// Their mean.
        case mean
        /// The largest value of each column.
        case max
        /// Their sum weighted by the softmax of a linear map's scores.
        case attention
    }

    /// What follows the readout.
    public enum Head: Sendable, Codable, Hashable {
        /// A perceptron with hidden layers of these widths; none makes it linear.
        case perceptron(hiddenCounts: [Int])
        /// A linear map for the readout of the input and one for that of every hidden layer, summed.
        case linearPerLayer
    }

    /// Settings of what follows the encoder.
    public struct Config: Sendable, Codable, Hashable {
        /// Outputs per graph.
        public var outputCount: Int
        /// What the nodes of a graph become; the paper's sum tells graphs apart that means confuse.
        public var readout = Readout.sum
        /// What follows the readout.
        public var head = Head.perceptron(hiddenCounts: [])
        /// How hidden layers are joined before the readout; nil reads the encoder's outputs.
        public var jumping: JumpingKnowledge.Mode?
        /// Dropout after each hidden layer of the head, or of each layer's scores.
        public var dropout = 0.5
        /// What follows hidden layers of the head.
        public var activation = Activation.relu
        /// What stands between linear map and activation in hidden layers of the head.
        public var norm = NormLayer.none

        /// Describes a network; everything else starts as a sum, dropout 0.5 and a linear map.
        public init(outputCount: Int) { self.outputCount = outputCount }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// Computes features of nodes.
    public let encoder: GraphNetwork
    /// Joins layers before the readout.
    public let jumping: JumpingKnowledge?
    /// Reduces the nodes of each graph.
    public let pooling: any GraphReadout
    /// Maps the readout.
    public let head: MLP?
    /// Maps the readout of the input and of every hidden layer.
    public let linears: [Linear]
    private let dropout: Dropout

    public override class var stateKeys: [String: String] { ["linears": "linears_prediction"] }

    /// Takes an encoder and draws the first values of everything else from the initialisation stream.
    ///
    /// - Parameters:
    ///   - config: what follows the encoder.
    ///   - encoder: its outputs are read out; one made without an `outputCount` gives its hidden features. Jumping
    ///     knowledge and maps per layer need a ``GraphStack`` of that kind.
    ///   - context: where first values come from.
    /// - Throws: `GraphError` if the encoder does not fit, `ModuleError` for a head that cannot be.
    public init(_ config: Config, encoder: GraphNetwork, _ context: Context) throws {
        self.config = config
        self.encoder = encoder
        let widths = try config.readWidths(of: encoder)
        jumping = try config.jumping.map { try JumpingKnowledge($0, context) }
        pooling = try config.pooling(of: widths, context)
        if case .perceptron(let hiddenCounts) = config.head {
            head = try MLP(
                .init(
                    inputCount: widths.reduce(0, +), hiddenCounts: hiddenCounts,
                    outputCount: config.outputCount, activation: config.activation, norm: config.norm,
                    dropout: config.dropout), context)
            linears = []
        } else {
            try checkWidths([config.outputCount], of: "GraphLevelNetwork")
            head = nil
            linears = try widths.map { try Linear($0, config.outputCount, context) }
        }
        dropout = try Dropout(config.dropout)
        featureCount = widths.reduce(0, +)
        super.init()
    }

    public override var settings: String {
        "\(config.readout)" + (linears.isEmpty ? "" : ", of every layer")
            + (jumping.map { ", jumping \($0.settings)" } ?? "")
    }

    /// Columns of `features`.
    public let featureCount: Int

    /// Computes the readout of each graph `[graphCount, featureCount]`; with maps per layer, those of all layers side by
    /// side.
    ///
    /// - Throws: `GraphError` if the batch has no node features.
    public func features(_ batch: GraphBatch, _ context: Context) throws -> Tensor {
        let parts = try readouts(batch, context)
        return parts.count == 1 ? parts[0] : try Tensor.concatenated(parts, axis: 1)
    }

    /// Computes the outputs of each graph.
    public func callAsFunction(_ batch: GraphBatch, _ context: Context) throws -> Tensor {
        if let head { return try head(features(batch, context), context) }
        let scores = try zip(linears, readouts(batch, context)).map { linear, part in
            try dropout(linear(part, context), context)
        }
        return try scores.dropFirst().reduce(scores[0]) { try $0 + $1 }
    }

    /// One readout, or that of the input and of every hidden layer.
    private func readouts(_ batch: GraphBatch, _ context: Context) throws -> [Tensor] {
        guard let features = batch.features else {
            throw GraphError(
                "features", "the batch of \(batch.graphCount) graphs has no node features",
                fix: "Give features with the graphs; degrees or ones where there are none.")
        }
        let input = try GraphInput(features: features, graph: batch.graph)
        return try nodeFeatures(input, context).map { try pooling($0, over: batch, context) }
    }

    private func nodeFeatures(_ input: GraphInput, _ context: Context) throws -> [Tensor] {
        if config.head == .linearPerLayer, let stack = encoder as? GraphStack {
            return [try input.features.dense()] + (try stack.hiddenFeatures(input, context))
        }
        if let jumping, let stack = encoder as? GraphStack {
            return [try jumping(stack.hiddenFeatures(input, context), context)]
        }
        return [try encoder(input, context)]
    }
}

extension GraphLevelNetwork.Config {
    /// Columns of each tensor that is read out.
    ///
    /// - Throws: `GraphError` if the encoder does not say, or has no hidden layers where they are read.
    func readWidths(of encoder: GraphNetwork) throws -> [Int] {
        guard jumping != nil || head == .linearPerLayer else {
            guard encoder.outputCount > 0 else {
                throw refusal(encoder, "says nothing of its outputs", "Override outputCount.")
            }
            return [encoder.outputCount]
        }
        guard jumping == nil || head != .linearPerLayer else {
            throw refusal(encoder, "would be read twice", "Choose jumping knowledge or maps per layer.")
        }
        guard let stack = encoder as? GraphStack, stack.stack.outputCount == nil else {
            throw refusal(
                encoder, "has a last map or no hidden layers, and they are what is read",
                "Give a stack such as GIN with an outputCount of nil.")
        }
        let (count, width) = (stack.stack.layerCount, stack.stack.hiddenCount)
        switch jumping {
        case nil: return [stack.stack.inputCount] + [Int](repeating: width, count: count)
        case .concatenation: return [count * width]
        case .attention(width, count), .max: return [width]
        case .attention(let features, let layers):
            throw refusal(
                encoder,
                "has \(count) layers of \(width) features, attention expects \(layers) of \(features)",
                "Give the encoder's.")
        }
    }

    func pooling(of widths: [Int], _ context: Context) throws -> any GraphReadout {
        switch readout {
        case .sum: return GlobalPooling(.sum)
        case .mean: return GlobalPooling(.mean)
        case .max: return GlobalPooling(.max)
        case .attention:
            guard widths.count == 1 else {
                throw GraphError(
                    "readout", "one gate cannot score \(widths.count) layers of \(widths) features",
                    fix: "Use the sum, or a perceptron as the head.")
            }
            return AttentionalPooling(gate: try Linear(widths[0], 1, context))
        }
    }

    private func refusal(_ encoder: GraphNetwork, _ reason: String, _ fix: String) -> GraphError {
        GraphError("readout", "the encoder \(type(of: encoder)) \(reason)", fix: fix)
    }
}
