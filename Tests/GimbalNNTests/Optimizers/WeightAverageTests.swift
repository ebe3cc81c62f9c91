// Averages of weights: rules, buffers, use and state.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("WeightAverage")
struct WeightAverageTests {
    private func set(_ layer: Linear, _ value: Double) throws {
        layer.weight = try layer.weight.fullLike(value)
    }

    private func layer() throws -> Linear {
        let layer = try Linear(1, 1, hasBias: false, Context(seed: 0))
        try set(layer, 0)
        return layer
    }

    @Test("the mean of all updates, and a decay that warms up")
    func rules() throws {
        let layer = try layer()
        let mean = try WeightAverage(layer, .equal),
            warm = try WeightAverage(layer, .exponential(decay: 0.9, warmUp: true))
        for value in [1.0, 2, 6] {
            try set(layer, value)
            try mean.update()
            try warm.update()
        }
        #expect(
            try mismatch([#require(mean.parameters["weight"]).item()], [3]) == nil && mean.updateCount == 3)
        // Decays 2/11 and 3/12 after the copy.
        let second = 1 * 2.0 / 11 + 2 * 9.0 / 11
        #expect(try mismatch([#require(warm.parameters["weight"]).item()], [second / 4 + 6 * 0.75]) == nil)
    }

    @Test("in use, the module has the averages; afterwards its own weights, also after an error")
    func use() throws {
        struct Stop: Error {}
        let layer = try layer(), average = try WeightAverage(layer, .equal), context = Context(seed: 0)
        try average.update()
        try set(layer, 5)
        let x = try Tensor.ones([1, 1]), own = layer.weight
        #expect(try average.inUse { try layer(x, context).item() } == 0)
        #expect(throws: Stop.self) { try average.inUse { throw Stop() } }
        #expect(try layer(x, context).item() == 5 && sameBits(layer.weight.detached(), own.detached()))
        #expect(layer.weight.requiresGradient)
        #expect(try context.substituting(average.parameters, in: layer) { try layer(x, context).item() } == 0)
        try average.copyToModule()
        #expect(try layer.weight.item() == 0)
        try layer.weight.detached().addInPlace(1)
        #expect(try average.parameters["weight"]?.item() == 0)
    }

    @Test("averages of half-precision weights do not stand still")
    func half() throws {
        let layer = try layer()
        try layer.convert(to: .bfloat16)
        try set(layer, 1)
        let average = try WeightAverage(layer, .exponential(decay: 0.999))
        try average.update()
        try set(layer, 2)
        for _ in 0..<1000 { try average.update() }
        #expect(try abs(#require(average.parameters["weight"]).item() - 1.632) < 1e-3)
        #expect(try average.inUse { layer.weight.dtype } == .bfloat16)
    }

    @Test(
        "buffers are copied or averaged, counters copied",
        arguments: [WeightAverage.BufferRule.copied, .averaged])
    func buffers(_ rule: WeightAverage.BufferRule) throws {
        let norm = try BatchNorm1d(1, Context(seed: 0))
        let average = try WeightAverage(norm, .equal, buffers: rule)
        for value in [1.0, 3] {
            norm.runningMean = try Tensor([Float(value)])
            norm.numBatchesTracked = try Tensor(scalar: Int(value))
            try average.update()
        }
        let found = try average.inUse { try (norm.runningMean?.item(), norm.numBatchesTracked?.item()) }
        #expect(found.0 == (rule == .copied ? 3 : 2) && found.1 == 3)
    }

    @Test("statistics measured in use stay with the averages")
    func statistics() throws {
        let norm = try BatchNorm1d(1, Context(seed: 0)), context = Context(seed: 1)
        let average = try WeightAverage(norm, .equal)
        try average.update()
        let batches = [
            try Tensor([Float(1), 3], shape: [2, 1]), try Tensor([Float(5), 7], shape: [2, 1]),
        ]
        try average.inUse {
            try updateBatchNormStatistics(of: norm, batches, context) { try norm($0, context) }
        }
        #expect(try norm.runningMean?.item() == 0 && norm.numBatchesTracked?.item() == 0)
        let found = try average.inUse {
            try (norm.runningMean?.item(), norm.runningVar?.item(), norm.numBatchesTracked?.item())
        }
        #expect(try mismatch([#require(found.0), #require(found.1)], [4, 2]) == nil && found.2 == 2)
    }

    @Test("a restored state continues with the same bits; another module's is refused")
    func state() throws {
        let layer = try layer(), whole = try WeightAverage(layer), first = try WeightAverage(layer)
        for value in [1.0, 2] {
            try set(layer, value)
            try whole.update()
            try first.update()
        }
        let second = try WeightAverage(layer)
        try second.restore(first.state())
        for average in [whole, second] {
            try set(layer, 7)
            try average.update()
        }
        #expect(try sameBits(#require(second.parameters["weight"]), #require(whole.parameters["weight"])))
        #expect(try first.parameters["weight"]?.item() != second.parameters["weight"]?.item())
        let other = try WeightAverage(Linear(2, 1, Context(seed: 0)))
        let error = #expect(throws: ModuleError.self) { try other.restore(first.state()) }
        #expect(
            error?.message
                == "The state does not fit this WeightAverage: \"module.weight\" is [1, 1], expected [1, 2]; "
                + "\"module.bias\" is missing.")
        let decay = #expect(throws: ModuleError.self) { try WeightAverage(layer, .exponential(decay: 2)) }
        #expect(decay?.message == "WeightAverage: decay is 2.0, expected 0 <= decay <= 1.")
    }
}
