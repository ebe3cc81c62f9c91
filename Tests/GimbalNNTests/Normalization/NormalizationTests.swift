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

    @Test(
        "half inputs: float32 weights and statistics, half outputs near the exact ones",
        arguments: [DType.bfloat16, .float16])
    func halves(_ dtype: DType) throws {
        // Far from zero, so that statistics in half precision would be useless.
        let x = try (SampleTensors.normal([8, 6, 4, 6]) + 30).converted(to: dtype)
        let wide = try x.converted(to: .float64)
        let makers: [(String, (Context) throws -> any UnaryLayer)] = [
            ("batch", { try BatchNorm2d(6, $0) }),
            ("batch, not affine", { try BatchNorm2d(6, isAffine: false, $0) }),
            ("bare batch", { try BatchNorm2d(6, isAffine: false, tracksRunningStatistics: false, $0) }),
            ("instance", { try InstanceNorm2d(6, $0) }), ("group", { try GroupNorm(2, 6, $0) }),
            ("layer", { try LayerNorm(6, $0) }),
            ("layer, not affine", { try LayerNorm(6, isAffine: false, $0) }),
            ("rms", { try RMSNorm(6, $0) }), ("rms2d", { try RMSNorm2d(6, $0) }),
            ("local", { _ in try LocalResponseNorm(3) }),
        ]
        for (name, make) in makers {
            for parameters in [DType.float32, dtype] {
                let context = Context(seed: 1), layer = try make(context), exact = try make(context)
                try exact.convert(to: .float64)
                try layer.convert(to: parameters)
                let leaf = try x.requiringGradient(), y = try layer(leaf, context)
                let expected = try exact(wide, context)
                let step = dtype == .bfloat16 ? 1.0 / 256 : 1.0 / 2048
                #expect(y.dtype == dtype, "\(name)")
                let bound = Tolerance(absolute: step, relative: step)
                #expect(try mismatch(y, expected, bound) == nil, "\(name) with \(parameters)")
                #expect(try gradients(of: y.square().sum(), withRespectTo: [leaf])[0].dtype == dtype)
                for (name, own) in try layer.table().buffers {
                    #expect(own.tensor?.dtype == (name == "num_batches_tracked" ? .int64 : parameters))
                    let wanted = try #require(exact.table().buffers[name]?.tensor)
                    let problem = try mismatch(
                        #require(own.tensor), wanted, .init(absolute: 1e-3, relative: 1e-2))
                    #expect(problem == nil, "\(name)")
                }
            }
        }
    }

    @Test("cumulative statistics are the plain mean over the batches")
    func cumulative() throws {
        let layer = try BatchNorm1d(2, momentum: nil, Context(seed: 0)), context = Context(seed: 0)
        for shift in [1.0, 2, 6] { _ = try layer(SampleTensors.normal([50, 2]) + shift, context) }
        let mean = try SampleTensors.normal([50, 2]).mean(axes: [0]) + 3
        #expect(try mismatch(#require(layer.runningMean), mean) == nil)
        #expect(try layer.numBatchesTracked?.integerItem() == 3)
    }

    @Test("evaluation leaves running statistics alone; without them batches are normalised by their own")
    func modes() throws {
        let x = try SampleTensors.normal([20, 3]) * 2 + 1, context = Context(seed: 0, mode: .evaluate)
        let layer = try BatchNorm1d(3, context)
        #expect(try mismatch(layer(x, context), x, .init(absolute: 1e-5, relative: 1e-4)) == nil)
        #expect(try layer.runningMean?.doubles() == [0, 0, 0])
        let bare = try BatchNorm1d(3, tracksRunningStatistics: false, context)
        #expect(try bare(x, context).mean(axes: [0]).abs().amax().item() < 1e-6)
        #expect(try bare.table().buffers.isEmpty)
    }

    @Test("local responses by hand: neighbours beyond the ends count as zero")
    func localResponse() throws {
        let x = try Tensor([1.0, 2, 3], shape: [1, 3, 1])
        let layer = try LocalResponseNorm(3, alpha: 3, beta: 1, k: 1)
        let y = try layer(x, Context(seed: 0)).doubles()
        #expect(mismatch(y, [1.0 / 6, 2.0 / 15, 3.0 / 14], .double) == nil)
        #expect(layer.description == "LocalResponseNorm(size 3, alpha 3.0, beta 1.0, k 1.0) - 0 parameters")
    }

    @Test("group normalisation has layer and instance normalisation at its ends")
    func groups() throws {
        let context = Context(seed: 0), x = try SampleTensors.normal([3, 4, 5, 2], dtype: .float64)
        let one = try GroupNorm(1, 4, isAffine: false, context)
        let layer = try LayerNorm(.init(normalizedShape: [4, 5, 2], isAffine: false), context)
        #expect(try mismatch(one(x, context), layer(x, context), .double) == nil)
        let each = try GroupNorm(4, 4, isAffine: false, context), instance = try InstanceNorm2d(4, context)
        #expect(try mismatch(each(x, context), instance(x, context), .double) == nil)
        let single = try InstanceNorm2d(4, context)(x.select(0, axis: 0), context)
        #expect(try mismatch(single, instance(x, context).select(0, axis: 0), .double) == nil)
    }

    @Test("wrong shapes say what was found and expected")
    func shapes() throws {
        let context = Context(seed: 0)
        let cases: [(any UnaryLayer, [Int], String)] = [
            (
                try BatchNorm2d(3, context), [2, 3, 4],
                "BatchNorm2d: x [2, 3, 4] has 3 axes, expected 4. Reshape it, or use the layer for that rank."
            ),
            (
                try BatchNorm1d(3, context), [2, 4],
                "BatchNorm1d: x [2, 4] has 4 channels on axis 1, expected 3. "
                    + "Set featureCount to 4, or check which axis holds the channels."
            ),
            (
                try InstanceNorm1d(3, context), [2, 3, 4, 5],
                "InstanceNorm1d: x [2, 3, 4, 5] has 4 axes, expected 2 to 3. "
                    + "Reshape it, or use the layer for that rank."
            ),
            (
                try GroupNorm(3, 6, context), [2, 3],
                "GroupNorm: x is [2, 3], expected [N, 6, ...]. Check which axis holds the channels."
            ),
            (
                try FeatureGroupNorm(3, 6, context), [6, 2],
                "FeatureGroupNorm: x is [6, 2], expected [..., 6]. Check which axis holds the channels."
            ),
            (
                try RMSNorm2d(6, context), [2, 3],
                "RMSNorm2d: x is [2, 3], expected [N, 6, ...]. Check which axis holds the channels."
            ),
            (
                try LocalResponseNorm(2), [2, 3],
                "LocalResponseNorm: x is [2, 3], expected [N, C, ...] with at least one axis of positions. "
                    + "Reshape it."
            ),
        ]
        for (layer, shape, text) in cases {
            let x = try Tensor.ones(shape)
            let error = #expect(throws: TensorError.self) { try layer(x, context) }
            #expect(error?.code == "tensor.shape")
            #expect(error?.description == text)
        }
        let position = #expect(throws: ModuleError.self) {
            try InstanceNorm1d(3, context)(Tensor.ones([2, 3, 1]), context)
        }
        #expect(
            position?.description
                == "InstanceNorm1d: x [2, 3, 1] has one position per channel, expected two or more. "
                + "Normalise earlier, where maps are larger, or use another normalisation.")
    }

    @Test("settings out of range are refused")
    func settings() {
        let context = Context(seed: 0)
        let cases: [(() throws -> Module, String)] = [
            ({ try BatchNorm1d(0, context) }, "BatchNorm1d: featureCount is 0, expected 1 or more."),
            (
                { try BatchNorm2d(3, epsilon: -1, context) },
                "BatchNorm2d: epsilon is -1.0, expected 0 or more."
            ),
            ({ try BatchNorm2d(3, momentum: 2, context) }, "BatchNorm2d: momentum is 2.0, expected 0...1."),
            (
                { try LayerNorm(0, context) },
                "LayerNorm: normalizedShape is [0], expected sizes of one or more axes."
            ),
            ({ try RMSNorm(4, epsilon: -1, context) }, "RMSNorm: epsilon is -1.0, expected 0 or more."),
            ({ try LocalResponseNorm(0) }, "LocalResponseNorm: size is 0, expected 1 or more."),
        ]
        for (make, text) in cases {
            let error = #expect(throws: ModuleError.self) { _ = try make() }
            #expect(error?.message == text)
            #expect(error?.code == "module.setting")
        }
    }

    @Test("descriptions show settings that are not the usual ones")
    func descriptions() throws {
        let context = Context(seed: 0)
        let found = try [
            BatchNorm2d(4, context), BatchNorm2d(4, momentum: nil, isAffine: false, context),
            BatchNorm1d(4, momentum: 0.3, tracksRunningStatistics: false, context),
            InstanceNorm2d(4, context),
            InstanceNorm1d(4, isAffine: true, tracksRunningStatistics: true, context),
            GroupNorm(2, 4, context),
            LayerNorm(4, hasBias: false, context), RMSNorm(4, context), RMSNorm2d(4, context),
        ].map(\.description)
        #expect(
            found == [
                "BatchNorm2d(4, epsilon 1e-05) - 8 parameters",
                "BatchNorm2d(4, epsilon 1e-05, cumulative, not affine) - 0 parameters",
                "BatchNorm1d(4, epsilon 1e-05, momentum 0.3, no running statistics) - 8 parameters",
                "InstanceNorm2d(4, epsilon 1e-05) - 0 parameters",
                "InstanceNorm1d(4, epsilon 1e-05, affine, momentum 0.1) - 8 parameters",
                "GroupNorm(4 in 2 groups, epsilon 1e-05) - 8 parameters",
                "LayerNorm([4], epsilon 1e-05, no bias) - 4 parameters", "RMSNorm([4]) - 4 parameters",
                "RMSNorm2d(4, epsilon 1e-05) - 4 parameters",
            ])
    }

    @Test("group normalisation takes channels-last images, also where only its weight has a gradient")
    func channelsLastGroups() throws {
        let context = Context(seed: 1), layer = try GroupNorm(2, 4, context)
        let x = try SampleTensors.normal([2, 4, 3, 3])
        let last = try x.permuted([0, 2, 3, 1]).contiguous().permuted([0, 3, 1, 2])
        let slopes = try [x, last].map {
            try gradients(of: layer($0, context).square().sum(), withRespectTo: [#require(layer.weight)])[0]
        }
        #expect(try mismatch(slopes[1], slopes[0]) == nil)
    }
}
