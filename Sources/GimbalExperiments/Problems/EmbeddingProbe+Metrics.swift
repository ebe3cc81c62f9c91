// Judging embeddings of the parts of a split.
import GimbalTasks

extension EmbeddingProbe {
    /// What simple classifiers on frozen embeddings reach on the test part, and on the validation part under names of its
    /// own.
    static func metrics(train: Part, validation: Part, test: Part, classCount: Int) throws -> [String: Double]
    {
        let probe = try EmbeddingProbe(train: train, validation: validation, classCount: classCount)
        return try probe.metrics(test).merging(probe.metrics(validation).ofValidation) { first, _ in first }
    }
}
