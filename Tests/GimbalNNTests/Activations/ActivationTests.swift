// Activations as values: formulas, texts, gains.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

struct Formula: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let expected: [Double]
    var testDescription: String { activation.description }

    init(_ activation: Activation, _ expected: [Double]) {
        self.activation = activation
        self.expected = expected
    }
}

@Suite("Activation")
struct ActivationTests {
    /// Values at -2, -0.25, 0, 0.25 and 2.
    private static let samples: [Formula] = {
        let x = [-2, -0.25, 0, 0.25, 2]
        return [
            Formula(.identity, x), Formula(.relu, [0, 0, 0, 0.25, 2]), Formula(.relu6, [0, 0, 0, 0.25, 2]),
            Formula(.leakyRelu(slope: 0.5), [-1, -0.125, 0, 0.25, 2]),
            Formula(.softsign, [-2.0 / 3, -0.2, 0, 0.2, 2.0 / 3]),
            Formula(.hardtanh(), [-1, -0.25, 0, 0.25, 1]), Formula(.hardshrink(), [-2, 0, 0, 0, 2]),
            Formula(.softshrink(), [-1.5, 0, 0, 0, 1.5]),
            Formula(.tanhshrink, x.map { $0 - tanh($0) }),
            Formula(.threshold(0.1, value: 7), [7, 7, 7, 0.25, 2]),
            Formula(.elu(alpha: 2), x.map { $0 > 0 ? $0 : 2 * expm1($0) }),
            Formula(.celu(alpha: 2), x.map { $0 > 0 ? $0 : 2 * expm1($0 / 2) }),
            Formula(.silu, x.map { $0 / (1 + exp(-$0)) }),
            Formula(.logSigmoid, x.map { -log1p(exp(-$0)) }),
            Formula(.hardswish, x.map { $0 * ($0 + 3) / 6 }), Formula(.hardsigmoid, x.map { ($0 + 3) / 6 }),
            Formula(.gelu(), x.map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 }),
            Formula(.softplus(beta: 2), x.map { log1p(exp(2 * $0)) / 2 }),
            Formula(.mish, x.map { $0 * tanh(log1p(exp($0))) }),
        ]
    }()

    @Test("values are those of the formulas", arguments: samples)
    func formulas(_ formula: Formula) throws {
        let y = try formula.activation(Tensor([-2.0, -0.25, 0, 0.25, 2]))
        #expect(mismatch(try y.doubles(), formula.expected, .double) == nil)
    }

    @Test("the text form reads back, and as JSON it is that text", arguments: Activation.allCases)
    func texts(_ activation: Activation) throws {
        #expect(activation.description == activation.id)
        #expect(try Activation(activation.description) == activation)
        let json = try JSONEncoder().encode([activation])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(activation.id)\"]")
        #expect(try JSONDecoder().decode([Activation].self, from: json) == [activation])
    }

    @Test(
        "constants that are not the usual ones are written",
        arguments: [
            (Activation.leakyRelu(slope: 0.2), "leaky-relu[slope=0.2]"),
            (.gelu(approximation: .tanh), "gelu[approximation=tanh]"),
            (.hardtanh(minimum: 0, maximum: 1), "hardtanh[minimum=0.0]"),
            (.softplus(beta: 2, threshold: 10), "softplus[beta=2.0,threshold=10.0]"),
            (.threshold(0.5, value: -1), "threshold[threshold=0.5,value=-1.0]"),
            (.elu(alpha: 2), "elu[alpha=2.0]"), (.celu(alpha: 2), "celu[alpha=2.0]"),
            (.hardshrink(threshold: 1), "hardshrink[threshold=1.0]"),
            (.softshrink(threshold: 1), "softshrink[threshold=1.0]"),
        ])
    func constants(_ activation: Activation, _ text: String) throws {
        #expect(activation.description == text)
        #expect(try Activation(text) == activation)
    }

    @Test(
        "a text that names nothing is refused with what to do",
        arguments: [
            ("relo", "There is no activation \"relo\". Did you mean \"relu\"?"),
            (
                "leaky-relu[slop=0.1]",
                "The activation \"leaky-relu\" has no option \"slop\". Did you mean \"slope\"?"
            ),
            ("relu[slope=1]", "The activation \"relu\" has no option \"slope\". It takes none."),
            (
                "elu[alpha=big]",
                "Option \"alpha\" of the activation \"elu\" is \"big\", expected a number. Change it."
            ),
            (
                "gelu[approximation=erf]",
                "Option \"approximation\" of the activation \"gelu\" is \"erf\", expected none or tanh. Change it."
            ),
            ("elu[alpha", "The activation \"elu[alpha\" cannot be read. Write name[option=value,...]."),
            ("elu[alpha]", "The activation \"elu[alpha]\" cannot be read. Write name[option=value,...]."),
        ])
    func refusals(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigError.self) { try Activation(text) }
        #expect(error?.code == "config.activation")
        #expect(error?.description == expected)
    }

    @Test("gains are PyTorch's, and keep the second moment of normal inputs where PyTorch has none")
    func gains() throws {
        #expect(try Activation.relu.gain == 2.0.squareRoot())
        #expect(try Activation.leakyRelu(slope: 0.2).gain == (2 / 1.04).squareRoot())
        #expect(
            try [Activation.tanh.gain, Activation.selu.gain, Activation.sigmoid.gain] == [5.0 / 3, 0.75, 1])
        for activation in [Activation.gelu(), .silu, .elu(), .mish, .hardtanh(), .softplus()] {
            let z = try SampleTensors.normal([400_000], dtype: .float64)
            let moment = try (activation(z) * activation.gain).square().mean().item()
            #expect(abs(moment - 1) < 0.01, "\(activation)")
        }
        // A threshold at zero is ReLU: the integral gives the closed form.
        #expect(try abs(Activation.threshold(0, value: 0).gain - 2.0.squareRoot()) < 1e-6)
    }

    @Test("as a layer it prints its name")
    func layer() throws {
        let layer = ActivationLayer(.leakyRelu(slope: 0.2))
        #expect(layer.description == "ActivationLayer(leaky-relu[slope=0.2]) - 0 parameters")
        #expect(try layer(Tensor([-1.0]), Context(seed: 0)).doubles() == [-0.2])
    }
}
