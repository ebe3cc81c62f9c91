// From what networks give to columns that people read.
import GimbalTensor

extension [Predictions.Column] {
    /// The most probable class and the probability of each.
    static func classes(_ scores: ClassScores, names: [String]) -> [Predictions.Column] {
        let predicted = Predictions.Column("prediction", .texts(scores.predicted.map { names[$0] }))
        return [predicted]
            + names.indices.map { place in
                .init("probability of \(names[place])", .numbers(scores.probabilities.map { $0[place] }))
            }
    }

    /// A number, or several with their names.
    static func values(_ columns: [[Double]], names: [String]) -> [Predictions.Column] {
        guard columns.count > 1 else { return [.init("prediction", .numbers(columns.first ?? []))] }
        return zip(names, columns).map { .init("prediction of \($0)", .numbers($1)) }
    }
}
