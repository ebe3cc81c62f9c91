// The subjects that the oracles know, by family: add a line in the family's own file for every new one.
import GimbalTestSupport

/// All subjects, by the word in the oracle files.
enum OracleSubjects {
    static let all: [String: any GoldenSubject.Type] = merged(
        dense, convolutions, normalizations, activations, dropouts, recurrent, attention, losses,
        initialization, optimizers,
        schedules,
        backbones, graphAttention, graphPooling, graphGated, graphConvolutions,
        graphBackbones)

    private static func merged(_ families: [String: any GoldenSubject.Type]...) -> [String:
        any GoldenSubject.Type]
    {
        families.reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
    }
}
