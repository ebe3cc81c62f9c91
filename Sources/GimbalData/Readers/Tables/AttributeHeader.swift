// The header that ARFF and KEEL files share: @relation, @attribute, @data.
import Foundation
import GimbalCore

/// Names and types of the columns, as the head of an ARFF or KEEL file declares them.
struct AttributeHeader {
    /// One column.
    struct Attribute {
        var plan: ColumnPlan
        let line: Int
        /// Text of the value that a sparse row leaves out: 0, the first category, or nothing.
        let absentText: String
    }

    /// Id of the format, for codes of errors.
    let format: String
    private(set) var relation = ""
    private(set) var attributes: [Attribute] = []
    /// Columns that KEEL files list under @inputs and @outputs.
    private(set) var inputs: [String] = []
    private(set) var outputs: [String] = []
    /// Where the rows begin.
    private(set) var dataStart: (position: Int, line: Int)?
    private let text: TableText

    /// Reads the head of a file.
    ///
    /// - Throws: `DataError` naming the line that cannot be understood.
    init(_ text: TableText, format: String) throws {
        self.text = text
        self.format = format
        var position = text.start
        var line = 1
        while dataStart == nil, position < text.data.count {
            let (content, next) = Self.line(text.data, position)
            try read(content.trimmingCharacters(in: .whitespaces), line, next: next)
            position = next
            line += 1
        }
        guard dataStart != nil else {
            throw problem(
                "no-data", line, "the file ends without @data", fix: "Get the whole file; rows follow @data.")
        }
        guard !attributes.isEmpty else {
            throw problem(
                "no-attributes", line, "no @attribute stands before @data", fix: "Declare the columns.")
        }
    }

    /// Names of all columns.
    var names: [String] { attributes.map(\.plan.name) }

    /// An error at a line.
    func problem(_ code: String, _ line: Int, _ what: String, fix: String) -> DataError {
        DataError("\(format).\(code)", "\(text.path), line \(line): \(what).", fix: fix)
    }

    /// One line without its end, and where the next one begins.
    private static func line(_ data: Data, _ position: Int) -> (content: String, next: Int) {
        let start = data.startIndex + position
        let stop = data[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? data.endIndex
        var next = stop
        if next < data.endIndex {
            let isPair = data[next] == 0x0D && next + 1 < data.endIndex && data[next + 1] == 0x0A
            next += isPair ? 2 : 1
        }
        return (String(decoding: data[start..<stop], as: UTF8.self), next - data.startIndex)
    }

    private mutating func read(_ content: String, _ line: Int, next: Int) throws {
        if content.isEmpty || content.hasPrefix("%") { return }
        guard content.hasPrefix("@") else {
            throw problem(
                "header", line, "found \"\(content.prefix(40))\", expected @attribute or @data",
                fix: "Rows stand after @data; comments begin with %.")
        }
        let keyword = content.dropFirst().prefix { !$0.isWhitespace }
        let rest = content.dropFirst(keyword.count + 1).trimmingCharacters(in: .whitespaces)
        switch keyword.lowercased() {
        case "relation": relation = rest
        case "attribute": try addAttribute(rest, line)
        case "data": dataStart = (next, line + 1)
        case "inputs", "input": inputs = Self.list(rest)
        case "outputs", "output": outputs = Self.list(rest)
        default:
            throw problem(
                "keyword", line, "the keyword \"@\(keyword)\" is unknown",
                fix: suggestion(
                    for: String(keyword), in: ["relation", "attribute", "data", "inputs", "outputs"]))
        }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private mutating func addAttribute(_ text: String, _ line: Int) throws {
        var reader = AttributeReader(text)
        guard let name = reader.word(), !name.isEmpty else {
            throw problem("attribute", line, "the attribute has no name", fix: "Write @attribute NAME TYPE.")
        }
        guard !names.contains(name) else {
            throw problem(
                "name-twice", line, "two attributes have the name \"\(name)\"",
                fix: "Give every attribute a name of its own.")
        }
        var plan = ColumnPlan(name)
        var absent = "0"
        if reader.next == "{" {
            let categories = try categories(&reader, name, line)
            plan.names = categories
            absent = categories[0]
        } else {
            let type = reader.letters().lowercased()
            plan.kind = try kind(type, name, line)
            if plan.kind != .number { absent = "?" }
            plan.range = try range(&reader, name, line)
        }
        attributes.append(Attribute(plan: plan, line: line, absentText: absent))
    }

    private func kind(_ type: String, _ name: String, _ line: Int) throws -> ColumnKind {
        switch type {
        case "numeric", "real", "integer": return .number
        case "string": return .text
        case "date": return .date
        case "relational":
            throw problem(
                "relational", line,
                "the attribute \"\(name)\" is relational: a table in a cell, which is not read",
                fix: "Export it as a table of its own.")
        default:
            throw problem(
                "type", line, "the attribute \"\(name)\" has the type \"\(type)\"",
                fix: suggestion(for: type, in: ["numeric", "real", "integer", "string", "date"])
                    + " Categories stand in braces.")
        }
    }

    private func categories(_ reader: inout AttributeReader, _ name: String, _ line: Int) throws -> [String] {
        guard let categories = reader.braces(), !categories.isEmpty else {
            throw problem(
                "categories", line, "the categories of \"\(name)\" are none or lack the closing brace",
                fix: "Write {first, second}.")
        }
        var met: Set<String> = []
        if let twice = categories.first(where: { !met.insert($0).inserted }) {
            throw problem(
                "category-twice", line, "the attribute \"\(name)\" declares the category \"\(twice)\" twice",
                fix: "Declare each category once.")
        }
        return categories
    }

    private func range(_ reader: inout AttributeReader, _ name: String, _ line: Int) throws -> ClosedRange<
        Double
    >? {
        guard reader.next == "[" else { return nil }
        let bounds = reader.rest.dropFirst().prefix { $0 != "]" }.split(separator: ",").map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low <= high,
            reader.rest.contains("]")
        else {
            throw problem(
                "bounds", line, "the range \(reader.rest) of \"\(name)\" is none",
                fix: "Write [smallest, largest].")
        }
        return low...high
    }
}

/// Reads the parts of an @attribute line.
private struct AttributeReader {
    private(set) var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// The next character that is not blank.
    var next: Character? { rest.first { !$0.isWhitespace } }

    /// A name, in quotes or up to a blank or a brace.
    mutating func word() -> String? { value { $0.isWhitespace || $0 == "{" } }

    /// The letters that come next.
    mutating func letters() -> Substring {
        rest = rest.drop { $0.isWhitespace }
        let letters = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(letters.count).drop { $0.isWhitespace }
        return letters
    }

    /// The values between braces; nil if they do not end.
    mutating func braces() -> [String]? {
        rest = rest.drop { $0.isWhitespace }.dropFirst()
        var values: [String] = []
        while let character = next {
            rest = rest.drop { $0.isWhitespace }
            if character == "}" { return values }
            if character == "," {
                rest = rest.dropFirst()
                continue
            }
            guard let value = value({ $0 == "," || $0 == "}" }) else { return nil }
            values.append(value)
        }
        return nil
    }

    private mutating func value(_ ends: (Character) -> Bool) -> String? {
        rest = rest.drop { $0.isWhitespace }
        guard let quote = rest.first, quote == "'" || quote == "\"" else {
            var word = ""
            while let character = rest.first, !ends(character) {
                rest = rest.dropFirst()
                word.append(character == "\\" ? rest.popFirst() ?? character : character)
            }
            return word.trimmingCharacters(in: .whitespaces)
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == quote { return value }
            if character == "\\", let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
