// Subjects: activations.
import GimbalTestSupport

extension OracleSubjects {
    static let activations: [String: any GoldenSubject.Type] = [:]
}
