// Refuses settings out of range, in one form.

/// Checks the settings of one owner.
struct SettingCheck {
    /// Name of the type whose settings they are.
    let owner: String

    init(_ owner: String) { self.owner = owner }

    /// Throws unless the setting is fine.
    func require(_ isFine: Bool, _ name: String, _ value: some CustomStringConvertible, _ expected: String)
        throws
    {
        guard isFine else {
            throw ModuleError(
                "setting", "\(owner): \(name) is \(value), expected \(expected).", fix: "Change the setting.")
        }
    }

    /// Throws unless 0 <= value < 1.
    func share(_ name: String, _ value: Double) throws {
        try require(value >= 0 && value < 1, name, value, "0 <= \(name) < 1")
    }

    /// Throws unless the value is finite and at least zero.
    func notNegative(_ name: String, _ value: Double) throws {
        try require(value >= 0 && value.isFinite, name, value, "a finite number of at least 0")
    }

    /// Throws unless the count is at least one.
    func positive(_ name: String, _ value: Int) throws {
        try require(value >= 1, name, value, "at least 1")
    }
}
