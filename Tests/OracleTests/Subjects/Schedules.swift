// Subjects: schedules.
import GimbalTestSupport

extension OracleSubjects {
    static let schedules: [String: any GoldenSubject.Type] = [:]
}
