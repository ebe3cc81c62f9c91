// The subjects that the harness knows: add a line for every new one.
import GimbalTestSupport

/// All subjects, by the word in the golden files.
enum GoldenSubjects {
    static let all: [String: any GoldenSubject.Type] = [
        "LayerNorm": LayerNormSubject.self,
        "SELU": SELUSubject.self,
        "DAGNNPropagation": DAGNNPropagationSubject.self,
        "DAGNN": DAGNNSubject.self,
    ]
}
