// The simple graph convolution as a backbone.
import GimbalNN
import GimbalTensor

/// A linear map of features that were propagated K times: logistic regression once the softmax is the loss's.
///
/// Y = Â^K X Wᵀ + b, Â = D̃^-1/2 (A + I) D̃^-1/2
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, inputCount]`.
/// - State-dict names: `lin.weight`, `lin.bias`.
/// - Throws: `GraphError` or `ModuleError` for settings out of range, `TensorError` if the features have not
///   `inputCount` columns.
/// - Complexity: K passes over the edges for the first call with an input, none afterwards unless features require
///   a gradient.
/// - Paper: Wu et al. 2019, arXiv 1902.07153, section 2.2: two hops. Deviation: bias; dropout where asked for.
public final class SGCNetwork: GraphNetwork {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node; nil leaves the map away, so that propagated features are the outputs.
        public var outputCount: Int?
        /// Number of propagation steps K.
        public var hopCount = 2
        /// Dropout of propagated features.
        public var dropout = 0.0
        /// Whether nodes are neighbours of themselves.
        public var selfLoops = true

        /// Describes a network; everything else starts as the paper has it.
        public init(inputCount: Int, outputCount: Int?) {
            self.inputCount = inputCount
            self.outputCount = outputCount
        }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// The map of propagated features.
    public let lin: Linear?
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try checkWidths([config.inputCount, config.outputCount ?? 1], of: "SGCNetwork")
        try checkHops(config.hopCount, of: "SGCNetwork")
        self.config = config
        lin = try config.outputCount.map { try Linear(config.inputCount, $0, context) }
        dropout = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String { "\(config.hopCount) hops" }

    public override var featureCount: Int { config.inputCount }

    public override var outputCount: Int { config.outputCount ?? featureCount }

    public override func features(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try input.features.checkWidth(config.inputCount, for: "SGCNetwork")
        // What is kept has no tape: features that are learned themselves are propagated anew.
        if case .dense(let x) = input.features, x.requiresGradient {
            return try input.adjacency(selfLoops: config.selfLoops, dtype: x.dtype)
                .propagated(x, config.hopCount)
        }
        return try input.propagatedFeatures(hopCount: config.hopCount, selfLoops: config.selfLoops)
    }

    public override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        let x = try features(input, context)
        return try lin.map { try $0(dropout(x, context), context) } ?? x
    }
}
