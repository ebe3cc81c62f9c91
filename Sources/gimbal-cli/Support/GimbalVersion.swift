// The version of the program.

/// Gimbal's version, as in CHANGELOG.md.
enum GimbalVersion {
    static let text = "0.1.0"
}
