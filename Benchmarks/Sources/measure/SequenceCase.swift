// Recurrent layers, attention and transformers, forward and backward.
import Gimbal

/// Times forward and backward with respect to all parameters.
func measureSequences(threads: Int) throws {
    Machine.threadCount = threads
    let context = Context(seed: 1)
    let stream = try RandomStream(seed: 1)
    func measure(_ name: String, _ module: Module, _ forward: () throws -> Tensor) throws {
        let parameters = try module.table().parameterTensors
        let seconds = try Stopwatch(sampleCount: 13, longest: 3).seconds {
            _ = try gradients(of: forward().sum(), withRespectTo: parameters)
        }
        try Line(case: "sequence/\(name)/\(threads)", seconds: seconds).emit()
    }

    let steps = try Tensor.randn([35, 20, 200], using: stream)  // [T, N, F]
    let lengths = (0..<20).map { 35 - $0 }
    let lstm = try LSTM(200, 200, layerCount: 2, context)
    try measure("lstm", lstm) { try lstm(steps, context).output }
    try measure("lstm-lengths", lstm) { try lstm(steps, lengths: lengths, context).output }
    let gru = try GRU(200, 200, layerCount: 2, context)
    try measure("gru", gru) { try gru(steps, context).output }

    let tokens = try Tensor.randn([16, 128, 128], using: stream)  // [N, T, E]
    let attention = try MultiHeadAttention(128, 4, context)
    try measure("attention", attention) { try attention(tokens, mask: .causal, context) }
    for (name, dropout) in [("transformer", 0.0), ("transformer-dropout", 0.1)] {
        var layer = TransformerEncoderLayer.Config(
            width: 128, headCount: 4, feedForwardCount: 512, dropout: dropout)
        layer.activation = .gelu()
        layer.normFirst = true
        let encoder = try TransformerEncoder(layer, layerCount: 4, context)
        try measure(name, encoder) { try encoder(tokens, mask: .causal, context) }
    }
}
