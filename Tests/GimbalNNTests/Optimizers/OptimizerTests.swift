// What every optimiser must do.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("Optimizers")
struct OptimizerTests {
    private func slopes(_ count: Int, _ shapes: [[Int]] = [[3, 2], [4]], dtype: DType = .float32) throws
        -> [[Tensor?]]
    {
        try (0..<count).map { step in
            try shapes.enumerated().map {
                try SampleTensors.normal($0.element, dtype: dtype, seed: UInt64(step * 10 + $0.offset))
            }
        }
    }

    private func parameters(dtype: DType = .float32) throws -> LooseParameters {
        LooseParameters([
            try SampleTensors.normal([3, 2], dtype: dtype, seed: 100),
            try SampleTensors.normal([4], dtype: dtype, seed: 101),
        ])
    }

    @Test("a restored state continues with the same bits", arguments: OptimizerSample.all)
    func restoring(_ sample: OptimizerSample) throws {
        let slopes = try slopes(8)
        let straight = try parameters(), whole = try sample.config.make([straight.group(0.1, decay: 0.01)])
        whole.groups[0].momentum = 0.7
        for (i, slope) in slopes.enumerated() {
            if i == 3 { whole.groups[0].learningRate = 0.05 }
            try whole.step(slope)
        }
        let halves = try parameters(), first = try sample.config.make([halves.group(0.1, decay: 0.01)])
        first.groups[0].momentum = 0.7
        for slope in slopes.prefix(3) { try first.step(slope) }
        first.groups[0].learningRate = 0.05
        let saved = try first.state().mapValues { try $0.cloned() }
        let second = try sample.config.make([halves.group(0.1)])
        try second.restore(saved)
        for slope in slopes.dropFirst(3) { try second.step(slope) }
        for (a, b) in zip(halves.tensors, straight.tensors) { #expect(try sameBits(a, b)) }
        #expect(try Set(saved.keys) == Set(second.state().keys))
        // The saved state is copied, not shared.
        #expect(try second.state()["p0.step"]?.item() == 8 && saved["p0.step"]?.item() == 3)
    }

    @Test("mixed dtypes and layouts in one group step as each alone", arguments: OptimizerSample.all)
    func mixed(_ sample: OptimizerSample) throws {
        let tensors = try [
            SampleTensors.normal([3, 2]), SampleTensors.normal([4], dtype: .float64, seed: 2),
            SampleTensors.normal([2, 3], seed: 3).transposed(0, 1), SampleTensors.normal([5], seed: 4),
        ]
        let slopes = try (0..<4).map { step in
            try tensors.enumerated().map { i, tensor in
                try SampleTensors.normal(tensor.shape, dtype: tensor.dtype, seed: UInt64(20 + step * 4 + i))
            }
        }
        let together = LooseParameters(try tensors.map { try $0.contiguous().cloned() })
        let strided = LooseParameters(try tensors.map { try $0.cloned() })
        #expect(!strided.tensors[2].isContiguous)
        for parameters in [together, strided] {
            let optimizer = try sample.config.make([parameters.group(0.1, decay: 0.01)])
            for (step, slope) in slopes.enumerated() {
                try optimizer.step([slope[0], slope[1], slope[2], step == 1 ? nil : slope[3]])
            }
        }
        for (i, tensor) in tensors.enumerated() {
            let alone = LooseParameters([try tensor.contiguous().cloned()])
            let optimizer = try sample.config.make([alone.group(0.1, decay: 0.01)])
            for (step, slope) in slopes.enumerated() where i < 3 || step != 1 {
                try optimizer.step([slope[i]])
            }
            #expect(try sameBits(alone.tensors[0], together.tensors[i]), "\(i)")
            #expect(try sameBits(alone.tensors[0], strided.tensors[i].contiguous()), "\(i) strided")
        }
    }

    @Test(
        "frozen parameters and those without gradient keep their bits and get no state",
        arguments: OptimizerSample.all)
    func frozen(_ sample: OptimizerSample) throws {
        let parameters = LooseParameters(try (0..<3).map { _ in try Tensor.ones([2]) })
        parameters.slots.values[1].isTrainable = false
        let optimizer = try sample.config.make([parameters.group(0.1, decay: 0.5)])
        let ones = try Tensor.ones([2])
        try optimizer.step([ones, ones, nil])
        #expect(try parameters.tensors[0].floats() != [1, 1])
        #expect(try parameters.tensors[1].floats() == [1, 1] && parameters.tensors[2].floats() == [1, 1])
        #expect(try !optimizer.state().keys.contains { $0.hasPrefix("p1") || $0.hasPrefix("p2") })
        #expect(try ones.floats() == [1, 1])
    }

    @Test("gradients of the caller are not changed", arguments: OptimizerSample.all)
    func gradientsStay(_ sample: OptimizerSample) throws {
        let parameters = try parameters(), slope = try slopes(1)[0]
        let before = try slope.map { try $0?.cloned() }
        let optimizer = try sample.config.make([parameters.group(0.1, decay: 0.1)])
        for _ in 0..<3 { try optimizer.step(slope) }
        for (a, b) in zip(slope, before) { #expect(try sameBits(#require(a), #require(b))) }
    }

    @Test(
        "a float32 copy of bfloat16 parameters is stepped, saved and restored",
        arguments: [DType.bfloat16, .float16])
    func masters(_ dtype: DType) throws {
        let start = try SampleTensors.normal([5]).converted(to: dtype)
        let slopes = try (0..<6).map { try SampleTensors.normal([5], seed: UInt64($0)).converted(to: dtype) }
        let wide = LooseParameters([try start.converted(to: .float32)])
        let reference = try Adam([wide.group(1e-3)])
        for slope in slopes { try reference.step([slope]) }

        let half = LooseParameters([start])
        let first = try Adam([half.group(1e-3)], .init(masterWeights: true))
        for slope in slopes.prefix(3) { try first.step([slope]) }
        #expect(try first.state()["p0.exp_avg"]?.dtype == .float32)
        let second = try Adam([half.group(1e-3)], .init(masterWeights: true))
        try second.restore(first.state())
        for slope in slopes.dropFirst(3) { try second.step([slope]) }
        #expect(half.tensors[0].dtype == dtype)
        #expect(try sameBits(half.tensors[0], wide.tensors[0].converted(to: dtype)))
        #expect(try sameBits(#require(second.state()["p0.master"]), wide.tensors[0].detached()))
    }

    @Test("state follows a module that is converted", arguments: OptimizerSample.all)
    func conversion(_ sample: OptimizerSample) throws {
        let network = try Linear(3, 2, Context(seed: 1))
        let optimizer = try sample.config.make([ParameterGroup(network, learningRate: 0.01)])
        try optimizer.step(network.table().parameterTensors.map { try $0.onesLike() })
        try network.convert(to: .float64)
        try optimizer.step(network.table().parameterTensors.map { try $0.onesLike() })
        #expect(network.weight.dtype == .float64)
        for (name, tensor) in try optimizer.state() where name.hasPrefix("weight.") && tensor.rank > 0 {
            #expect(tensor.dtype == .float64, "\(name)")
        }
    }

    @Test("shared parameters are stepped once, and new groups keep the state of those that stay")
    func sharing() throws {
        let slot = Parameter(wrappedValue: try Tensor([1.0])),
            other = Parameter(wrappedValue: try Tensor([1.0]))
        let optimizer = try SGD(
            [ParameterGroup(["a": slot, "b": slot], learningRate: 0.5)], .init(momentum: 0.5))
        let gradients = try optimizer.gradients(of: (slot.wrappedValue * 2).sum())
        #expect(gradients[0] != nil && gradients[1] == nil)
        try optimizer.step([Tensor([1.0]), Tensor([1.0])])
        #expect(try slot.wrappedValue.item() == 0.5)
        optimizer.groups.append(ParameterGroup(["c": other], learningRate: 0.5))
        try optimizer.step([Tensor([0.0]), nil, Tensor([1.0])])
        #expect(try slot.wrappedValue.item() == 0.25 && other.wrappedValue.item() == 0.5)
    }

    @Test("a step leaves no tensors behind")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let growth = try liveTensorGrowth {
                for sample in OptimizerSample.all {
                    let parameters = LooseParameters([try SampleTensors.normal([3, 2])])
                    let optimizer = try sample.config.make([parameters.group(0.1, decay: 0.1)])
                    for _ in 0..<3 {
                        let loss = try parameters.tensors[0].square().sum()
                        let gradients = try clippedByNorm(optimizer.gradients(of: loss), maximum: 0.1)
                            .gradients
                        try optimizer.step(gradients)
                    }
                }
            }
            try #require(growth == 0)
        }
    }

    @Test("configurations survive coding", arguments: OptimizerSample.all)
    func coding(_ sample: OptimizerSample) throws {
        let data = try JSONEncoder().encode(sample.config)
        #expect(try JSONDecoder().decode(OptimizerConfig.self, from: data) == sample.config)
    }
}

@Suite("Parameter groups")
struct ParameterGroupTests {
    private final class Network: Module {
        let layer: Linear
        let norm: LayerNorm
        init(_ context: Context) throws {
            layer = try Linear(3, 2, context)
            norm = try LayerNorm(2, context)
        }
    }

    @Test("biases and normalisations are split off, or what the caller says")
    func split() throws {
        let network = try Network(Context(seed: 0))
        let groups = try ParameterGroup.split(network, learningRate: 0.1, weightDecay: 0.01)
        #expect(
            groups.map { Array($0.parameters.keys) } == [
                ["layer.weight"], ["layer.bias", "norm.weight", "norm.bias"],
            ])
        #expect(groups.map(\.weightDecay) == [0.01, 0] && groups.map(\.usesTrustRatio) == [true, false])
        let all = try ParameterGroup.split(network, learningRate: 0.1, weightDecay: 0.01) { _, _ in true }
        #expect(all.count == 1 && all[0].parameters.count == 4)
        let named = try ParameterGroup.split(network, learningRate: 0.1, weightDecay: 0.01) { name, _ in
            name.hasPrefix("norm")
        }
        #expect(Array(named[0].parameters.keys) == ["norm.weight", "norm.bias"])
    }
}
