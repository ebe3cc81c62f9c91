// Subjects: convolutions.
import GimbalTestSupport

extension OracleSubjects {
    static let convolutions: [String: any GoldenSubject.Type] = [:]
}
