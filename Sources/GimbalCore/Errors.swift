// What every error of Gimbal says: a stable code, what happened, where, and what to do.

/// Describes a failure that a user can act on.
///
/// The text form is *what happened, where, found against expected - what to do*.
public protocol GimbalError: Error, CustomStringConvertible, Sendable {
    /// A stable dotted identifier such as `data.csv.type`, for programs that react to an error.
    var code: String { get }
    /// What happened, where, and what was found against what was expected.
    var message: String { get }
    /// What the user can do about it; empty when the message says all there is.
    var fix: String { get }
}

extension GimbalError {
    /// Message and fix as one text.
    public var description: String { fix.isEmpty ? message : "\(message) \(fix)" }
}

/// A family of errors, told apart by type and by the first part of the code.
public protocol ErrorFamily: Sendable {
    /// First part of the family's codes.
    static var prefix: String { get }
}

/// An error of one family; use it through the family's name, such as `DataError`.
public struct FamilyError<Family: ErrorFamily>: GimbalError, Equatable {
    /// The family's prefix and the identifier given.
    public let code: String
    /// What happened, where, and what was found against what was expected.
    public let message: String
    /// What the user can do about it.
    public let fix: String

    /// Creates an error; `code` gets the family's prefix.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "\(Family.prefix).\(code)"
        self.message = message
        self.fix = fix
    }
}

/// Names the errors of input data.
public enum DataErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "data"
}

/// Names the errors of settings.
public enum ConfigErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "config"
}

/// Names the errors of saved states.
public enum CheckpointErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "checkpoint"
}

/// Names the errors of runs.
public enum RunErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "run"
}

/// Names the errors of the machine.
public enum EnvironmentErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "environment"
}

/// Reports input data that cannot be read or used: unreadable, malformed, out of range.
public typealias DataError = FamilyError<DataErrors>
/// Reports a setting, name or option that is unknown or out of range.
public typealias ConfigError = FamilyError<ConfigErrors>
/// Reports a saved model or checkpoint that is damaged or does not fit.
public typealias CheckpointError = FamilyError<CheckpointErrors>
/// Reports a run that failed or was stopped.
public typealias RunError = FamilyError<RunErrors>
/// Reports a machine that lacks something: libtorch, a library, disk space, permission.
public typealias EnvironmentError = FamilyError<EnvironmentErrors>
