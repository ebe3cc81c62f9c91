// Subjects: recurrent.
import GimbalTestSupport

extension OracleSubjects {
    static let recurrent: [String: any GoldenSubject.Type] = [:]
}
