// What can be wrong with a module.
import GimbalCore

/// Names the errors of modules.
public enum ModuleErrors: ErrorFamily {
    /// First part of the codes.
    public static let prefix = "module"
}

/// Reports a module that is declared wrongly, or a state that does not fit it.
public typealias ModuleError = FamilyError<ModuleErrors>
