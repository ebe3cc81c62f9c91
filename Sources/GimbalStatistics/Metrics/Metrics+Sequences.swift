// Metrics of models that predict sequences: likelihoods in units that people compare.

import GimbalCore
import Numerics

extension Metrics {
    /// Returns the perplexity, exp(mean negative log-likelihood of a token).
    ///
    /// From 1, every token certain; a uniform guess among v tokens gives v.
    /// - Parameter meanNegativeLogLikelihood: the mean of −log p(token), in nats.
    /// - Throws: `DataError` if the mean is negative or not finite.
    public static func perplexity(meanNegativeLogLikelihood: Double) throws -> Double {
        try checkLikelihoods([meanNegativeLogLikelihood], for: "perplexity")
        return .exp(meanNegativeLogLikelihood)
    }

    /// Returns the perplexity over several pieces of text.
    ///
    /// - Parameters:
    ///   - negativeLogLikelihoods: the mean of −log p(token) of each piece, in nats.
    ///   - weights: how many tokens each piece has, or any other weight; equal ones by default.
    /// - Throws: `DataError` on empty input, different lengths, a likelihood or weight that is negative or
    ///   not finite, or no weight above 0.
    public static func perplexity(
        negativeLogLikelihoods: [Double], weights: [Double]? = nil
    ) throws -> Double {
        let name = "perplexity"
        try checkLikelihoods(negativeLogLikelihoods, for: name)
        guard let weights else { return .exp(try negativeLogLikelihoods.mean()) }
        try Check.sameLength(
            ("likelihoods", negativeLogLikelihoods.count), ("weights", weights.count), for: name)
        try Check.finite(weights, for: name, what: "weight")
        let total = weights.reduce(0, +)
        if let position = total > 0 ? weights.firstIndex(where: { $0 < 0 }) : 0 {
            throw DataError(
                "statistics.weight",
                "\(name): weight \(position) is \(weights[position]) and their sum \(total), expected "
                    + "weights of 0 or more and a positive sum.",
                fix: "Pass the number of tokens of each piece.")
        }
        return .exp(zip(negativeLogLikelihoods, weights).reduce(0) { $0 + $1.0 * ($1.1 / total) })
    }

    /// Returns the bits per character of a model that predicts characters (or bytes), mean / log 2.
    ///
    /// - Parameter meanNegativeLogLikelihood: the mean of −log p(character), in nats.
    /// - Throws: `DataError` if the mean is negative or not finite.
    public static func bitsPerCharacter(meanNegativeLogLikelihood: Double) throws -> Double {
        try checkLikelihoods([meanNegativeLogLikelihood], for: "bitsPerCharacter")
        return meanNegativeLogLikelihood / .log(2)
    }

    /// Returns the bits per character of a text, whatever tokens the model predicts.
    ///
    /// Models with different vocabularies can be compared by it; their perplexities cannot.
    /// - Parameters:
    ///   - totalNegativeLogLikelihood: the sum of −log p(token) over the text, in nats.
    ///   - characterCount: the number of characters of the text.
    /// - Throws: `DataError` if the sum is negative or not finite, or the text is empty.
    public static func bitsPerCharacter(
        totalNegativeLogLikelihood: Double, characterCount: Int
    ) throws -> Double {
        try checkLikelihoods([totalNegativeLogLikelihood], for: "bitsPerCharacter")
        try Check.count(max(0, characterCount), for: "bitsPerCharacter", what: "character")
        return totalNegativeLogLikelihood / (.log(2) * Double(characterCount))
    }

    private static func checkLikelihoods(_ values: [Double], for name: String) throws {
        try Check.finite(values, for: name, what: "negative log-likelihood")
        guard let position = values.firstIndex(where: { $0 < 0 }) else { return }
        throw DataError(
            "statistics.likelihood",
            "\(name): negative log-likelihood \(position) is \(values[position]), expected 0 or more.",
            fix: "Pass −log p, not log p.")
    }
}
