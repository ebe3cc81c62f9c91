// What every error of Gimbal says: a stable code, what happened, where, and what to do.

/// Describes a failure that a user can act on.
///
/// The text form is *what happened, where, found against expected - what to do*. Families: `TensorError`, `DataError`,
/// `ConfigError`, `CheckpointError`, `RunError`, `EnvironmentError`.
public protocol GimbalError: Error, CustomStringConvertible, Sendable {
    /// A stable dotted identifier such as `data.csv.type`, for programs that react to an error.
    var code: String { get }
    /// What happened, where, and what was found against what was expected.
    var message: String { get }
    /// What the user can do about it; empty when the message says all there is.
    var fix: String { get }
}

extension GimbalError {
    public var description: String { fix.isEmpty ? message : "\(message) \(fix)" }
}

/// Reports input data that cannot be read or used: unreadable, malformed, out of range.
public struct DataError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `data.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "data." + code
        self.message = message
        self.fix = fix
    }
}

/// Reports a setting, name or option that is unknown or out of range.
public struct ConfigError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `config.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "config." + code
        self.message = message
        self.fix = fix
    }
}

/// Reports a saved model or checkpoint that is damaged or does not fit.
public struct CheckpointError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `checkpoint.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "checkpoint." + code
        self.message = message
        self.fix = fix
    }
}

/// Reports a run that failed or was stopped.
public struct RunError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `run.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "run." + code
        self.message = message
        self.fix = fix
    }
}

/// Reports a machine that lacks something: libtorch, a library, disk space, permission.
public struct EnvironmentError: GimbalError, Equatable {
    public let code: String
    public let message: String
    public let fix: String

    /// Creates an error; `code` gets the prefix `environment.`.
    public init(_ code: String, _ message: String, fix: String = "") {
        self.code = "environment." + code
        self.message = message
        self.fix = fix
    }
}
