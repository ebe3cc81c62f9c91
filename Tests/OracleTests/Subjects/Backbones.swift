// Subjects: backbones.
import GimbalTestSupport

extension OracleSubjects {
    static let backbones: [String: any GoldenSubject.Type] = [:]
}
