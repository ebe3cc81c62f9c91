// Boxes and children that stand at several places of one tree.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

/// A decoder whose weight is the embedding's box, and one child under two names.
private final class Tied: Module {
    @Parameter var embedding: Tensor
    @Parameter var decoder: Tensor
    @Parameter var bias: Tensor
    let first: Linear
    let second: Linear

    init(_ context: Context) throws {
        let box = Parameter(wrappedValue: try Initializer.normal(deviation: 1)([4, 2], context))
        _embedding = box
        _decoder = box
        bias = try Tensor.zeros([4])
        first = try Linear(2, 2, context)
        second = first
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let hidden = try second(first(context[$embedding].indexSelect(x, axis: 0), context), context)
        return try hidden.linear(context[$decoder], bias: context[$bias])
    }
}

private final class Loop: Module {
    var child: Module?
}

@Suite("Shared parameters")
struct SharedParameterTests {
    private let tied: Tied

    init() throws { tied = try Tied(Context(seed: 1)) }

    @Test(
        "a shared box and a shared child are listed once, and have all names in the state dict, as PyTorch does"
    )
    func names() throws {
        let table = try tied.table()
        #expect(Array(table.parameters.keys) == ["embedding", "bias", "first.weight", "first.bias"])
        #expect(
            table.aliases == [
                "decoder": "embedding", "second.weight": "first.weight", "second.bias": "first.bias",
            ])
        #expect(
            try Array(tied.stateDict().keys) == [
                "embedding", "decoder", "bias", "first.weight", "first.bias", "second.weight", "second.bias",
            ])
        #expect(try tied.parameterCount() == 8 + 4 + 6)
        #expect(tied.modules().map(\.name) == ["", "first"])
        #expect(tied["second"] === tied["first"])
    }

    @Test("one step changes both uses once, and the gradient is the sum of both")
    func stepping() throws {
        let context = Context(seed: 1)
        let x = try Tensor([0, 3])
        let before = try tied.embedding.cloned()
        let optimizer = try Adam([ParameterGroup(try tied.trainableParameters(), learningRate: 0.5)])
        try optimizer.step(optimizer.gradients(of: tied(x, context).square().sum()))
        let distance = try (tied.embedding - before).abs().amax(axes: []).item()
        // Adam's first step is the learning rate, whatever the gradient; two would be twice as far.
        #expect(abs(distance - 0.5) < 1e-3)
        #expect(try sameBits(tied.embedding, tied.decoder))
    }

    @Test("a substituted value is seen through both names")
    func substitution() throws {
        let context = Context(seed: 1)
        let zeros = try Tensor.zeros([4, 2])
        let y = try context.substituting(["embedding": zeros], in: tied) { try tied(Tensor([1]), context) }
        #expect(try y.doubles() == [0, 0, 0, 0])
    }

    @Test("one of the names is enough to load; two different values are refused")
    func loading() throws {
        var state = try Tied(Context(seed: 2)).stateDict()
        state["embedding"] = nil
        try tied.load(state)
        #expect(try sameBits(tied.embedding, #require(state["decoder"])))

        state["embedding"] = try Tensor.zeros([4, 2])
        let error = #expect(throws: ModuleError.self) { try tied.load(state, mode: .matching) }
        #expect(
            error?.description == """
                The state does not fit Tied.
                1 shared, but with two values:
                  "embedding" and "decoder" are one tensor. Leave one of the names out, or untie the parameters.
                """)
    }

    @Test("the description and the summary show what is shared")
    func printed() throws {
        #expect(
            tied.description == """
                Tied() - 18 parameters
                  first: Linear(2 → 2, bias) - 6 parameters
                  second: Linear(2 → 2, bias) - shared with first
                """)
        let summary = try tied.summary()
        #expect(summary.trainableCount == 18 && summary.byteCount == 72)
        #expect(summary.rows[0].tensors == "embedding [4, 2], decoder [4, 2] = embedding, bias [4]")
        #expect(summary.rows[2].tensors == "weight [2, 2] = first.weight, bias [2] = first.bias")
    }

    @Test("a module below itself is refused with its path")
    func loop() {
        let outer = Loop(), inner = Loop()
        outer.child = inner
        inner.child = outer
        let error = #expect(throws: ModuleError.self) { try outer.table() }
        #expect(
            error?.description
                == "\"child.child\" is a Loop that contains itself. Keep references to parents out of modules, or hold "
                + "them in a closure.")
        #expect(outer.description.contains("shared with the whole"))
        inner.child = nil
    }
}
