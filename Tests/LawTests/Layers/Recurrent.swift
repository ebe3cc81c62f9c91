// Laws: recurrent.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let recurrent: [LayerEntry] = [
        sequenceEntry("LSTM") { try LSTM($0, $1) },
        sequenceEntry("LSTM, two layers both ways") { config, context in
            var config = config
            (config.layerCount, config.bidirectional) = (2, true)
            return try LSTM(config, context)
        },
        sequenceEntry("LSTM with projection") { config, context in
            var config = config
            config.projectionCount = 2
            return try LSTM(config, context)
        },
        sequenceEntry("LSTM with lengths", lengths: [2, 3]) { config, context in
            var config = config
            config.bidirectional = true
            return try LSTM(config, context)
        },
        sequenceEntry("GRU") { try GRU($0, $1) },
        sequenceEntry("GRU with lengths", lengths: [3, 1]) { config, context in
            var config = config
            (config.bidirectional, config.hasBias) = (true, false)
            return try GRU(config, context)
        },
        sequenceEntry("GRU with dropout", isRandom: true) { config, context in
            var config = config
            (config.layerCount, config.dropout) = (2, 0.5)
            return try GRU(config, context)
        },
        sequenceEntry("RNN") { try RNN($0, $1) },
        cellEntry("RNNCell") { try RNNCell(3, 4, $0) },
        cellEntry("LSTMCell") { try LSTMCell(3, 4, $0) },
        cellEntry("GRUCell") { try GRUCell(3, 4, $0) },
        entry(
            "RecurrentStack", input: [3, 2, 3], output: [3, 2, 4], refuses: [3, 2, 5], [.trainEqualsEvaluate],
            make: { try RecurrentStack([GRUCell(3, 2, $0), LSTMCell(2, 4, $0)]) },
            apply: { layer, x, _, context in try layer(x, lengths: [3, 2], context).output }),
    ]

    /// Batch first, so that samples can be taken apart; outputs and all final states in one tensor.
    private static func sequenceEntry(
        _ name: String, lengths: [Int]? = nil, isRandom: Bool = false,
        _ make: @escaping @Sendable (RecurrentLayer.Config, Context) throws -> RecurrentLayer
    ) -> LayerEntry {
        var config = RecurrentLayer.Config(inputCount: 3, hiddenCount: 4)
        config.batchFirst = true
        let settings = config
        let probe = try? make(config, Context(seed: 0)).config
        let features =
            (probe.map { $0.projectionCount > 0 ? $0.projectionCount : 4 } ?? 4)
            * (probe?.bidirectional == true ? 2 : 1)
        var promises: Set<LayerPromise> = isRandom ? [] : [.trainEqualsEvaluate]
        if lengths == nil { promises.insert(.perSample) }
        return entry(
            name, input: [2, 3, 3], output: [2, 3, features], refuses: [2, 3, 4], promises,
            make: { try make(settings, $0) },
            apply: { layer, x, _, context in
                let result = try layer(x, lengths: lengths, context)
                let states = try result.hidden.mean() + (result.cell?.mean() ?? result.hidden.mean())
                // Means over the batch would mix samples, so they are left out where samples are compared.
                return lengths == nil ? result.output : try result.output + states
            })
    }

    private static func cellEntry<Cell: BasicRecurrentCell>(
        _ name: String, _ make: @escaping @Sendable (Context) throws -> Cell
    ) -> LayerEntry {
        entry(
            name, input: [2, 3], output: [2, 4], refuses: [2, 5], [.trainEqualsEvaluate, .perSample],
            make: make,
            apply: { cell, x, _, context in
                let hidden = try x.sum(axis: 1, keepDimensions: true).tanh().expanded([-1, 4])
                let before = RecurrentState(hidden: hidden, cell: cell is LSTMCell ? hidden : nil)
                let next = try cell(x, before, context)
                return try next.cell.map { try $0 + next.hidden } ?? next.hidden
            })
    }
}
