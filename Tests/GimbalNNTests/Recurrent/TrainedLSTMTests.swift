// A network that PyTorch trained gives the same here.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

/// The network of `Tests/Oracles/trained.py`: characters → 32 → two layers of 80 → characters.
private final class CharacterModel: Module {
    @Parameter var embedding: Tensor
    let lstm: LSTM
    let decoder: Linear

    init(_ context: Context) throws {
        _embedding = Parameter(wrappedValue: try Tensor.zeros([97, 32]), "embedding.weight")
        var config = LSTM.Config(inputCount: 32, hiddenCount: 80, layerCount: 2)
        config.batchFirst = true
        lstm = try LSTM(config, context)
        decoder = try Linear(80, 97, context)
        super.init()
    }

    func callAsFunction(_ tokens: Tensor, from state: RecurrentState? = nil, _ context: Context) throws -> (
        logits: Tensor, state: RecurrentState
    ) {
        let result = try lstm(context[$embedding].embedding(tokens), from: state, context)
        return (try decoder(result.output, context), result.state)
    }
}

@Suite("An LSTM trained by PyTorch")
struct TrainedLSTMTests {
    private let bound = Tolerance(absolute: 1e-5, relative: 1e-5)

    private func check(_ state: StateDict) throws {
        let context = Context(seed: 0, mode: .evaluate)
        let model = try CharacterModel(context)
        try model.load(state)
        let expected = try Safetensors.read(Fixtures.url("trained/lstm-io.safetensors")).tensors
        func tensor(_ name: String) throws -> Tensor { try #require(expected[name]) }
        let first = try model(tensor("tokens"), context)
        #expect(try mismatch(first.logits, tensor("logits"), bound) == nil)
        #expect(try mismatch(first.state.hidden, tensor("hidden"), bound) == nil)
        #expect(try mismatch(#require(first.state.cell), tensor("cell"), bound) == nil)
        let next = try model(tensor("next.tokens"), from: first.state, context)
        #expect(try mismatch(next.logits, tensor("next.logits"), bound) == nil)
    }

    @Test("its state dict as safetensors gives the same outputs to 1e-5")
    func safetensors() throws {
        try check(Safetensors.read(Fixtures.url("trained/lstm.safetensors")).tensors)
    }

    @Test("its state dict as torch.save wrote it gives the same outputs to 1e-5")
    func torch() throws {
        try check(TorchFile.stateDict(Fixtures.url("trained/lstm.pt")).tensors)
    }
}
