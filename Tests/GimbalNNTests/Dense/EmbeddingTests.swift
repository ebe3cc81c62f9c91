// Bilinear maps and tables of vectors: closed forms and refusals.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Embedding")
struct EmbeddingTests {
    private let context = Context(seed: 1)

    @Test("the padding vector is zero and gets no gradient")
    func padding() throws {
        let layer = try Embedding(4, 3, paddingIndex: -1, context)
        let indices = try Tensor([0, 3, 3, 1])
        #expect(try layer(indices, context).doubles().dropFirst(3).prefix(6).allSatisfy { $0 == 0 })
        let slope = try gradients(of: layer(indices, context).sum(), withRespectTo: [layer.weight])[0]
        #expect(try slope.sum(axis: 1).doubles() == [3, 3, 0, 0])
    }

    @Test("first values are standard normal")
    func initialization() throws {
        let values = try Embedding(100, 100, context).weight
        #expect(try abs(values.mean().item()) < 0.05)
        #expect(try abs(values.std(axes: [0, 1]).item() - 1) < 0.05)
    }

    @Test("long vectors are shortened in the table, those that are not looked up stay")
    func norms() throws {
        let layer = try Embedding(
            .init(vectorCount: 3, featureCount: 2, maximumNorm: 1, initializer: .constant(3)), context)
        let y = try layer(Tensor([1, 1]), context)
        #expect(try mismatch(y.doubles(), Array(repeating: 0.5.squareRoot(), count: 4)) == nil)
        #expect(try layer.weight.floats()[0] == 3 && layer.weight.floats()[2] < 0.71)
    }

    @Test("a substituted table is not changed by the bound on norms, and gets the gradient")
    func substitutedNorms() throws {
        let layer = try Embedding(.init(vectorCount: 2, featureCount: 2, maximumNorm: 1), context)
        let table = try Tensor([Float(3), 4, 0, 0.5], shape: [2, 2]).requiringGradient()
        let before = try layer.weight.floats()
        let y = try context.substituting(["weight": table], in: layer) {
            try layer(Tensor([0, 1]), context)
        }
        #expect(try mismatch(y.doubles(), [0.6, 0.8, 0, 0.5]) == nil)
        #expect(try table.floats() == [3, 4, 0, 0.5] && layer.weight.floats() == before)
        #expect(try gradients(of: y.sum(), withRespectTo: [table])[0].floats() == [1, 1, 1, 1])
    }

    @Test("given vectors are copied and frozen unless told otherwise")
    func pretrained() throws {
        let vectors = try Tensor([Float(1), 2, 3, 4], shape: [2, 2])
        let frozen = try Embedding(from: vectors), free = try Embedding(from: vectors, isFrozen: false)
        #expect(try frozen(Tensor([1]), context).floats() == [3, 4])
        #expect(!frozen.$weight.isTrainable && free.$weight.isTrainable)
        #expect(frozen.description == "Embedding(2 x 2, frozen) - 4 parameters")
        try vectors.zeroInPlace()
        #expect(try frozen.weight.floats() == [1, 2, 3, 4])
        let error = #expect(throws: ModuleError.self) { try Embedding(from: Tensor([Float(1)])) }
        #expect(error?.message.contains("the vectors are [1] float32") == true)
    }

    @Test("an index outside the table, indices that are no integers and bad settings are refused")
    func refusals() throws {
        let layer = try Embedding(4, 3, context)
        let outside = #expect(throws: TensorError.self) { try layer(Tensor([0, 7]), context) }
        #expect(outside?.message == "Embedding(4 x 3): the indices [2] are in 0...7, expected 0..<4.")
        let real = #expect(throws: TensorError.self) { try layer(Tensor([Float(0)]), context) }
        #expect(real?.message.contains("the indices [1] are float32, expected int64 or int32") == true)
        let settings: [(Embedding.Config, String)] = [
            (.init(vectorCount: 3, featureCount: 2, paddingIndex: 3), "paddingIndex is 3, expected -3..<3"),
            (.init(vectorCount: 3, featureCount: 2, maximumNorm: 0), "maximumNorm is 0.0"),
            (.init(vectorCount: 0, featureCount: 2), "vectorCount is 0, expected at least 1"),
        ]
        for (config, text) in settings {
            let error = #expect(throws: ModuleError.self) { try Embedding(config, context) }
            #expect(error?.message.contains(text) == true)
        }
    }

    @Test("empty bags give zeros, and weights are for sums only")
    func bags() throws {
        for reduction in BagReduction.allCases {
            let layer = try EmbeddingBag(4, 2, reduction: reduction, context)
            let y = try layer(Tensor([1, 2]), offsets: Tensor([0, 0, 2]), context)
            #expect(
                try y.select(0, axis: 0).doubles() == [0, 0] && y.select(2, axis: 0).doubles() == [0, 0])
        }
        let layer = try EmbeddingBag(4, 2, context)
        let indices = try Tensor([1, 2], shape: [1, 2])
        let weights = #expect(throws: TensorError.self) {
            try layer(indices, sampleWeights: Tensor.ones([1, 2]), context)
        }
        #expect(weights?.message.contains("expected one weight per index, and the reduction sum") == true)
        let flat = #expect(throws: TensorError.self) { try layer(Tensor([1, 2]), context) }
        #expect(flat?.message.contains("expected [bags, indices]") == true)
        let offsets = #expect(throws: TensorError.self) {
            try layer(Tensor([1, 2]), offsets: Tensor([1, 2]), context)
        }
        #expect(offsets?.message.contains("expected offsets that rise from 0 to at most 2") == true)
    }
}

@Suite("Bilinear")
struct BilinearTests {
    @Test("it is a product with a matrix per output, drawn by the first input's width")
    func values() throws {
        let context = Context(seed: 1), layer = try Bilinear(25, 2, 40, context)
        let values = try layer.weight.doubles() + (layer.bias?.doubles() ?? [])
        #expect(values.allSatisfy { abs($0) <= 0.200_001 } && values.contains { abs($0) > 0.195 })
        let small = try Bilinear(2, 2, 1, hasBias: false, context)
        small.weight = try Tensor([Float(1), 2, 3, 4], shape: [1, 2, 2])
        let y = try small(
            Tensor([Float(1), 2], shape: [1, 2]), Tensor([Float(3), 5], shape: [1, 2]), context)
        #expect(try y.floats() == [71])
    }

    @Test("inputs that do not fit are named")
    func refusals() throws {
        let context = Context(seed: 1), layer = try Bilinear(2, 3, 1, context)
        let width = #expect(throws: TensorError.self) {
            try layer(Tensor.ones([4, 3]), Tensor.ones([4, 2]), context)
        }
        #expect(width?.message.contains("the input [4, 3] float32 does not fit, expected [..., 2]") == true)
        let batch = #expect(throws: TensorError.self) {
            try layer(Tensor.ones([4, 2]), Tensor.ones([5, 3]), context)
        }
        #expect(batch?.message.contains("leading axes of the other input [5, 3]") == true)
    }
}
