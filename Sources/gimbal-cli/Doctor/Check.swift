// What the doctor finds out, line by line.

/// One thing that was looked at.
struct Check: Encodable {
    /// What a finding means.
    enum Status: String, Encodable {
        case ok, warning, fails
    }

    let name: String
    let status: Status
    let finding: String
    let fix: String

    static func ok(_ name: String, _ finding: String) -> Check {
        Check(name: name, status: .ok, finding: finding, fix: "")
    }

    static func warning(_ name: String, _ finding: String, fix: String) -> Check {
        Check(name: name, status: .warning, finding: finding, fix: fix)
    }

    static func fails(_ name: String, _ finding: String, fix: String) -> Check {
        Check(name: name, status: .fails, finding: finding, fix: fix)
    }
}

/// Everything that was looked at.
struct Diagnosis: Encodable {
    let checks: [Check]
    let healthy: Bool

    init(_ checks: [Check]) {
        self.checks = checks
        healthy = !checks.contains { $0.status == .fails }
    }
}
