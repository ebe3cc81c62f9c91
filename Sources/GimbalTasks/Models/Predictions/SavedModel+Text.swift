// The next token at every place of a text, as the user has it.
import GimbalCore
import GimbalData
import GimbalTensor

extension SavedModel {
    /// Predicts every token of a text from those before it in its window; the first of each part is not predicted.
    ///
    /// Parts of the corpus follow one another, as they do where a single file was divided.
    func predictions(
        _ model: any TensorModel, _ preprocessing: TextPreprocessing, _ corpus: TextCorpus
    ) throws -> Predictions {
        var ids: [String] = [], likely: [String] = [], came: [String] = [], logs: [Double] = []
        var scores = TokenScores()
        var position = 0
        for part in [corpus.train, corpus.validation, corpus.test] where !part.isEmpty {
            defer { position += part.count }
            guard part.count > 1 else { continue }
            let numbers = try preprocessing.renumbered(part, of: corpus)
            let windows = try preprocessing.windows(numbers, name: "data set \"\(corpus.provenance.name)\"")
            var place = position + 1
            try windows.eachTokenChunk { inputs, targets in
                let logits = try model.outputs(inputs)
                try scores.add(logits: logits, targets: targets)
                let predicted = try PredictedTokens(logits: logits, targets: targets)
                for (index, target) in predicted.targets.enumerated() where target >= 0 {
                    place += 1
                    ids.append(String(place))
                    likely.append(preprocessing.tokens[predicted.mostLikely[index]])
                    came.append(preprocessing.tokens[target])
                    logs.append(predicted.logProbabilities[index])
                }
            }
        }
        return Predictions(
            sample: "token", ids: ids,
            columns: [
                .init("prediction", .texts(likely)), .init("actual", .texts(came)),
                .init("log-probability of actual", .numbers(logs)),
            ], metrics: try scores.metrics(metricNames), knownCount: scores.count)
    }
}
