// Subjects: attention.
import GimbalTestSupport

extension OracleSubjects {
    static let attention: [String: any GoldenSubject.Type] = [:]
}
