// Backbones: known sizes, presets, options, refusals.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("ResNet")
struct ResNetTests {
    private let context = Context(seed: 1)

    @Test(
        "the presets have the published numbers of parameters",
        arguments: [(18, 11_689_512), (34, 21_797_672), (50, 25_557_032), (101, 44_549_160)])
    func imageNet(_ depth: Int, _ count: Int) throws {
        let config = try ResNet.Config.imageNet(depth: depth)
        #expect(config.depth == depth)
        #expect(try ResNet(config, context).parameterCount() == count)
    }

    @Test("the grouped and wide ones, too")
    func relatives() throws {
        let grouped = try ResNet(.imageNet(depth: 50, groups: 32, widthPerGroup: 4), context)
        #expect(try grouped.parameterCount() == 25_028_904)
        let wide = try ResNet(.wide(depth: 16, widening: 4), context)
        #expect(try wide.parameterCount() == 2_748_890)
    }

    @Test(
        "the CIFAR form with either shortcut",
        arguments: [(20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962)])
    func cifar(_ depth: Int, _ count: Int) throws {
        let config = try ResNet.Config.cifar(depth: depth)
        #expect(config.depth == depth)
        #expect(try ResNet(config, context).parameterCount() == count)
        let projected = try ResNet(.cifar(depth: depth, shortcut: .projection), context)
        #expect(try projected.parameterCount() == count + 16 * 32 + 32 * 64 + 2 * 32 + 2 * 64)
    }

    @Test("state-dict names are torchvision's")
    func names() throws {
        let network = try ResNet(.imageNet(depth: 50), context)
        let names = Set(try network.stateDict().keys)
        #expect(names.count == 320)
        let some = [
            "conv1.weight", "bn1.running_mean", "bn1.num_batches_tracked", "layer1.0.conv3.weight",
            "layer1.0.downsample.0.weight", "layer1.0.downsample.1.running_var", "layer3.5.bn3.bias",
            "layer4.2.conv2.weight", "fc.weight", "fc.bias",
        ]
        #expect(names.isSuperset(of: some))
        let stride = try network.module(at: "layer2.0.conv2", as: Conv2d.self).config.stride
        #expect(stride == 2)
    }

    @Test("features are what the head sees, and stages halve the size")
    func features() throws {
        let network = try ResNet(.cifar(depth: 8, inputCount: 1), context)
        let x = try SampleTensors.normal([2, 1, 28, 28])
        let evaluating = Context(seed: 1, mode: .evaluate)
        let features = try network.features(x, evaluating)
        #expect(features.shape == [2, network.featureCount] && network.featureCount == 64)
        let head = try #require(network.head)
        #expect(try sameBits(head(features, evaluating), network(x, evaluating)))
        let shapes = try network.stages(x, evaluating).map(\.shape)
        #expect(shapes == [[2, 16, 28, 28], [2, 32, 14, 14], [2, 64, 7, 7]])
        var config = network.config
        config.outputCount = nil
        #expect(try ResNet(config, context)(x, evaluating).shape == [2, 64])
    }

    @Test("with the last normalisations at zero every block passes its input by")
    func zeroInitialized() throws {
        var config = try ResNet.Config.cifar(depth: 8)
        config.zeroInitializesLastNorm = true
        let network = try ResNet(config, context)
        let weights = try ["bn2", "bn1"].map {
            try network.module(at: "layer1.0.\($0)", as: BatchNorm2d.self).weight?.sum().item()
        }
        #expect(weights == [0, 16])
    }

    @Test("every normalisation and activation fits", arguments: NormLayer.allCases)
    func norms(_ norm: NormLayer) throws {
        var config = try ResNet.Config.cifar(depth: 8)
        config.norm = norm == .groupNorm() ? .groupNorm(groupCount: 8) : norm
        config.activation = .gelu()
        let network = try ResNet(config, context)
        #expect(try network(SampleTensors.normal([2, 3, 16, 16]), context).shape == [2, 10])
        #expect((network.conv1.bias != nil) == (norm == .none))
    }

    @Test("settings are written and read back")
    func coding() throws {
        let config = try ResNet.Config.wide(depth: 16, widening: 2, dropout: 0.3)
        let data = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(ResNet.Config.self, from: data) == config)
    }

    @Test("the description tells the form")
    func description() throws {
        let network = try ResNet(.cifar(depth: 20), context)
        #expect(
            network.description.hasPrefix(
                "ResNet(depth 20, basic blocks [3, 3, 3], 3 channels, batch-norm, relu) - 269722 parameters"))
    }

    @Test("settings that cannot work are refused")
    func refusals() throws {
        func expect(_ text: String, _ body: () throws -> ResNet.Config) {
            let error = #expect(throws: ModuleError.self) { try ResNet(body(), context) }
            #expect(error?.message.contains(text) == true)
        }
        expect("the depth is 21, expected 6n + 2") { try .cifar(depth: 21) }
        expect("the depth is 20, expected 6n + 4") { try .wide(depth: 20) }
        expect("the depth is 19, expected 18, 34, 50, 101 or 152") { try .imageNet(depth: 19) }
        func changed(_ change: (inout ResNet.Config) -> Void) -> ResNet.Config {
            var config = ResNet.Config()
            change(&config)
            return config
        }
        expect("blockCounts are [1, 0]") { changed { $0.blockCounts = [1, 0] } }
        expect("baseCount 0") { changed { $0.baseCount = 0 } }
        expect("2 groups of 64 channels are for bottlenecks only") { changed { $0.groups = 2 } }
        expect("groups of 0 channels leave none") {
            changed { ($0.block, $0.widthPerGroup) = (.bottleneck, 0) }
        }
        expect("zeroInitializesLastNorm needs a normalisation") {
            changed { ($0.zeroInitializesLastNorm, $0.norm) = (true, .none) }
        }
        let network = try ResNet(.cifar(depth: 8), context)
        let error = #expect(throws: TensorError.self) { try network(Tensor.zeros([2, 1, 8, 8]), context) }
        #expect(error?.message.contains("[2, 1, 8, 8] float32 does not fit, expected [N, 3, H, W]") == true)
    }

    @Test(
        "a network trained by PyTorch gives the same outputs",
        arguments: ["resnet20.safetensors", "resnet20.pt"])
    func trained(_ file: String) throws {
        let network = try ResNet(.cifar(depth: 20, inputCount: 1, shortcut: .projection), context)
        let url = Fixtures.url("trained/" + file)
        let isTorch = file.hasSuffix(".pt")
        try network.load(isTorch ? TorchFile.stateDict(url).tensors : Safetensors.read(url).tensors)
        let io = try Safetensors.read(Fixtures.url("trained/resnet20-io.safetensors")).tensors
        let x = try #require(io["input"])
        let evaluating = Context(seed: 1, mode: .evaluate)
        let near = Tolerance(absolute: 1e-5, relative: 1e-5)
        #expect(try mismatch(network(x, evaluating), #require(io["logits"]), near) == nil)
        for (stage, maps) in try network.stages(x, evaluating).enumerated() {
            let expected = try #require(io["layer\(stage + 1).mean"])
            #expect(try mismatch(maps.mean(axes: [2, 3]), expected, near) == nil)
        }
    }
}

@Suite("MLP and ConvNet")
struct SmallBackboneTests {
    private let context = Context(seed: 1)

    @Test("names, printing and features of a multilayer perceptron")
    func mlp() throws {
        let network = try MLP(
            .init(inputCount: 3, hiddenCounts: [4, 5], outputCount: 2, norm: .batchNorm, dropout: 0.1),
            context)
        #expect(
            Array(try network.table().parameters.keys)
                == [
                    "blocks.0.linear.weight", "blocks.0.linear.bias", "blocks.0.norm.weight",
                    "blocks.0.norm.bias", "blocks.1.linear.weight", "blocks.1.linear.bias",
                    "blocks.1.norm.weight", "blocks.1.norm.bias", "head.weight", "head.bias",
                ])
        #expect(network.settings == "3 → 4 → 5 → 2, relu, batch-norm, dropout 0.1")
        #expect(network.featureCount == 5)
        let encoder = try MLP(.init(inputCount: 3, hiddenCounts: [4], outputCount: nil), context)
        #expect(try encoder(Tensor.ones([2, 7, 3]), context).shape == [2, 7, 4])
        let linear = try MLP(.uniform(inputCount: 3, outputCount: 2, hiddenCount: 9, layerCount: 1), context)
        #expect(try linear.parameterCount() == 8)
    }

    @Test("a deep self-normalising network keeps mean 0 and variance 1, also with its dropout")
    func selfNormalizing() throws {
        let network = try MLP(
            .selfNormalizing(
                inputCount: 256, hiddenCounts: Array(repeating: 256, count: 16), outputCount: nil,
                dropout: 0.05), context)
        let y = try network(SampleTensors.normal([512, 256]), context)
        #expect(try abs(y.mean().item()) < 0.2)
        #expect(try abs(y.variance(axes: [0, 1]).item() - 1) < 0.3)
    }

    @Test("the small convolutional network takes both usual sizes", arguments: [28, 32])
    func convNet(_ side: Int) throws {
        let network = try ConvNet(.init(inputCount: 1, outputCount: 10), context)
        #expect(try network(SampleTensors.normal([2, 1, side, side]), context).shape == [2, 10])
        #expect(network.settings == "1 → 32 → 64 → 128, batch-norm, relu")
        #expect(network.blocks[0].conv.bias == nil)
    }

    @Test("settings and inputs that cannot work are refused")
    func refusals() throws {
        let widths = #expect(throws: ModuleError.self) {
            try MLP(.init(inputCount: 3, hiddenCounts: [0], outputCount: 2), context)
        }
        #expect(widths?.message.contains("widths are [3, 0] and 2 outputs") == true)
        let norm = #expect(throws: ModuleError.self) {
            try MLP(.init(inputCount: 3, outputCount: 2, norm: .instanceNorm), context)
        }
        #expect(norm?.code == "module.norm")
        let channels = #expect(throws: ModuleError.self) {
            try ConvNet(.init(channelCounts: [], outputCount: 2), context)
        }
        #expect(channels?.message.contains("channels are [] and 2 outputs") == true)
        let small = try ConvNet(.init(outputCount: 2), context)
        let error = #expect(throws: TensorError.self) { try small(Tensor.zeros([1, 1, 4, 9]), context) }
        #expect(error?.message.contains("expected [N, 1, H, W] of at least 8 pixels a side") == true)
        let mlp = try MLP(.init(inputCount: 3, outputCount: 2), context)
        let width = #expect(throws: TensorError.self) { try mlp(Tensor.zeros([1, 4]), context) }
        #expect(width?.message.contains("the input [1, 4] float32 does not fit, expected [..., 3]") == true)
    }
}
