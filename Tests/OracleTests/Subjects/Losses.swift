// Subjects: losses.
import GimbalTestSupport

extension OracleSubjects {
    static let losses: [String: any GoldenSubject.Type] = [:]
}
