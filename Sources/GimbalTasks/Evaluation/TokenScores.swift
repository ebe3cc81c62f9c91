// How well tokens are predicted, summed up piece by piece: the scores of all tokens together would not fit into memory.
import Foundation
import GimbalStatistics
import GimbalTensor

/// Sums over predicted tokens.
public struct TokenScores: Sendable {
    /// Number of tokens that were to be predicted.
    public private(set) var count = 0
    /// Sum of −log p(token), in nats.
    public private(set) var negativeLogLikelihood = 0.0
    /// Number of tokens that were the most likely one.
    public private(set) var correctCount = 0

    /// Starts without tokens.
    public init() {}

    /// Adds the predictions of some windows.
    ///
    /// - Shapes: logits `[N, T, V]`, targets `[N, T]` int64, negative where there is nothing to predict.
    /// - Throws: `TensorError` for shapes that do not fit.
    public mutating func add(logits: Tensor, targets: Tensor) throws {
        let predicted = try PredictedTokens(logits: logits, targets: targets)
        for (place, target) in predicted.targets.enumerated() where target >= 0 {
            count += 1
            negativeLogLikelihood -= predicted.logProbabilities[place]
            if predicted.mostLikely[place] == target { correctCount += 1 }
        }
    }

    /// The metrics of language models by the names that tasks use for them: `perplexity`, `log-loss` (mean in nats) and
    /// `accuracy`.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out.
    /// - Throws: `DataError` if a likelihood was not finite.
    public func metrics(_ names: [String]) throws -> [String: Double] {
        guard count > 0 else { return [:] }
        let mean = negativeLogLikelihood / Double(count)
        let all = [
            "perplexity": try Metrics.perplexity(meanNegativeLogLikelihood: max(0, mean)), "log-loss": mean,
            "accuracy": Double(correctCount) / Double(count),
        ]
        return all.filter { names.contains($0.key) }
    }
}

/// Tokens of some windows, one after the other, as a model sees them.
struct PredictedTokens {
    /// The tokens that came, negative where there is none.
    let targets: [Int]
    /// Logarithm of the probability of each token that came; that of token 0 where there is none.
    let logProbabilities: [Double]
    /// The most likely token at each place.
    let mostLikely: [Int]

    init(logits: Tensor, targets: Tensor) throws {
        let flat = try logits.reshaped([-1, logits.size(2)])
        self.targets = try targets.reshaped([-1]).integers()
        let places = try Tensor(self.targets.map { max(0, $0) }, shape: [self.targets.count, 1])
        logProbabilities = try flat.logSoftmax(axis: 1).gathered(places, axis: 1).doubles()
        mostLikely = try flat.argmax(axis: 1).integers()
    }
}

extension TensorProblem {
    /// How well a model predicts the tokens of a part, window by window.
    ///
    /// - Throws: what the model throws.
    public func tokenScores(of model: any TensorModel, _ part: TensorPart) throws -> TokenScores {
        var scores = TokenScores()
        try part.eachTokenChunk { inputs, targets in
            try scores.add(logits: model.outputs(prepared(inputs)), targets: targets)
        }
        return scores
    }
}

extension TensorPart {
    /// Calls `body` with the inputs and targets of a few windows at a time.
    func eachTokenChunk(_ body: (Tensor, Tensor) throws -> Void) throws {
        guard case .tokens(let targets, _) = target else { return }
        let size = target.evaluationChunk(512)
        for start in stride(from: 0, to: count, by: size) {
            let length = min(size, count - start)
            try body(
                inputs.narrow(axis: 0, start: start, length: length),
                targets.narrow(axis: 0, start: start, length: length))
        }
    }
}
