// The flat table of a module tree, its state, and its description.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

/// Children in an array, an optional and a plain property; a parameter with a key of its own; buffers and constants.
private final class Tree: Module {
    @Parameter var inputWeight: Tensor
    @Parameter var outputBias: Tensor?
    @Buffer var runningMean: Tensor
    @Constant var mask: Tensor
    let layers: [Linear]
    let head: Linear?
    let missing: Linear?

    init(_ context: Context, outputBias: Tensor? = nil) throws {
        _inputWeight = Parameter(wrappedValue: try Tensor.zeros([2]), "in_proj_weight")
        self.outputBias = outputBias
        runningMean = try Tensor.zeros([3])
        mask = try Tensor.ones([4])
        layers = try [Linear(2, 3, context), Linear(3, 2, hasBias: false, context)]
        head = try Linear(2, 1, context)
        missing = nil
        super.init()
    }

    override var settings: String { "two layers" }
}

private final class Bare: Module {
    let weight: Tensor
    init(_ weight: Tensor) {
        self.weight = weight
        super.init()
    }
}

private final class BareList: Module {
    let weights: [Tensor]
    init(_ weights: [Tensor]) {
        self.weights = weights
        super.init()
    }
}

private final class Integers: Module {
    @Parameter var index: Tensor
    init(_ index: Tensor) {
        self.index = index
        super.init()
    }
}

@Suite("Module")
struct ModuleTests {
    private let tree: Tree

    init() throws { tree = try Tree(Context(seed: 1)) }

    @Test("names are those of PyTorch's state dict, in order of declaration")
    func names() throws {
        let table = try tree.table()
        #expect(
            Array(table.parameters.keys) == [
                "in_proj_weight", "layers.0.weight", "layers.0.bias", "layers.1.weight", "head.weight",
                "head.bias",
            ])
        #expect(Array(table.buffers.keys) == ["running_mean"])
        #expect(table.parameterCount == 2 + 6 + 3 + 6 + 2 + 1)
        #expect(try tree.stateDict().count == 7)
    }

    @Test("an optional parameter that is there is in the table")
    func optional() throws {
        let other = try Tree(Context(seed: 1), outputBias: Tensor.zeros([2]))
        #expect(try other.table().parameters.keys.contains("output_bias"))
    }

    @Test("parameters are leaves that want gradients, buffers and constants are not")
    func leaves() throws {
        for tensor in try tree.table().parameterTensors { #expect(tensor.requiresGradient) }
        #expect(!tree.runningMean.requiresGradient && !tree.mask.requiresGradient)
    }

    @Test("a bare tensor and an integer parameter are refused with their names")
    func refusals() throws {
        let bare = #expect(throws: ModuleError.self) { try Bare(Tensor.ones([1])).table() }
        #expect(
            bare?.description == "Bare.weight is a bare Tensor. Declare it @Parameter, @Buffer or @Constant.")
        #expect(throws: ModuleError.self) { try BareList([Tensor.ones([1])]).table() }
        #expect(try BareList([]).table().parameters.isEmpty)
        let integers = #expect(throws: ModuleError.self) { try Integers(Tensor([1])).table() }
        #expect(integers?.code == "module.dtype" && integers?.message.contains("\"index\" is int64") == true)
    }

    @Test("the description shows type, settings, parameters and children")
    func description() {
        #expect(
            tree.description == """
                Tree(two layers) - 20 parameters
                  layers.0: Linear(2 → 3, bias) - 9 parameters
                  layers.1: Linear(3 → 2) - 6 parameters
                  head: Linear(2 → 1, bias) - 3 parameters
                """)
    }

    @Test("conversion reaches parameters and buffers, and the converted network runs")
    func conversion() throws {
        try tree.convert(to: .float64)
        for tensor in try tree.stateDict().values { #expect(tensor.dtype == .float64) }
        #expect(tree.layers[0].weight.requiresGradient)
        let y = try tree.layers[0](Tensor([1.0, 2], shape: [1, 2]), Context(seed: 0))
        #expect(y.dtype == .float64 && tree.mask.dtype == .float64)
        try tree.move(to: .cpu)
        let error = #expect(throws: ModuleError.self) { try tree.convert(to: .int64) }
        #expect(error?.code == "module.dtype")
    }
}
