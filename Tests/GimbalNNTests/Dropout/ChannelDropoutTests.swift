// Dropout of channels and of samples.
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Dropout of channels")
struct ChannelDropoutTests {
    private static let layers: [(@Sendable (Double) throws -> any UnaryLayer, [Int], Int)] = [
        ({ try Dropout1d($0) }, [60, 50, 3], 2), ({ try Dropout1d($0) }, [900, 3], 1),
        ({ try Dropout2d($0) }, [60, 50, 2, 2], 2), ({ try Dropout2d($0) }, [60, 50, 3], 2),
        ({ try Dropout3d($0) }, [60, 50, 2, 1, 2], 2), ({ try Dropout3d($0) }, [900, 2, 1, 2], 1),
        ({ try DropPath($0) }, [900, 3, 2], 1),
    ]

    @Test("whole channels are dropped, the share and the scale are right", arguments: layers.indices)
    func masks(_ index: Int) throws {
        let (make, shape, axisCount) = Self.layers[index]
        let layer = try make(0.3), x = try Tensor.ones(shape)
        let y = try layer(x, Context(seed: 7))
        #expect(y.shape == shape)
        let units = try y.reshaped([shape[..<axisCount].reduce(1, *), -1])
        #expect(try sameBits(units.amax(axes: [1]), units.amin(axes: [1])))
        let values = try units.select(0, axis: 1).doubles()
        #expect(values.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
        let share = Double(values.count { $0 == 0 }) / Double(values.count)
        #expect(abs(share - 0.3) < 0.05)
    }

    @Test("the same seed drops the same, another call others; the gradient has the same mask")
    func seeds() throws {
        let layer = try Dropout2d(0.5), context = Context(seed: 7)
        let x = try Tensor.ones([8, 9, 2, 2]).requiringGradient()
        let first = try layer(x, context)
        #expect(try !sameBits(first, layer(x, context)))
        #expect(try sameBits(first, layer(x, Context(seed: 7))))
        #expect(try sameBits(gradients(of: first.sum(), withRespectTo: [x])[0], first.detached()))
    }

    @Test("threads do not change what is dropped")
    func threads() async {
        await #expect(processExitsWith: .success) {
            let x = try SampleTensors.normal([301, 77, 4])
            let layers: [any UnaryLayer] = [
                try Dropout(0.3), try Dropout1d(0.3), try AlphaDropout(0.3), try FeatureAlphaDropout(0.3),
                try DropPath(0.3), try RReLU(),
            ]
            for layer in layers {
                let results = try [1, 2].map { count in
                    Machine.threadCount = count
                    return try layer(x, Context(seed: 5))
                }
                let isSame = try sameBits(results[0], results[1])
                try #require(isSame, "\(layer)")
            }
        }
    }

    @Test("half precision keeps its dtype", arguments: [DType.bfloat16, .float16])
    func halves(_ dtype: DType) throws {
        let x = try SampleTensors.normal([6, 5, 2], dtype: dtype), context = Context(seed: 5)
        let layers: [any UnaryLayer] = [
            try Dropout(0.3), try Dropout1d(0.3), try AlphaDropout(0.3), try FeatureAlphaDropout(0.3),
            try DropPath(0.3), try RReLU(),
        ]
        for layer in layers { #expect(try layer(x, context).dtype == dtype, "\(layer)") }
    }

    @Test("samples that DropPath keeps can stay unscaled")
    func unscaled() throws {
        let y = try DropPath(0.5, scalesKept: false)(Tensor.ones([50, 2]), Context(seed: 1))
        #expect(Set(try y.doubles()) == [0, 1])
    }

    @Test("at probability 1 everything is zero, at 0 and in evaluation nothing changes")
    func extremes() throws {
        let context = Context(seed: 1)
        for (make, shape, _) in Self.layers {
            let x = try SampleTensors.normal(shape), all = try make(1), none = try make(0),
                half = try make(0.5)
            let zeros = try all(x, context), same = try none(x, context)
            let used = try context.with(mode: .evaluate) { try half(x, context) }
            #expect(try zeros.abs().sum().item() == 0)
            #expect(try sameBits(same, x) && sameBits(used, x))
        }
    }

    @Test("wrong ranks and probabilities are refused, and layers print their settings")
    func refusals() throws {
        let context = Context(seed: 1)
        let rank = #expect(throws: TensorError.self) { try Dropout2d()(Tensor.ones([2, 3]), context) }
        #expect(
            rank?.description
                == "Dropout2d: x [2, 3] has 2 axes, expected 3 to 4. Use the layer for that rank.")
        let feature = #expect(throws: TensorError.self) {
            try FeatureAlphaDropout()(Tensor.ones([2]), context)
        }
        #expect(feature?.message == "FeatureAlphaDropout: x is [2], expected [N, C, ...].")
        let path = #expect(throws: TensorError.self) { try DropPath(0.5)(Tensor(scalar: 1.0), context) }
        #expect(path?.message == "DropPath: x is a scalar, expected [N, ...].")
        let makers: [@Sendable () throws -> any UnaryLayer] = [
            { try Dropout1d(1.5) }, { try AlphaDropout(-1) }, { try FeatureAlphaDropout(.nan) },
            { try DropPath(2) },
        ]
        for make in makers {
            #expect(#expect(throws: ModuleError.self) { try make() }?.code == "module.probability")
        }
        let wrong = #expect(throws: ModuleError.self) { try Dropout1d(1.5) }
        #expect(
            wrong?.description == "Dropout1d: the probability is 1.5, expected 0...1. Choose one in range.")
        #expect(
            try DropPath(0.2, scalesKept: false).description == "DropPath(0.2, not scaled) - 0 parameters")
        #expect(try Dropout3d().description == "Dropout3d(0.5) - 0 parameters")
    }
}
