// Residual, convolutional and attention networks as methods.
import GimbalBackbones
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Residual, convolutional and attention networks as methods")
struct ArchitectureTests {
    private let row = ModelShape(inputShape: [5], outputCount: 3)
    private let image = ModelShape(inputShape: [3, 16, 16], outputCount: 4)

    @Test(
        "learns rows that no linear map can",
        arguments: [
            "resnet[width=32,epochs=25]",
            "transformer[width=32,heads=4,layers=2,epochs=25,learning-rate=0.003]",
        ])
    func rows(_ text: String) throws {
        let problem = try SampleProblems.problem(.tabularClassification, SampleProblems.crossed)
        let model = try SampleProblems.fitted(text, problem)
        #expect(try SampleProblems.testAccuracy(model, problem) > 0.85)
        #expect(try model.embeddings(problem.test.inputs).shape == [200, 32])
    }

    @Test(
        "learns images of which no single pixel tells",
        arguments: [
            "resnet[depth=8,width=4,epochs=6,batch-size=32]",
            "convnet[channels=8,blocks=2,epochs=6,batch-size=32]",
            "transformer[width=32,layers=2,epochs=20,batch-size=32,patch=2,pooling=mean]",
        ])
    func images(_ text: String) throws {
        let problem = try SampleProblems.problem(.imageClassification, SampleProblems.lines)
        let model = try SampleProblems.fitted(text, problem)
        #expect(try SampleProblems.testAccuracy(model, problem) > 0.9)
    }

    @Test("a language model sees more than one token back")
    func texts() throws {
        let problem = try SampleProblems.problem(.languageModelling, SampleProblems.texts)
        let model = try SampleProblems.fitted("transformer[width=32,layers=2,epochs=40]", problem)
        let pairs = try SampleProblems.fitted("bigram", problem)
        #expect(try model.outputs(problem.test.inputs).shape == [200, 12, 2])
        #expect(try SampleProblems.testLoss(pairs, problem) > 0.6)
        // The first of twelve tokens that follow is chance: log 2 / 12.
        #expect(try SampleProblems.testLoss(model, problem) < 0.12)
    }

    @Test("without outputs the networks are encoders that give what their heads see")
    func encoders() throws {
        let cases: [(String, ModelShape, InputKind, Int)] = [
            ("resnet[width=24]", row, .table, 24), ("transformer", row, .table, 192),
            ("resnet", image, .images, 64), ("resnet[form=imagenet,width=8]", image, .images, 64),
            ("convnet", image, .images, 128), ("transformer[width=48,heads=3]", image, .images, 48),
        ]
        for (text, shape, input, count) in cases {
            let network = try SampleProblems.network(text, shape, outputCount: nil, input)
            let backbone = try #require(network as? any Backbone)
            #expect(backbone.featureCount == count && backbone.head == nil, "\(text)")
            let x = try SampleProblems.normal([3] + shape.inputShape, seed: 5)
            let found = try network(x, Context(seed: 2)).shape
            #expect(found == [3, count], "\(text)")
        }
    }

    @Test("the options of normalisation and activation reach the layers")
    func layers() throws {
        let cases: [(String, ModelShape, InputKind)] = [
            ("resnet", row, .table), ("resnet", image, .images), ("convnet", image, .images),
            ("transformer", row, .table), ("transformer", image, .images),
            ("transformer", ModelShape(inputShape: [6], outputCount: 9, vocabularyCount: 9), .sequence),
        ]
        for (id, shape, input) in cases {
            func keys(_ norm: String) throws -> Set<String> {
                let network = try SampleProblems.network(
                    "\(id)[norm=\(norm),activation=silu]", shape, outputCount: shape.outputCount, input)
                #expect(network.description.contains("silu"), "\(id) \(input)")
                return Set(try network.stateDict().keys)
            }
            let layer = try keys("layer-norm"), none = try keys("none"), rms = try keys("rms-norm")
            #expect(!none.contains { $0.contains("norm") || $0.contains("bn") }, "\(id) \(input)")
            #expect(layer.contains { $0.contains("norm") || $0.contains("bn") }, "\(id) \(input)")
            #expect(rms.count < layer.count, "\(id) \(input)")
        }
    }

    @Test("a feature's token is its value times its vector, plus its shift")
    func tokenizer() throws {
        let layer = try FeatureTokenizer(2, 3, Context(seed: 1))
        layer.weight = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        layer.bias = try Tensor([0, 0, 1, 0, 10, 0] as [Float], shape: [2, 3])
        let tokens = try layer(Tensor([2, -1] as [Float], shape: [1, 2]), Context(seed: 1)).floats()
        #expect(tokens == [2, 4, 7, -4, 5, -6])
        #expect(throws: ModuleError.self) {
            try layer(Tensor([1, 2, 3] as [Float], shape: [1, 3]), Context(seed: 1))
        }
    }

    @Test("a block of rows adds its inner part to its input; as zeros it passes it on")
    func residual() throws {
        var config = TabularResNet.Config(inputCount: 4, outputCount: nil)
        (config.width, config.norm, config.hiddenDropout) = (6, .none, 0)
        let context = Context(seed: 3)
        let network = try TabularResNet(config, context)
        for block in network.blocks {
            block.linear2.weight = try block.linear2.weight.detached().zerosLike()
            block.linear2.bias = try Tensor.zeros([6])
        }
        let x = try SampleProblems.normal([5, 4], seed: 1)
        let expected = try network.input(x, context).relu()
        let difference = try mismatch(network(x, context), expected)
        #expect(difference == nil)
    }

    @Test("patches without positions are a set: swapping two patches changes nothing in the mean")
    func patches() throws {
        var config = VisionTransformer.Config(
            channelCount: 1, height: 4, width: 4, patchSize: 2, outputCount: 3,
            layer: .init(width: 8, headCount: 2, feedForwardCount: 16, dropout: 0))
        (config.layerCount, config.pooling) = (2, .mean)
        let context = Context(seed: 4, mode: .evaluate)
        let network = try VisionTransformer(config, context)
        let x = try SampleProblems.normal([2, 1, 4, 4], seed: 6)
        let swapped = try Tensor.concatenated(
            [x.narrow(axis: 2, start: 2, length: 2), x.narrow(axis: 2, start: 0, length: 2)], axis: 2)
        let same = try mismatch(network(x, context), network(swapped, context))
        #expect(same != nil)
        network.positions.weight = try network.positions.weight.detached().zerosLike()
        let difference = try mismatch(network(x, context), network(swapped, context))
        #expect(difference == nil)
    }

    @Test("weight decay leaves normalisations, shifts and tokens alone")
    func decay() throws {
        let method = try #require(SampleProblems.method("transformer", .table) as? TransformerMethod)
        let network = try method.makeNetwork(row, outputCount: 2, Context(seed: 1))
        let decayed = try network.table().parameters.keys.filter { method.isDecayed($0) }
        #expect(decayed.contains("encoder.layers.0.linear1.weight") && decayed.contains("head.weight"))
        #expect(!decayed.contains { $0.hasSuffix("bias") || $0.contains("norm") || $0.contains("token") })
    }

    @Test(
        "samples that a method does not take are refused",
        arguments: [
            ("convnet", "[5]", [5], 0), ("convnet", "pixels a side", [3, 7, 7], 0),
            ("convnet", "[2, 3]", [2, 3], 0), ("resnet", "of 9 tokens", [5], 9),
            ("transformer[patch=3]", "do not divide", [1, 8, 8], 0),
            ("transformer[context=2]", "context is 2", [5], 9), ("resnet[depth=9]", "6n + 2", [1, 8, 8], 0),
        ])
    func refusals(_ text: String, _ words: String, _ sizes: [Int], _ vocabularyCount: Int) throws {
        let shape = ModelShape(inputShape: sizes, outputCount: 9, vocabularyCount: vocabularyCount)
        let error = #expect(throws: (any Error).self) {
            _ = try SampleProblems.network(text, shape, outputCount: 9, .images)
        }
        let message = (error as? any GimbalError)?.message ?? "another error"
        #expect(message.contains(words), "\(message)")
    }

    @Test("a language model is no encoder")
    func noEncoder() throws {
        let shape = ModelShape(inputShape: [5], outputCount: 9, vocabularyCount: 9)
        let error = #expect(throws: ConfigError.self) {
            _ = try SampleProblems.network("transformer", shape, outputCount: nil, .sequence)
        }
        #expect(error?.message.contains("describes no samples") == true)
    }

    @Test("options that may be left to the method take auto and numbers in range")
    func automatic() throws {
        #expect(throws: Never.self) { try SampleProblems.method("resnet[depth=auto,width=32]", .images) }
        for text in [
            "resnet[depth=deep]", "resnet[depth=20.5]", "resnet[depth=-1]", "ridge-regression[penalty=-1]",
        ] {
            let error = #expect(throws: ConfigError.self) { _ = try SampleProblems.method(text, .images) }
            #expect(error?.message.contains("expected auto or") == true)
        }
    }
}
