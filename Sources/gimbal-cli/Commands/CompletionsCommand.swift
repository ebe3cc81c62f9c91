// gimbal completions: commands and options at the press of a key.
import ArgumentParser
import GimbalCore

/// Writes a script that completes command lines.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Write a script that completes command lines.",
        discussion: """
            bash: gimbal completions bash > ~/.local/share/bash-completion/completions/gimbal
            zsh:  gimbal completions zsh > a folder of $fpath, as _gimbal
            fish: gimbal completions fish > ~/.config/fish/completions/gimbal.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: String

    func run() throws {
        guard let known = CompletionShell(rawValue: shell) else {
            throw ConfigError(
                "shell", "There are no completions for \"\(shell)\".",
                fix: suggestion(for: shell, in: CompletionShell.allCases.map(\.rawValue)))
        }
        Console.output(GimbalCommand.completionScript(for: known) + "\n")
    }
}
