// The program's commands and options as the parser describes them.
import ArgumentParser
import Foundation

/// A command with its options and subcommands.
struct CommandTree: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let defaultSubcommand: String?
    let subcommands: [CommandTree]?
    let arguments: [Parameter]?
    let shouldDisplay: Bool?

    /// An argument, option or flag.
    struct Parameter: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            /// `--seeds`, `-h`.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let abstract: String?
        let discussion: String?
    }

    /// The commands of this program.
    ///
    /// - Throws: `DecodingError` if the parser describes them otherwise than before.
    static func ofProgram() throws -> CommandTree {
        struct Tool: Decodable { let command: CommandTree }
        return try JSONDecoder().decode(Tool.self, from: Data(GimbalCommand._dumpHelp().utf8)).command
    }

    /// Commands that do something, each with the words that call it: `data list`.
    func leaves(_ path: [String] = []) -> [(path: [String], command: CommandTree)] {
        let inner = (subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay != false }
        let own = inner.isEmpty ? [(path, self)] : []
        return own + inner.flatMap { $0.leaves(path + [$0.commandName]) }
    }

    /// Arguments first, then options in their order, without help and version, which all have.
    var shownParameters: [Parameter] {
        let shown = (arguments ?? []).filter { parameter in
            parameter.shouldDisplay
                && !(parameter.names ?? []).contains { ["help", "version"].contains($0.name) }
        }
        return shown.filter { $0.kind == "positional" } + shown.filter { $0.kind != "positional" }
    }
}
