// The operator table: which operators there are, and how Swift spells them.
import Foundation

/// Says how one argument appears in Swift; whatever is nil follows the rules in `SwiftNaming`.
struct ArgumentOverride {
    var label: String?
    /// The name inside the body where it differs: `by.divisor`.
    var name: String?
    var type: String?
    var defaultText: String?
    /// The argument does not appear; an empty text stands for the schema's default.
    var fixed: String?
}

/// Holds one line of the table.
struct TableEntry {
    var key: String
    /// The Swift name; nil derives it, `-` leaves the operator to handwritten Swift.
    var swiftName: String?
    var isStatic = false
    var overrides: [String: ArgumentOverride] = [:]
    var resultNames: [String] = []
    var summary: String
    var line: Int

    var isForSwift: Bool { swiftName != "-" }
}

/// Holds the operators of one family, which become one Swift file.
struct TableSection {
    var name: String
    /// The C++ file that the section shares with others of its group.
    var group: String
    var entries: [TableEntry]
}

/// Reads the table: `== Section in group`, then `schema | Swift spelling | summary`.
///
/// The Swift spelling is a list of words, all of them optional:
/// - the function's name; `-` leaves the operator to handwritten Swift
/// - `static`
/// - `argument:label` or `argument:label.name`, `argument@Type`, `argument=default` (`=required` for none), or all
///   three as `argument:label@Type=default`; an underscore in type or default stands for a space
/// - `argument!` or `argument!value` for an argument that Swift does not show
/// - `->a,b` for the names of several results
func readTable(at path: String) throws -> [TableSection] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw BindgenError("cannot read the operator table \(path)")
    }
    var sections: [TableSection] = []
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let line = String(raw).trimmed
        if line.isEmpty || line.hasPrefix("#") { continue }
        if line.hasPrefix("==") {
            let words = line.dropFirst(2).split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "in" else {
                throw BindgenError("\(path):\(index + 1): expected `== Section in group`, found `\(line)`")
            }
            sections.append(TableSection(name: words[0], group: words[2], entries: []))
            continue
        }
        guard !sections.isEmpty else {
            throw BindgenError("\(path):\(index + 1): an operator before any `== Section in group`")
        }
        sections[sections.count - 1].entries.append(try TableEntry(text: line, line: index + 1, path: path))
    }
    return sections
}

extension TableEntry {
    fileprivate init(text: String, line: Int, path: String) throws {
        let columns = text.split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard columns.count == 3, !columns[0].isEmpty, columns[2].hasSuffix(".") else {
            let form = "`schema | Swift spelling | Summary.`"
            throw BindgenError("\(path):\(line): expected \(form), found `\(text)`")
        }
        key = columns[0]
        summary = columns[2]
        self.line = line
        for word in columns[1].split(separator: " ").map(String.init) {
            if word == "static" {
                isStatic = true
            } else if word.hasPrefix("->") {
                resultNames = word.dropFirst(2).split(separator: ",").map(String.init)
            } else if word.contains(where: { ":=!@".contains($0) }) {
                let (name, override) = argumentOverride(word)
                overrides[name] = override
            } else if swiftName == nil {
                swiftName = word
            } else {
                throw BindgenError("\(path):\(line): a second Swift name `\(word)`")
            }
        }
    }
}

private func argumentOverride(_ word: String) -> (String, ArgumentOverride) {
    var override = ArgumentOverride()
    var rest = word
    if let mark = rest.firstIndex(of: "!"), !rest[..<mark].contains("=") {
        override.fixed = String(rest[rest.index(after: mark)...])
        return (String(rest[..<mark]), override)
    }
    override.defaultText = cut(&rest, at: "=")?.replacing("_", with: " ")
    override.type = cut(&rest, at: "@")?.replacing("_", with: " ")
    override.label = cut(&rest, at: ":")
    override.name = override.label.flatMap { label in
        var label = label
        return cut(&label, at: ".")
    }
    override.label = override.label.map { String($0.prefix { $0 != "." }) }
    return (rest, override)
}

/// Removes and returns what follows the first `mark`.
private func cut(_ text: inout String, at mark: Character) -> String? {
    guard let index = text.firstIndex(of: mark) else { return nil }
    let tail = String(text[text.index(after: index)...])
    text = String(text[..<index])
    return tail
}
