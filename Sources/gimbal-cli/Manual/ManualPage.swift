// The manual page in the macros of man(7).

/// Writes `gimbal.1`.
struct ManualPage {
    private let tree: CommandTree
    private let version: String

    /// Describes the page of a program.
    init(_ tree: CommandTree, version: String) {
        self.tree = tree
        self.version = version
    }

    /// The page.
    var text: String {
        var lines = [
            ".TH GIMBAL 1 \"\" \"Gimbal \(Self.escaped(version))\" \"Gimbal Manual\"",
            ".SH NAME", "gimbal \\- \(Self.escaped(tree.abstract ?? ""))",
            ".SH SYNOPSIS", ".B gimbal", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]",
            ".SH DESCRIPTION",
        ]
        lines += paragraphs(tree.discussion)
        lines.append(".SH COMMANDS")
        for (path, command) in tree.leaves() { lines += section(path, command) }
        lines += [".SH SEE ALSO", "\\fBgimbal \\fICOMMAND\\fB \\-\\-help\\fR"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ path: [String], _ command: CommandTree) -> [String] {
        let name = (["gimbal"] + path).joined(separator: " ")
        var lines = [".SS \(Self.escaped(name))", Self.line(command.abstract ?? "")]
        if command.discussion?.isEmpty == false { lines += [".PP"] + paragraphs(command.discussion) }
        for parameter in command.shownParameters { lines += entry(parameter) }
        return lines
    }

    private func entry(_ parameter: CommandTree.Parameter) -> [String] {
        let names = (parameter.names ?? []).map { "\\fB\(Self.escaped($0.text))\\fR" }
        let value = parameter.valueName.map { "\\fI\(Self.escaped($0))\\fR" } ?? ""
        let head =
            switch parameter.kind {
            case "positional": value
            case "flag": names.joined(separator: ", ")
            default: names.joined(separator: ", ") + " " + value
            }
        let preset = parameter.defaultValue.map { " (default: \($0))" } ?? ""
        let texts = [parameter.abstract, parameter.discussion].compactMap { $0 }.filter { !$0.isEmpty }
        return [".TP", head, Self.line(texts.joined(separator: " ") + preset)]
    }

    /// Lines that are indented are examples, which keep their breaks.
    private func paragraphs(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isIndented = line.hasPrefix("  ")
            if isIndented != isExample { lines.append(isIndented ? ".nf" : ".fi") }
            isExample = isIndented
            lines.append(line.isEmpty ? ".PP" : Self.line(String(line)))
            if !isIndented, !line.isEmpty { lines.append(".br") }
        }
        return lines + (isExample ? [".fi"] : [])
    }

    /// A line of text: no macro, whatever it begins with.
    private static func line(_ text: String) -> String {
        let escaped = escaped(text.replacing("\n", with: " "))
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }
}
