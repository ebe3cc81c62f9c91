// Frozen parameters.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

private final class Network: Module {
    let encoder: Linear
    let head: Linear

    init(_ context: Context) throws {
        encoder = try Linear(2, 2, context)
        head = try Linear(2, 1, context)
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try head(encoder(x, context), context)
    }
}

@Suite("Freezing")
struct FreezingTests {
    private let network: Network
    private let context = Context(seed: 1)

    init() throws { network = try Network(context) }

    @Test("a frozen part gets no gradients, is not stepped, and can be thawed")
    func part() throws {
        let x = try Tensor.ones([3, 2])
        #expect(try network.freeze("encoder") == ["encoder.weight", "encoder.bias"])
        #expect(try network.freeze("encoder").isEmpty)
        #expect(try Array(network.trainableParameters().keys) == ["head.weight", "head.bias"])
        #expect(try network.parameterCount(trainableOnly: true) == 3 && network.parameterCount() == 9)
        #expect(!network.encoder.weight.requiresGradient && network.head.weight.requiresGradient)
        #expect(try !network.encoder(x, context).requiresGradient)

        let before = try network.encoder.weight.cloned(), head = try network.head.weight.cloned()
        let optimizer = try Adam([ParameterGroup(try network.namedParameters(), learningRate: 0.1)])
        try optimizer.step(optimizer.gradients(of: network(x, context).square().sum()))
        #expect(try sameBits(network.encoder.weight, before) && !sameBits(network.head.weight, head))

        #expect(try network.unfreeze() == ["encoder.weight", "encoder.bias"])
        try optimizer.step(optimizer.gradients(of: network(x, context).square().sum()))
        #expect(try !sameBits(network.encoder.weight, before))
    }

    @Test("names are chosen by predicate, and a part without parameters is refused")
    func predicates() throws {
        #expect(try network.freeze { $0.hasSuffix("bias") } == ["encoder.bias", "head.bias"])
        #expect(try network.unfreeze("head.bias") == ["head.bias"])
        #expect(try network.unfreeze { $0.hasPrefix("enc") } == ["encoder.bias"])
        #expect(try network.freeze().count == 4)
        let error = #expect(throws: ModuleError.self) { try network.freeze("encodr") }
        #expect(error?.description == "Network has no parameters below \"encodr\". Did you mean \"encoder\"?")
    }

    @Test("loading and converting keep a parameter frozen")
    func staysFrozen() throws {
        try network.freeze("encoder")
        try network.load(Network(Context(seed: 2)).stateDict())
        try network.convert(to: .float64)
        #expect(!network.encoder.weight.requiresGradient && network.head.weight.requiresGradient)
    }

    @Test("the summary is a table with what is frozen and the totals")
    func summary() throws {
        try network.freeze("encoder")
        #expect(
            try network.summary().description == """
                module             settings     parameters and buffers   dtype    trainable  frozen
                -----------------------------------------------------------------------------------
                Network
                  encoder: Linear  2 → 2, bias  weight [2, 2], bias [2]  float32          0       6
                  head: Linear     2 → 1, bias  weight [1, 2], bias [1]  float32          3       0
                9 parameters: 3 trainable, 6 frozen; 0 buffer elements; 36 bytes
                """)
    }

    @Test("running statistics are buffers in the summary, and follow the data even when all is frozen")
    func buffers() throws {
        let norm = try BatchNorm1d(.init(featureCount: 2), context)
        try norm.freeze()
        _ = try norm(Tensor([Float(1), 2, 3, 4], shape: [2, 2]), context)
        #expect(try norm.runningMean?.doubles() != [0, 0])
        let row = try norm.summary().rows[0]
        #expect(row.bufferCount == 5 && row.frozenCount == 4 && row.dtypes == [.float32, .int64])
    }
}
