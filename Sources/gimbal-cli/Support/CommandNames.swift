// Mistyped commands and options, found before the parser sees them: it has no suggestions for the first, and reports what
// is missing rather than what is mistyped for the second.
import ArgumentParser
import GimbalCore

/// Checks the names of a command line.
enum CommandNames {
    /// Checks the command at the start of `arguments`, and the long options after it.
    ///
    /// - Throws: `ConfigError` with the nearest name.
    static func check(_ arguments: [String]) throws {
        guard let command = try command(arguments, GimbalCommand.self, path: "gimbal") else { return }
        try checkOptions(arguments, of: command.type, path: command.path)
    }

    /// Follows the names of commands as far as they go; nil if help on a command is asked for.
    private static func command(
        _ arguments: [String], _ type: any ParsableCommand.Type, path: String
    ) throws -> (type: any ParsableCommand.Type, path: String)? {
        let subcommands = type.configuration.subcommands
        guard !subcommands.isEmpty, let first = arguments.first, first != "help" else {
            return arguments.first == "help" ? nil : (type, path)
        }
        if first.hasPrefix("-") { return (type.configuration.defaultSubcommand ?? type, path) }
        // A closure: the compiler crashes on a key path to a static property of these.
        let names = subcommands.map { $0._commandName }
        guard let index = names.firstIndex(of: first) else {
            throw ConfigError(
                "command", "There is no command \"\(path) \(first)\".", fix: suggestion(for: first, in: names)
            )
        }
        return try command(Array(arguments.dropFirst()), subcommands[index], path: "\(path) \(first)")
    }

    private static func checkOptions(
        _ arguments: [String], of command: any ParsableCommand.Type, path: String
    ) throws {
        let known = options(of: command)
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
            let name = String(argument.prefix { $0 != "=" })
            guard !known.contains(name) else { continue }
            let nearest = nearestName(to: name, in: known).map { "Did you mean \"\($0)\"? " } ?? ""
            throw ConfigError(
                "option-name", "\(path) has no option \"\(name)\".", fix: nearest + "See \(path) --help.")
        }
    }

    /// The long options of a command, read from its help, which is all that the parser tells.
    private static func options(of command: any ParsableCommand.Type) -> Set<String> {
        let help = GimbalCommand.helpMessage(for: command, includeHidden: true, columns: 1000)
        let words = help.split { !($0.isLetter || $0.isNumber || $0 == "-") }.filter { $0.hasPrefix("--") }
        return Set(words.map(String.init)).union(hidden)
    }

    /// What the parser understands without telling.
    private static let hidden: Set<String> = [
        "--help", "--help-hidden", "--version", "--generate-completion-script", "--experimental-dump-help",
    ]
}
