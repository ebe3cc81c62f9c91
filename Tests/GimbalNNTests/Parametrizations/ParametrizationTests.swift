// Parametrised weights: values, names, nesting, removal.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

/// Standardises each row of a weight: what a method of its own looks like.
private final class RowStandardization: Parametrization {
    override func value(of originals: [Tensor], _ context: Context) throws -> Tensor {
        let centred = try originals[0] - originals[0].mean(axes: [1], keepDimensions: true)
        return try centred / centred.square().mean(axes: [1], keepDimensions: true).sqrt()
    }
}

/// Makes three tensors of one.
private final class Threefold: Parametrization {
    override func originals(of value: Tensor) throws -> [Tensor] { [value, value, value] }
}

/// Two layers of which one is shared under another name.
private final class Pair: Module {
    let first: Linear
    let second: Linear

    init(_ context: Context) throws {
        first = try Linear(4, 3, context)
        second = try Linear(3, 2, context)
        super.init()
    }

    func callAsFunction(_ x: Tensor, scale: Double, _ context: Context) throws -> Tensor {
        try second(first(x, context).tanh(), context) * scale
    }
}

@Suite("Parametrized")
struct ParametrizationTests {
    @Test("a fresh weight norm changes nothing, and its state has PyTorch's names")
    func weightNormState() throws {
        let context = Context(seed: 1), plain = try Linear(4, 3, context)
        let x = try SampleTensors.normal([5, 4])
        let expected = try plain(x, context)
        let layer = try weightNorm(plain)
        #expect(try mismatch(layer(x, context), expected) == nil)
        let shapes = try layer.stateDict().mapValues(\.shape)
        #expect(
            shapes == [
                "bias": [3], "parametrizations.weight.original0": [3, 1],
                "parametrizations.weight.original1": [3, 4],
            ])
        #expect(try layer.parameterCount() == 3 + 3 + 12)
    }

    @Test("the value is g v over the length of v, for every choice of axis")
    func weightNormValue() throws {
        let context = Context(seed: 1)
        let v = try Tensor([Float(3), 4, 6, 8], shape: [2, 2])
        for (axis, lengths) in [
            (0, [5, 10]), (1, [45.squareRoot(), 80.squareRoot()]), (nil, [125.squareRoot()]),
        ]
            as [(Int?, [Double])]
        {
            let step = WeightNorm(axis: axis)
            let found = try step.originals(of: v)
            #expect(mismatch(try found[0].doubles(), lengths) == nil)
            let doubled = try step.value(of: [found[0] * 2, v * 7], context)
            #expect(try mismatch(doubled, v * 2) == nil)
        }
        let vector = try WeightNorm().originals(of: Tensor([Float(-2), 3]))[0]
        #expect(try vector.doubles() == [2, 3])
    }

    @Test("the gradient of the direction is orthogonal to it")
    func orthogonality() throws {
        let context = Context(seed: 1)
        let layer = try weightNorm(Linear(4, 3, context))
        let y = try layer(SampleTensors.normal([5, 4]), context).square().sum()
        let v = try #require(layer.table().parameters["parametrizations.weight.original1"]?.tensor)
        let slope = try gradients(of: y, withRespectTo: [v])[0]
        #expect(try (slope * v).sum(axes: [1]).abs().amax().item() < 1e-5)
    }

    @Test("after a spectral norm the largest singular value is 1")
    func spectralNormValue() throws {
        let context = Context(seed: 1)
        let layer = try spectralNorm(Linear(8, 6, context), powerIterationCount: 50, context)
        let values = try layer.values(context)
        let weight = try #require(values["weight"])
        #expect(try abs(weight.singularValues().amax().item() - 1) < 1e-4)
        let names = try layer.stateDict().keys
        #expect(
            Array(names) == [
                "bias", "parametrizations.weight.original", "parametrizations.weight.0._u",
                "parametrizations.weight.0._v",
            ])
    }

    @Test("singular vectors move in training only")
    func spectralNormModes() throws {
        let context = Context(seed: 1)
        let layer = try spectralNorm(Linear(8, 6, context), context), x = try SampleTensors.normal([2, 8])
        let before = try layer.stateDict().mapValues { try $0.cloned() }
        _ = try context.with(mode: .evaluate) { try layer(x, context) }
        for (name, tensor) in try layer.stateDict() {
            #expect(try sameBits(tensor, #require(before[name])))
        }
        _ = try layer(x, context)
        let name = "parametrizations.weight.0._u"
        #expect(try !sameBits(#require(layer.stateDict()[name]), #require(before[name])))
    }

    @Test("a vector is divided by its length")
    func spectralNormOfVector() throws {
        let context = Context(seed: 1)
        let layer = try spectralNorm(LayerNorm(2, context), context)
        let weight = try #require(layer.values(context)["weight"])
        let share = (1.0 / 2).squareRoot()
        #expect(mismatch(try weight.doubles(), [share, share]) == nil)
    }

    @Test("a whole network is wrapped at once and keeps the other names; steps apply in order")
    func network() throws {
        let context = Context(seed: 1), pair = try Pair(context)
        let x = try SampleTensors.normal([5, 4])
        let expected = try pair(x, scale: 2, context)
        let wrapped = try Parametrized(pair) { name, value in
            name == "second.weight"
                ? [WeightNorm(), RowStandardization()] : value.rank > 1 ? [WeightNorm()] : []
        }
        #expect(
            Array(try wrapped.table().parameters.keys) == [
                "first.bias", "second.bias", "first.parametrizations.weight.original0",
                "first.parametrizations.weight.original1", "second.parametrizations.weight.original0",
                "second.parametrizations.weight.original1",
            ])
        let y = try wrapped.run(context) { try $0(x, scale: 2, context) }
        #expect(try mismatch(y, expected) != nil)
        let weight = try #require(wrapped.values(context)["second.weight"])
        #expect(try weight.mean(axes: [1]).abs().amax().item() < 1e-6)
        #expect(try (weight.square().mean(axes: [1]) - 1).abs().amax().item() < 1e-5)
    }

    @Test("removal leaves the plain module with the current values")
    func removal() throws {
        let context = Context(seed: 1), layer = try weightNorm(Linear(4, 3, context))
        let g = try #require(layer.table().parameters["parametrizations.weight.original0"])
        g.replace(try #require(g.tensor).detached() * 3)
        let x = try SampleTensors.normal([5, 4]), expected = try layer(x, context)
        let plain = try layer.removingParametrizations(context)
        #expect(Array(try plain.table().parameters.keys) == ["weight", "bias"])
        #expect(try sameBits(plain(x, context), expected))
    }

    @Test("a frozen weight stays frozen, and another dtype reaches the originals")
    func conversion() throws {
        let context = Context(seed: 1), plain = try Linear(4, 3, context)
        plain.$weight.isTrainable = false
        let layer = try weightNorm(plain)
        #expect(Array(try layer.trainableParameters().keys) == ["bias"])
        try layer.convert(to: .float64)
        #expect(try layer(SampleTensors.normal([5, 4], dtype: .float64), context).dtype == .float64)
    }

    @Test("the description and the summary show what is computed from what")
    func description() throws {
        let layer = try weightNorm(Linear(4, 3, Context(seed: 1)))
        #expect(
            layer.description == """
                Parametrized<Linear>(weight: WeightNorm) - 18 parameters
                  Linear(4 → 3, bias) - 15 parameters
                  parametrizations.weight: ParametrizedValue([3, 1], [3, 4]) - 15 parameters
                    0: WeightNorm(axis 0) - 0 parameters
                """)
        let summary = try layer.summary()
        #expect(summary.trainableCount == 18)
        #expect(summary.rows.map(\.path) == ["", "", "parametrizations.weight", "parametrizations.weight.0"])
        #expect(layer["parametrizations.weight.0"] is WeightNorm)
    }

    @Test("unknown names, several tensors in the middle and bad settings are refused")
    func refusals() throws {
        let context = Context(seed: 1)
        let unknown = #expect(throws: ModuleError.self) {
            try weightNorm(Linear(4, 3, context), name: "wieght")
        }
        #expect(unknown?.code == "module.parametrization")
        #expect(unknown?.description == "Linear has no parameter \"wieght\". It has: weight, bias.")
        let several = #expect(throws: ModuleError.self) {
            try Parametrized(Linear(4, 3, context), "weight", [WeightNorm(), Threefold()])
        }
        #expect(
            several?.description
                == "Threefold makes 3 tensors of \"weight\", expected 1 from all but the first. "
                + "Give it as the first parametrisation.")
        let setting = #expect(throws: ModuleError.self) {
            try spectralNorm(Linear(4, 3, context), powerIterationCount: 0, context)
        }
        #expect(setting?.message == "SpectralNorm: powerIterationCount is 0, expected 1 or more.")
        #expect(throws: TensorError.self) { try weightNorm(Linear(4, 3, context), axis: 2) }
        #expect(throws: TensorError.self) { try spectralNorm(Linear(4, 3, context), axis: 2, context) }
    }
}
