// Transformers: positions, language models and generation, classifiers, messages.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Language models")
struct CausalTransformerTests {
    private let context = Context(seed: 3, mode: .evaluate)

    private func model(_ change: (inout CausalTransformer.Config) -> Void = { _ in }) throws
        -> CausalTransformer
    {
        var config = CausalTransformer.Config(
            vocabularyCount: 11, contextLength: 8, width: 8, layerCount: 2, headCount: 2)
        config.initialization = .standard
        change(&config)
        return try CausalTransformer(config, Context(seed: 4))
    }

    @Test("nothing leaks from the future", arguments: PositionEncoding.allCases)
    func causal(_ positions: PositionEncoding) throws {
        let model = try model { $0.positions = positions }
        let before = try model(Tensor([1, 2, 3, 4, 5], shape: [1, 5]), context)
        let after = try model(Tensor([1, 2, 3, 9, 5], shape: [1, 5]), context)
        #expect(before.shape == [1, 5, 11])
        let past = { (y: Tensor) in try y.narrow(axis: 1, start: 0, length: 3) }
        #expect(try mismatch(past(after), past(before)) == nil)
        #expect(try mismatch(after, before) != nil)
    }

    @Test("the order of tokens matters if positions are known", arguments: PositionEncoding.allCases)
    func order(_ positions: PositionEncoding) throws {
        // With two layers the causal mask alone tells positions apart.
        let model = try model {
            $0.positions = positions
            $0.layerCount = 1
        }
        let first = try model(Tensor([1, 2, 3], shape: [1, 3]), context).select(-1, axis: 1)
        let second = try model(Tensor([2, 1, 3], shape: [1, 3]), context).select(-1, axis: 1)
        #expect(try (mismatch(first, second) == nil) == (positions == .none))
    }

    @Test("logits with a cache are those without", arguments: PositionEncoding.allCases)
    func cache(_ positions: PositionEncoding) throws {
        let model = try model {
            $0.positions = positions
            $0.keyValueHeadCount = 1
        }
        let tokens = try Tensor([1, 2, 3, 4, 5, 6, 10, 9, 8, 7], shape: [2, 5])
        let caches = model.makeCaches()
        let parts = try tokens.split(sizes: [2, 1, 2], axis: 1).map { try model($0, caches: caches, context) }
        #expect(try mismatch(Tensor.concatenated(parts, axis: 1), model(tokens, context)) == nil)
    }

    @Test(
        "generation with a cache is that without, also beyond the context",
        arguments: PositionEncoding.allCases)
    func generation(_ positions: PositionEncoding) throws {
        let model = try model { $0.positions = positions }
        let texts = try [true, false].map {
            try model.generate([1, 2], count: 14, temperature: 0.8, usesCache: $0, using: Context(seed: 7))
        }
        #expect(texts[0].count == 14 && texts[0] == texts[1])
        #expect(texts[0].allSatisfy { (0..<11).contains($0) })
        let other = try model.generate([1, 2], count: 14, temperature: 0.8, using: Context(seed: 8))
        #expect(other != texts[0])
        let greedy = try model.generate([1, 2], count: 9, temperature: 0, using: Context(seed: 1))
        #expect(try greedy == model.generate([1, 2], count: 9, topK: 1, using: Context(seed: 2)))
        #expect(try model.generate([1], count: 0, using: context).isEmpty)
    }

    @Test("generation draws from the model's distribution, cut to the likeliest tokens")
    func distribution() throws {
        let model = try model()
        let logits = try model(Tensor([3], shape: [1, 1]), context).reshaped([11])
        let stream = Context(seed: 1)
        var counts = [Double](repeating: 0, count: 11)
        for _ in 0..<600 { counts[try model.generate([3], count: 1, topK: 4, using: stream)[0]] += 1 }
        let top = try logits.topk(4)
        let shares = try top.values.softmax(axis: 0).doubles()
        for (token, share) in zip(try top.indices.integers(), shares) {
            #expect(abs(counts[token] / 600 - share) < 4 * (share * (1 - share) / 600).squareRoot() + 1e-9)
            counts[token] = 0
        }
        #expect(counts.allSatisfy { $0 == 0 })
    }

    @Test("a tied head has no weight of its own; GPT-2's first values are small, and smaller where parts end")
    func initialization() throws {
        let tied = try model { $0.initialization = .gpt2 }, own = try model { $0.tiesHead = false }
        #expect(try own.table().parameterCount - tied.table().parameterCount == 88)
        #expect(try own.table().parameters["head.weight"] != nil)
        let large = try model {
            $0.initialization = .gpt2
            $0.width = 64
        }
        for (name, slot) in try large.table().parameters {
            let tensor = try #require(slot.tensor)
            guard tensor.rank > 1 else {
                let expected: Double = name.contains("norm") && name.hasSuffix("weight") ? 1 : 0
                #expect(Set(try tensor.doubles()) == [expected], "\(name)")
                continue
            }
            let ends = name.hasSuffix("out_proj.weight") || name.hasSuffix("linear2.weight")
            let found = try tensor.std().item()
            #expect(abs(found / (ends ? 0.01 : 0.02) - 1) < 0.1, "\(name)")
        }
    }

    @Test("every normalisation and activation can be chosen; settings survive JSON")
    func choices() throws {
        for norm in [NormLayer.none, .batchNorm, .layerNorm, .groupNorm(groupCount: 2), .rmsNorm] {
            let model = try model {
                $0.norm = norm
                $0.activation = .silu
                $0.hasBias = false
                $0.feedForwardCount = 6
                $0.dropout = 0.1
            }
            let logits = try model(Tensor([1, 2, 3, 4], shape: [2, 2]), Context(seed: 1))
            #expect(logits.shape == [2, 2, 11])
            let text = try JSONEncoder().encode(model.config)
            #expect(try JSONDecoder().decode(CausalTransformer.Config.self, from: text) == model.config)
        }
        #expect(
            try model().settings
                == "11 tokens, 8 positions (learned), 2 layers of 8, 2 heads, tied head")
    }

    @Test("gradients with and without a recorded graph agree, and a step lowers the loss")
    func training() throws {
        let model = try model { $0.initialization = .gpt2 }
        let tokens = try Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 8])
        let targets = try Tensor([2, 3, 4, 5, 6, 7, 8, 9])
        func loss() throws -> Tensor {
            try model(tokens, Context(seed: 1)).reshaped([8, 11]).crossEntropyLoss(targets)
        }
        let parameters = try model.table().parameterTensors
        let plain = try gradients(of: loss(), withRespectTo: parameters)
        let recorded = try gradients(of: loss(), withRespectTo: parameters, createGraph: true)
        for (found, expected) in zip(recorded, plain) { #expect(try mismatch(found, expected) == nil) }
        let before = try loss().item()
        try withoutGradient {
            for (parameter, slope) in zip(parameters, plain) { try parameter.addInPlace(slope, scale: -0.1) }
        }
        #expect(try loss().item() < before)
    }

    @Test("what does not fit is refused with the reason")
    func messages() throws {
        let model = try model()
        expectMessage("tokens are [2, 3] float32, expected [N, T] int64") {
            try model(SampleTensors.normal([2, 3]), context)
        }
        expectMessage("9 tokens, expected 1...8") { try model(Tensor([Int](1...9), shape: [1, 9]), context) }
        expectMessage("1 caches, expected 2") {
            try model(Tensor([1], shape: [1, 1]), caches: [KeyValueCache(capacity: 8)], context)
        }
        expectMessage("the prompt is empty") { try model.generate([], count: 1, using: context) }
        expectMessage("token 11 is not in 0..<11") { try model.generate([1, 11], count: 1, using: context) }
        expectMessage("temperature -1.0, topK none") {
            try model.generate([1], count: 1, temperature: -1, using: context)
        }
        expectMessage("topK 0") { try model.generate([1], count: 1, topK: 0, using: context) }
        expectMessage("expected one or more of each") { try self.model { $0.layerCount = 0 } }
    }
}

@Suite("Transformer parts")
struct TransformerPartTests {
    private let context = Context(seed: 3, mode: .evaluate)

    @Test("sinusoidal positions are sines and cosines of falling frequency")
    func sinusoids() throws {
        let table = try SinusoidalPositions().encoding(4, 6, offset: 2)
        for (row, position) in zip(0..<4, 2...) {
            for pair in 0..<3 {
                let angle = Double(position) / pow(10_000, Double(2 * pair) / 6)
                let found = try table.select(row, axis: 0).narrow(axis: 0, start: 2 * pair, length: 2)
                    .doubles()
                #expect(mismatch(found, [sin(angle), cos(angle)], .double) == nil)
            }
        }
        let x = try Tensor.zeros([2, 4, 5], dtype: .bfloat16)
        #expect(try SinusoidalPositions()(x, context).dtype == .bfloat16)
        #expect(
            try mismatch(
                table, SinusoidalPositions()(Tensor.zeros([4, 6], dtype: .float64), offset: 2, context),
                .double) == nil)
    }

    @Test("learned positions refuse sequences that are too long")
    func learned() throws {
        let positions = try LearnedPositions(4, 3, context)
        let x = try Tensor.zeros([2, 2, 3])
        #expect(
            try sameBits(
                positions(x, offset: 2, context).select(0, axis: 0),
                positions.weight.narrow(axis: 0, start: 2, length: 2)))
        expectMessage("a sequence reaches position 5, of 4 known ones") {
            try positions(x, offset: 3, context)
        }
    }

    @Test(
        "padding has no influence on a classifier's predictions",
        arguments: TransformerClassifier.Pooling.allCases)
    func classifier(_ pooling: TransformerClassifier.Pooling) throws {
        var config = TransformerClassifier.Config(
            input: .tokens(vocabularyCount: 9), classCount: 3, contextLength: 6)
        (config.width, config.layerCount, config.headCount, config.pooling) = (8, 2, 2, pooling)
        for positions in PositionEncoding.allCases {
            config.positions = positions
            let model = try TransformerClassifier(config, Context(seed: 1))
            let long = try model(Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 4]), lengths: [4, 2], context)
            let other = try model(
                Tensor([1, 2, 3, 4, 5, 6, 0, 0], shape: [2, 4]), lengths: [4, 2], context)
            let short = try model(Tensor([5, 6], shape: [1, 2]), context)
            if pooling == .none {
                #expect(long.shape == [2, 4, 3])
                let part = try long.narrow(axis: 0, start: 1, length: 1).narrow(axis: 1, start: 0, length: 2)
                #expect(try mismatch(part, short) == nil)
            } else {
                #expect(long.shape == [2, 3])
                #expect(try mismatch(other, long) == nil)
                #expect(try mismatch(long.narrow(axis: 0, start: 1, length: 1), short) == nil)
            }
        }
        let text = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(TransformerClassifier.Config.self, from: text) == config)
    }

    @Test("a classifier refuses what is no sequence")
    func classifierMessages() throws {
        var config = TransformerClassifier.Config(input: .tokens(vocabularyCount: 9), classCount: 3)
        config.width = 8
        let tokens = try TransformerClassifier(config, context)
        expectMessage("tokens are [2, 3, 4] float32") { try tokens(Tensor.zeros([2, 3, 4]), context) }
        expectMessage("lengths are [3, 5], expected 2 numbers in 1...3") {
            try tokens(Tensor.zeros([2, 3], dtype: .int64), lengths: [3, 5], context)
        }
        config.input = .features(width: 4)
        let features = try TransformerClassifier(config, context)
        expectMessage("expected [T, N, I] with") { try features(Tensor.zeros([2, 4]), context) }
        #expect(tokens.settings == "tokens(vocabularyCount: 9), 3 classes, mean pooling")
    }

    @Test("names in the state dict are PyTorch's")
    func names() throws {
        let layer = try TransformerDecoderLayer(.init(width: 4, headCount: 2, feedForwardCount: 6), context)
        let names = Array(try layer.table().parameters.keys)
        for name in [
            "self_attn.in_proj_weight", "multihead_attn.out_proj.bias", "linear1.weight", "norm3.bias",
        ] {
            #expect(names.contains(name))
        }
        #expect(layer.settings == "4, 2 heads, feed-forward 6, relu, dropout 0.1")
        let encoder = try TransformerEncoder(
            .init(width: 4, headCount: 2, feedForwardCount: 6), layerCount: 2, hasFinalNorm: true, context)
        #expect(try encoder.table().parameters["layers.1.self_attn.in_proj_bias"] != nil)
        #expect(try encoder.table().parameters["norm.weight"] != nil)
        #expect(encoder.settings == "2 layers")
        expectMessage("TransformerDecoder has 0 layers") {
            try TransformerDecoder(.init(width: 4, headCount: 2), layerCount: 0, context)
        }
    }
}
