// Subjects: optimizers.
import GimbalTestSupport

extension OracleSubjects {
    static let optimizers: [String: any GoldenSubject.Type] = [:]
}
