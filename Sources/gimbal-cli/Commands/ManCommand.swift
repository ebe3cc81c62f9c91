// gimbal man: the manual page, written from the commands themselves.
import ArgumentParser

/// Writes the manual page.
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Write the manual page: gimbal man | man -l -")

    @Option(help: ArgumentHelp("File to write instead of stdout, such as gimbal.1.", valueName: "file"))
    var out: String?

    func run() throws {
        if let out { try checkWritable(out, option: "--out") }
        let page = ManualPage(try CommandTree.ofProgram(), version: GimbalVersion.text)
        try Console.output(page.text, to: out)
    }
}
