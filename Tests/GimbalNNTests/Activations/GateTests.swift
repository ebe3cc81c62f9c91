// Activations with parameters, axes or random numbers.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Activations with settings")
struct GateTests {
    private let context = Context(seed: 1)

    @Test("GLU opens the first half by the second, with every gate")
    func glu() throws {
        let x = try SampleTensors.normal([3, 8], dtype: .float64), halves = try x.chunk(2, axis: -1)
        #expect(try mismatch(GLU()(x, context), halves[0] * halves[1].sigmoid(), .double) == nil)
        for gate in [Activation.silu, .gelu(), .relu, .identity, .tanh] {
            let y = try GLU(gate: gate)(x, context)
            #expect(try mismatch(y, halves[0] * gate(halves[1]), .double) == nil)
        }
        let odd = #expect(throws: TensorError.self) { try GLU(axis: 0)(x, context) }
        #expect(
            odd?.description == "GLU: x [3, 8] has 3 features on axis 0, expected an even number. "
                + "Make the layer before it twice as wide as wanted.")
        #expect(GLU(gate: .silu).description == "GLU(axis -1, silu) - 0 parameters")
    }

    @Test("PReLU starts at 0.25, learns its slope, and takes half inputs")
    func prelu() throws {
        let layer = try PReLU(context)
        let x = try Tensor([-2.0, 3]).converted(to: .float32)
        let y = try layer(x, context)
        #expect(try y.doubles() == [-0.5, 3])
        #expect(try gradients(of: y.sum(), withRespectTo: [layer.weight])[0].doubles() == [-2])
        #expect(try layer(x.converted(to: .bfloat16), context).dtype == .bfloat16)
        #expect(try PReLU(parameterCount: 3, context).description == "PReLU(3) - 3 parameters")
        let none = #expect(throws: ModuleError.self) { try PReLU(parameterCount: 0, context) }
        #expect(none?.message == "PReLU: parameterCount is 0, expected 1 or more.")
    }

    @Test("RReLU draws slopes within its bounds, evenly, and only in training")
    func rrelu() throws {
        let layer = try RReLU(lower: 0.1, upper: 0.5)
        let y = try layer(Tensor.full([20_000], -1.0), context)
        let slopes = try (-y).doubles()
        #expect(slopes.allSatisfy { (0.1...0.5).contains($0) })
        let mean = slopes.reduce(0, +) / 20_000
        #expect(abs(mean - 0.3) < 0.005 && slopes.contains { $0 < 0.11 } && slopes.contains { $0 > 0.49 })
        let used = try context.with(mode: .evaluate) { try layer(Tensor([-1.0, 2]), context) }
        #expect(mismatch(try used.doubles(), [-0.3, 2]) == nil)
        #expect(try layer(Tensor([2.0]), context).doubles() == [2])
        let order = #expect(throws: ModuleError.self) { try RReLU(lower: 0.5, upper: 0.1) }
        #expect(order?.message == "RReLU: slopes from 0.5 to 0.1, expected lower <= upper.")
    }

    @Test("softmax, its logarithm and softmin agree with each other and sum to 1")
    func softmax() throws {
        let x = try SampleTensors.normal([3, 4, 2, 5], dtype: .float64)
        let y = try Softmax(axis: 1)(x, context)
        #expect(try (y.sum(axes: [1]) - 1).abs().amax().item() < 1e-12)
        #expect(try mismatch(LogSoftmax(axis: 1)(x, context).exp(), y, .double) == nil)
        #expect(try mismatch(Softmin(axis: 1)(-x, context), y, .double) == nil)
        #expect(try sameBits(Softmax2d()(x, context), y))
        let rank = #expect(throws: TensorError.self) { try Softmax2d()(Tensor.ones([2, 3]), context) }
        #expect(rank?.message == "Softmax2d: x is [2, 3], expected [N, C, H, W] or [C, H, W].")
        #expect(Softmax(axis: 1).description == "Softmax(axis 1) - 0 parameters")
    }

    @Test("hardsigmoid has gradients of every order, on both sides of its kinks")
    func hardsigmoid() throws {
        let x = try Tensor([-4.0, -1, 1, 4]).requiringGradient()
        let y = try Activation.hardsigmoid(x)
        #expect(mismatch(try y.doubles(), [0, 1.0 / 3, 2.0 / 3, 1], .double) == nil)
        let slope = try gradients(of: y.square().sum(), withRespectTo: [x], createGraph: true)[0]
        #expect(mismatch(try slope.doubles(), [0, 1.0 / 9, 2.0 / 9, 0], .double) == nil)
        let curvature = try gradients(of: slope.sum(), withRespectTo: [x])[0]
        let problem = mismatch(try curvature.doubles(), [0, 1.0 / 18, 1.0 / 18, 0], .double)
        #expect(problem == nil)
        #expect(try Activation.hardsigmoid(Tensor([Float(6)])).dtype == .float32)
    }
}
