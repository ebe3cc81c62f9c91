// Subjects: normalizations.
import GimbalTestSupport

extension OracleSubjects {
    static let normalizations: [String: any GoldenSubject.Type] = [:]
}
