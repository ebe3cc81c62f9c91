// Normalisations on values that are known.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Normalisation")
struct NormalizationTests {
    @Test("batch normalisation agrees with PyTorch over two training batches and one evaluation")
    func batchNorm() throws {
        let oracle = try #require(Fixtures.json("oracles/layers.json")["batch_norm"])
        func tensor(_ name: String) throws -> Tensor { try Tensor(#require(oracle[name]?.numbers)) }
        let layer = try BatchNorm1d(.init(featureCount: 3), Context(seed: 0))
        try layer.convert(to: .float64)
        layer.weight = try tensor("weight")
        layer.bias = try tensor("bias")
        let batches = try #require(oracle["batches"]?.list), outputs = try #require(oracle["outputs"]?.list)
        for (i, mode) in [Context.Mode.train, .train, .evaluate].enumerated() {
            let x = try Tensor(#require(batches[i].numbers), shape: [5, 3])
            let y = try layer(x, Context(seed: 0, mode: mode))
            #expect(try mismatch(y.doubles(), #require(outputs[i].numbers), .double) == nil)
        }
        #expect(try mismatch(#require(layer.runningMean), tensor("running_mean"), .double) == nil)
        #expect(try mismatch(#require(layer.runningVar), tensor("running_var"), .double) == nil)
        #expect(try layer.numBatchesTracked?.integerItem() == oracle["num_batches_tracked"]?.integer)
    }

    @Test("a training batch of one sample is refused")
    func single() throws {
        let layer = try BatchNorm1d(.init(featureCount: 3), Context(seed: 0))
        let error = #expect(throws: ModuleError.self) { try layer(Tensor.ones([1, 3]), Context(seed: 0)) }
        #expect(error?.message.contains("[1, 3]") == true)
        #expect(try layer.numBatchesTracked?.integerItem() == 0)
    }

    @Test("layer normalisation has population variance, epsilon inside the root")
    func layerNorm() throws {
        let layer = try LayerNorm(.init(normalizedShape: [2], epsilon: 3, isAffine: false), Context(seed: 0))
        let y = try layer(Tensor([1.0, 3, 10, 10], shape: [2, 2]), Context(seed: 0))
        #expect(try mismatch(y.doubles(), [-0.5, 0.5, 0, 0], .double) == nil)
        #expect(try layer.table().parameterCount == 0)
    }
}
