// Attention: closed forms, masks, caches, rotary positions, messages.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Attention")
struct AttentionTests {
    private let context = Context(seed: 3, mode: .evaluate)

    private func layer(_ change: (inout MultiHeadAttention.Config) -> Void = { _ in }) throws
        -> MultiHeadAttention
    {
        var config = MultiHeadAttention.Config(width: 8, headCount: 4)
        change(&config)
        return try MultiHeadAttention(config, Context(seed: 5))
    }

    /// Projections that change nothing, so that inputs are the heads.
    private func plain(_ headCount: Int = 1) throws -> MultiHeadAttention {
        let layer = try MultiHeadAttention(4, headCount, context)
        let one = try Tensor.eye(4)
        layer.inProjWeight = try .concatenated([one, one, one])
        layer.outProj.weight = one
        return layer
    }

    @Test("equal keys average the values; weights say so")
    func equalKeys() throws {
        let query = try SampleTensors.normal([2, 3, 4]), value = try SampleTensors.normal([2, 5, 4], seed: 2)
        let key = try SampleTensors.normal([2, 1, 4], seed: 3).expanded([2, 5, 4])
        let result = try plain(2).withWeights(query, key: key, value: value, context)
        let expected = try value.mean(axis: 1, keepDimensions: true).expanded([2, 3, 4])
        #expect(try mismatch(result.output, expected) == nil)
        #expect(try mismatch(result.weights, Tensor.full([2, 3, 5], 0.2)) == nil)
        #expect(try mismatch(plain(2)(query, key: key, value: value, context), expected) == nil)
    }

    @Test("a sharp query picks its key's value")
    func sharp() throws {
        let key = try Tensor.eye(4).unsqueezed(axis: 0), value = try SampleTensors.normal([1, 4, 4])
        let query = try key.flipped(axis: 1) * 200
        let found = try plain()(query, key: key, value: value, context)
        #expect(try mismatch(found, value.flipped(axis: 1)) == nil)
    }

    @Test("nothing leaks from the future", arguments: [false, true])
    func causal(_ isRotary: Bool) throws {
        let layer = try layer { $0.rotary = isRotary ? RotaryEmbedding() : nil }
        let x = try SampleTensors.normal([2, 5, 8])
        let before = try layer(x, mask: .causal, context)
        for place in 1..<5 {
            let moved = try x.cloned()
            try moved.narrow(axis: 1, start: place, length: 1).addInPlace(1)
            let after = try layer(moved, mask: .causal, context)
            let past = { (y: Tensor) in try y.narrow(axis: 1, start: 0, length: place) }
            #expect(try mismatch(past(after), past(before), Tolerance(absolute: 1e-6, relative: 0)) == nil)
            #expect(try !sameBits(after, before))
        }
    }

    private func masks() throws -> [AttentionMask] {
        let holes = try Tensor([1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1].map { $0 == 1 }, shape: [3, 5])
        let padding = try AttentionMask.padding(lengths: [3, 5], stepCount: 5).keyPadding
        return [
            .none, .causal, AttentionMask(scores: holes), AttentionMask(keyPadding: padding),
            AttentionMask(scores: holes, keyPadding: padding, isCausal: true),
            AttentionMask(scores: try SampleTensors.normal([2, 1, 3, 5]), keyPadding: padding),
            AttentionMask(scores: try SampleTensors.normal([8, 3, 5]), isCausal: true),
            AttentionMask(scores: try SampleTensors.normal([2, 4, 3, 5])),
        ]
    }

    @Test("the fused kernel and the composition agree for every mask, to second order", arguments: 0..<8)
    func agreement(_ number: Int) throws {
        let mask = try masks()[number], layer = try layer()
        try layer.convert(to: .float64)
        let query = try SampleTensors.normal([2, 3, 8], dtype: .float64).requiringGradient()
        let key = try SampleTensors.normal([2, 5, 8], dtype: .float64, seed: 2).requiringGradient()
        func derivatives(_ output: Tensor) throws -> [Tensor] {
            let plain = try gradients(
                of: output.square().sum(), withRespectTo: [query, key], keepGraph: true)
            let first = try gradients(
                of: output.square().sum(), withRespectTo: [query, key], createGraph: true)
            let size = try first[0].square().sum() + first[1].square().sum()
            return [output] + plain + first + (try gradients(of: size, withRespectTo: [query, key]))
        }
        let fused = try derivatives(layer(query, key: key, value: key, mask: mask, context))
        let composed = try derivatives(
            layer.withWeights(query, key: key, value: key, mask: mask, context).output)
        for (found, expected) in zip(fused, composed) {
            #expect(try mismatch(found, expected, Tolerance(absolute: 1e-11, relative: 1e-9)) == nil)
        }
    }

    @Test("a query without any key gives zeros, and gradients stay finite")
    func nothingLeft() throws {
        let layer = try layer { $0.hasBias = false }
        let x = try SampleTensors.normal([2, 3, 8]).requiringGradient()
        let mask = AttentionMask(
            keyPadding: try Tensor([true, true, true, false, false, true], shape: [2, 3]))
        let result = try layer.withWeights(x, key: x, value: x, mask: mask, averaged: false, context)
        #expect(result.weights.shape == [2, 4, 3, 3])
        for output in [try layer(x, mask: mask, context), result.output] {
            #expect(try output.select(0, axis: 0).countNonzero().item() == 0)
            #expect(try output.select(1, axis: 0).countNonzero().item() == 24)
            let slope = try gradients(of: output.square().sum(), withRespectTo: [x])[0]
            #expect(try slope.isFinite().all().booleans() == [true])
        }
        #expect(try result.weights.select(0, axis: 0).countNonzero().item() == 0)
    }

    @Test("with a cache, piece by piece, the result is that of the whole", arguments: [nil, 2])
    func cache(_ keyHeads: Int?) throws {
        let layer = try layer {
            $0.rotary = RotaryEmbedding(pairing: .halves)
            $0.keyValueHeadCount = keyHeads
        }
        let x = try SampleTensors.normal([2, 6, 8]), cache = KeyValueCache(capacity: 6)
        let whole = try layer(x, mask: .causal, context)
        let parts = try x.split(sizes: [3, 1, 2], axis: 1).map {
            try layer($0, mask: .causal, cache: cache, context)
        }
        #expect(cache.count == 6)
        #expect(try mismatch(Tensor.concatenated(parts, axis: 1), whole) == nil)
        expectMessage("6 + 1 positions exceed its capacity 6") {
            try layer(x.narrow(axis: 1, start: 0, length: 1), mask: .causal, cache: cache, context)
        }
        cache.clear()
        #expect(try mismatch(layer(x, mask: .causal, cache: cache, context), whole) == nil)
        let other = KeyValueCache(capacity: 6)
        _ = try layer(x.narrow(axis: 1, start: 0, length: 2), mask: .causal, cache: other, context)
        expectMessage("Clear it before another batch") {
            try layer(SampleTensors.normal([3, 2, 8]), mask: .causal, cache: other, context)
        }
    }

    @Test("shared key heads are equal heads")
    func sharedHeads() throws {
        let shared = try layer { $0.keyValueHeadCount = 2 }, full = try layer()
        let parts = try #require(shared.inProjWeight).detached().split(sizes: [8, 4, 4])
        let repeated = try parts.dropFirst().map {
            try $0.unflattened(axis: 0, sizes: [2, 2]).repeatInterleave(2, axis: 0).flattened(
                from: 0, through: 1)
        }
        full.inProjWeight = try .concatenated([parts[0]] + repeated)
        full.outProj.weight = try shared.outProj.weight.detached()
        let x = try SampleTensors.normal([2, 3, 8])
        #expect(try mismatch(shared(x, context), full(x, context)) == nil)
        #expect(shared.settings == "8, 4 heads, 2 key heads")
    }

    @Test("dropout of weights comes from the dropout stream, while training")
    func dropout() throws {
        let layer = try layer { $0.dropout = 0.5 }
        let x = try SampleTensors.normal([2, 3, 8])
        let outputs = try [1, 1, 2].map { try layer(x, Context(seed: $0)) }
        #expect(try sameBits(outputs[0], outputs[1]))
        #expect(try !sameBits(outputs[0], outputs[2]))
        let none = try self.layer()
        #expect(try sameBits(layer(x, context), none(x, context)))
        let weights = try layer.withWeights(x, key: x, value: x, averaged: false, Context(seed: 1)).weights
        #expect((1..<72).contains(Int(try weights.countNonzero().item())))
    }

    @Test("half precision stays half precision", arguments: [DType.bfloat16, .float16])
    func halves(_ dtype: DType) throws {
        let layer = try layer()
        let x = try SampleTensors.normal([2, 3, 8]), expected = try layer(x, mask: .causal, context)
        try layer.convert(to: dtype)
        for output in [
            try layer(x.converted(to: dtype), mask: .causal, context),
            try layer.withWeights(
                x.converted(to: dtype), key: x.converted(to: dtype), value: x.converted(to: dtype),
                mask: .causal,
                context
            ).output,
        ] {
            #expect(output.dtype == dtype)
            #expect(try mismatch(output, expected, Tolerance(absolute: 0.02, relative: 0.02)) == nil)
        }
    }

    @Test("first values are PyTorch's: Glorot in, U(±1/√E) out, no shifts")
    func initialization() throws {
        let layer = try MultiHeadAttention(64, 4, Context(seed: 1))
        let bound = (6.0 / 256).squareRoot()
        let values = try #require(layer.inProjWeight).doubles()
        #expect(try #require(values.max()) <= bound && #require(values.max()) > bound * 0.99)
        #expect(try layer.inProjBias?.countNonzero().item() == 0)
        #expect(try layer.outProj.bias?.countNonzero().item() == 0)
        #expect(try layer.outProj.weight.abs().max().item() <= 0.125)
        #expect(
            Array(try layer.table().parameters.keys) == [
                "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias",
            ])
    }

    @Test("what does not fit is refused with the reason")
    func messages() throws {
        let layer = try layer()
        let x = try SampleTensors.normal([2, 3, 8])
        expectMessage("query is [2, 3, 6], expected [N, T, 8]") {
            try layer(SampleTensors.normal([2, 3, 6]), context)
        }
        expectMessage("of different batches or lengths") {
            try layer(
                x, key: SampleTensors.normal([1, 3, 8]), value: SampleTensors.normal([1, 3, 8]), context)
        }
        expectMessage("the attention mask is [3, 4], expected [3, 3], [8, 3, 3] or [2, 4 or 1, 3, 3]") {
            try layer(x, mask: AttentionMask(scores: .zeros([3, 4])), context)
        }
        expectMessage("the key padding is [3, 3], expected [2, 3]") {
            try layer(x, mask: AttentionMask(keyPadding: .zeros([3, 3])), context)
        }
        expectMessage("3 heads do not divide the width 8") { try MultiHeadAttention(8, 3, context) }
        expectMessage("3 key heads do not divide the 4 heads") { try self.layer { $0.keyValueHeadCount = 3 } }
        expectMessage("rotary heads of odd width 1") {
            try self.layer {
                $0.headCount = 8
                $0.rotary = RotaryEmbedding()
            }
        }
        expectMessage("odd width 3") { try RotaryEmbedding()(.zeros([1, 2, 3])) }
    }
}

@Suite("Rotary embedding")
struct RotaryEmbeddingTests {
    @Test("pairs turn by position times frequency", arguments: RotaryEmbedding.Pairing.allCases)
    func closedForm(_ pairing: RotaryEmbedding.Pairing) throws {
        let rotary = RotaryEmbedding(base: 100, pairing: pairing)
        let x = try Tensor([1.0, 0, 0, 1], shape: [1, 4]).expanded([3, 4])
        let found = try rotary(x, offset: 5).doubles()
        for step in 0..<3 {
            let angles = [Double(5 + step), Double(5 + step) / 10]
            let row = Array(found[step * 4..<step * 4 + 4])
            let expected =
                pairing == .adjacent
                ? [cosine(angles[0]), sine(angles[0]), -sine(angles[1]), cosine(angles[1])]
                : [cosine(angles[0]), -sine(angles[1]), sine(angles[0]), cosine(angles[1])]
            #expect(mismatch(row, expected, .double) == nil)
        }
    }

    @Test(
        "products of queries and keys depend on distances only", arguments: RotaryEmbedding.Pairing.allCases)
    func distances(_ pairing: RotaryEmbedding.Pairing) throws {
        let rotary = RotaryEmbedding(pairing: pairing)
        let query = try SampleTensors.normal([1, 8], dtype: .float64).expanded([6, 8])
        let key = try SampleTensors.normal([1, 8], dtype: .float64, seed: 2).expanded([6, 8])
        let products = try rotary(query).matmul(rotary(key).transposed(0, 1))
        for offset in -3...3 {
            let values = try products.diagonal(offset: offset).doubles()
            #expect(mismatch(values, values.map { _ in values[0] }, .double) == nil)
        }
        #expect(try mismatch(rotary(query).norm(), query.norm(), .double) == nil)
    }

    private func cosine(_ x: Double) -> Double { (try? Tensor(scalar: x).cos().item()) ?? .nan }
    private func sine(_ x: Double) -> Double { (try? Tensor(scalar: x).sin().item()) ?? .nan }
}
