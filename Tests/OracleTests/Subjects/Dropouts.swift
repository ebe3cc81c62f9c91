// Subjects: dropouts.
import GimbalTestSupport

extension OracleSubjects {
    static let dropouts: [String: any GoldenSubject.Type] = [:]
}
