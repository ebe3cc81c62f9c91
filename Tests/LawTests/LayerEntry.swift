// What the law checkers know about a layer.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

/// What a layer promises beside the laws that hold for all.
enum LayerPromise: Sendable {
    /// Training and evaluation give the same.
    case trainEqualsEvaluate
    /// Each row of the input is treated alone.
    case perSample
    /// Renumbering the nodes renumbers the outputs.
    case permutationEquivariant
}

/// A registered layer or network with a sample input: all laws are checked for it.
struct LayerEntry: Sendable, CustomTestStringConvertible {
    typealias Apply = @Sendable (Module, Tensor, Graph, Context) throws -> Tensor

    /// The layer's type, and its settings where there are several.
    let name: String
    /// Shape of the sample input.
    let inputShape: [Int]
    /// Shape that the output must have.
    let outputShape: [Int]
    /// A shape that the layer must refuse; nil for one that takes every shape.
    let refusedShape: [Int]?
    /// What it promises.
    let promises: Set<LayerPromise>
    /// Parameters that the output cannot depend on, such as a shift before a softmax.
    let idleParameters: Set<String>
    /// Builds it.
    let make: @Sendable (Context) throws -> Module
    /// Runs it; layers without a graph ignore the graph.
    let apply: Apply

    var testDescription: String { name }

    /// The graph of all samples: six nodes, one of them alone.
    static func graph() throws -> Graph { try SampleGraphs.ringWithIsolatedNode() }

    /// Builds the layer with parameters that are all different from zero, in the wanted dtype.
    ///
    /// Biases start at zero in some layers, where a wrong gradient could hide.
    func prepared(dtype: DType = .float32, seed: UInt64 = 5) throws -> Module {
        let module = try make(Context(seed: seed))
        let stream = try RandomStream(seed: seed)
        for slot in try module.table().parameters.values {
            guard let tensor = slot.tensor else { continue }
            let noise = try Tensor.rand(tensor.shape, dtype: .float64, using: stream) * 0.4 + 0.1
            slot.replace(try tensor.detached() + noise.converted(to: tensor.dtype))
        }
        try module.convert(to: dtype)
        return module
    }

    func sample(dtype: DType = .float32, seed: UInt64 = 9) throws -> Tensor {
        try SampleTensors.normal(inputShape, dtype: dtype, seed: seed)
    }

    /// Runs the layer on the sample graph; the same mode and seed give the same random numbers.
    func run(_ module: Module, _ x: Tensor, mode: Context.Mode = .evaluate, seed: UInt64 = 3) throws -> Tensor
    {
        try apply(module, x, Self.graph(), Context(seed: seed, mode: mode))
    }
}

/// Wraps a typed layer for the registry.
func entry<Layer: Module>(
    _ name: String, input: [Int], output: [Int], refuses refused: [Int]?, _ promises: Set<LayerPromise> = [],
    idle: Set<String> = [], make: @escaping @Sendable (Context) throws -> Layer,
    apply: @escaping @Sendable (Layer, Tensor, Graph, Context) throws -> Tensor
) -> LayerEntry {
    LayerEntry(
        name: name, inputShape: input, outputShape: output, refusedShape: refused, promises: promises,
        idleParameters: idle, make: make,
        apply: { module, x, graph, context in
            guard let layer = module as? Layer else { throw GoldenProblem("\(name) made another type") }
            return try apply(layer, x, graph, context)
        })
}

/// Wraps a layer that maps one tensor to one tensor; the output has the input's shape unless another is given.
func unaryEntry<Layer: UnaryLayer>(
    _ name: String, _ input: [Int], output: [Int]? = nil, refuses refused: [Int]?,
    _ promises: Set<LayerPromise> = [], make: @escaping @Sendable (Context) throws -> Layer
) -> LayerEntry {
    entry(
        name, input: input, output: output ?? input, refuses: refused, promises, make: make,
        apply: { layer, x, _, context in try layer(x, context) })
}
