// Subjects: recurrent.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let recurrent: [String: any GoldenSubject.Type] = [
        "RNN": RecurrentSubject.self, "LSTM": RecurrentSubject.self, "GRU": RecurrentSubject.self,
        "RNNCell": RecurrentCellSubject.self, "LSTMCell": RecurrentCellSubject.self,
        "GRUCell": RecurrentCellSubject.self,
    ]
}

private func initialState(_ inputs: GoldenInputs) throws -> RecurrentState? {
    guard let hidden = try inputs.optional("hidden") else { return nil }
    return RecurrentState(hidden: hidden, cell: try inputs.optional("cell"))
}

private func nonlinearity(_ arguments: GoldenArguments) throws -> RecurrentNonlinearity {
    let name = arguments.optional("nonlinearity")?.text ?? "tanh"
    guard let found = RecurrentNonlinearity(rawValue: name) else {
        throw GoldenProblem("nonlinearity \"\(name)\" is unknown")
    }
    return found
}

/// `torch.nn.RNN`, `LSTM` and `GRU`, over padded or packed sequences.
struct RecurrentSubject: GoldenModuleSubject {
    private let layer: RecurrentLayer
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        var config = RecurrentLayer.Config(
            inputCount: try arguments.integer("inputs"), hiddenCount: try arguments.integer("hidden"),
            layerCount: arguments.optional("num_layers")?.integer ?? 1)
        config.hasBias = arguments.optional("bias")?.boolean ?? true
        config.batchFirst = arguments.optional("batch_first")?.boolean ?? false
        config.bidirectional = arguments.optional("bidirectional")?.boolean ?? false
        config.projectionCount = arguments.optional("proj_size")?.integer ?? 0
        config.nonlinearity = try nonlinearity(arguments)
        let context = Context(seed: 0)
        switch try arguments.text("kind") {
        case "RNN": layer = try RNN(config, context)
        case "LSTM": layer = try LSTM(config, context)
        case "GRU": layer = try GRU(config, context)
        case let kind: throw GoldenProblem("kind \"\(kind)\" is unknown")
        }
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let result = try layer(
            inputs.tensor("input"), from: initialState(inputs),
            lengths: inputs.arguments.optional("lengths")?.integers, inputs.context)
        var outputs = ["output": result.output, "final_hidden": result.hidden]
        outputs["final_cell"] = result.cell
        return GoldenResult(outputs)
    }
}

/// `torch.nn.RNNCell`, `LSTMCell` and `GRUCell`.
struct RecurrentCellSubject: GoldenModuleSubject {
    private let cell: BasicRecurrentCell
    var module: Module { cell }

    init(_ setup: GoldenSetup) throws {
        let config = BasicRecurrentCell.Config(
            inputCount: try setup.arguments.integer("inputs"),
            hiddenCount: try setup.arguments.integer("hidden"),
            hasBias: setup.arguments.optional("bias")?.boolean ?? true,
            nonlinearity: try nonlinearity(setup.arguments))
        let context = Context(seed: 0)
        switch try setup.arguments.text("kind") {
        case "RNNCell": cell = try RNNCell(config, context)
        case "LSTMCell": cell = try LSTMCell(config, context)
        case "GRUCell": cell = try GRUCell(config, context)
        case let kind: throw GoldenProblem("kind \"\(kind)\" is unknown")
        }
        try setup.load(into: cell)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let x = try inputs.tensor("input")
        let state = try initialState(inputs) ?? cell.initialState(batchCount: x.size(0), like: x)
        let next = try cell(x, state, inputs.context)
        var outputs = ["hidden": next.hidden]
        outputs["cell"] = next.cell
        return GoldenResult(outputs)
    }
}
