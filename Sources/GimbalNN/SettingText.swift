// Settings as short texts: a word with options in brackets.
import GimbalCore

/// A choice as users write it on the command line and in files: `relu`, `leaky-relu[slope=0.2]`.
struct SettingText {
    /// The word in front.
    let id: String
    private let kind: String
    private var options: [String: String]

    /// Takes a text apart.
    ///
    /// - Parameter kind: what is being chosen, for messages: `activation`.
    /// - Throws: `ConfigError` where the brackets or an option are malformed.
    init(_ text: String, kind: String) throws {
        self.kind = kind
        let trimmed = text.filter { !$0.isWhitespace }
        guard let bracket = trimmed.firstIndex(of: "[") else {
            (id, options) = (trimmed, [:])
            return
        }
        guard trimmed.hasSuffix("]") else { throw Self.malformed(text, kind) }
        id = String(trimmed[..<bracket])
        options = [:]
        for part in trimmed[trimmed.index(after: bracket)...].dropLast().split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                throw Self.malformed(text, kind)
            }
            options[String(sides[0])] = String(sides[1])
        }
    }

    /// Takes out a real option, or its usual value.
    mutating func real(_ key: String, _ usual: Double) throws -> Double {
        guard let text = options.removeValue(forKey: key) else { return usual }
        guard let value = Double(text), value.isFinite else { throw wrong(key, text, "a number") }
        return value
    }

    /// Takes out a whole option, or its usual value.
    mutating func integer(_ key: String, _ usual: Int) throws -> Int {
        guard let text = options.removeValue(forKey: key) else { return usual }
        guard let value = Int(text) else { throw wrong(key, text, "a whole number") }
        return value
    }

    /// Takes out an option that is one of several words, or its usual value.
    mutating func word<Choice: RawRepresentable & CaseIterable>(_ key: String, _ usual: Choice) throws
        -> Choice where Choice.RawValue == String
    {
        guard let text = options.removeValue(forKey: key) else { return usual }
        guard let value = Choice(rawValue: text) else {
            throw wrong(key, text, Choice.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return value
    }

    /// Refuses what nobody has taken out.
    ///
    /// - Parameter known: the options that the choice has.
    func finish(known: [String]) throws {
        guard let key = options.keys.sorted().first else { return }
        throw ConfigError(
            kind, "The \(kind) \"\(id)\" has no option \"\(key)\".",
            fix: known.isEmpty ? "It takes none." : suggestion(for: key, in: known))
    }

    /// The error for a word that is none of `known`.
    func unknown(_ known: [String]) -> ConfigError {
        ConfigError(kind, "There is no \(kind) \"\(id)\".", fix: suggestion(for: id, in: known))
    }

    /// Writes a choice; options that have their usual value are left away.
    static func text(_ id: String, _ options: [(key: String, value: String, usual: String)]) -> String {
        let shown = options.filter { $0.value != $0.usual }.map { "\($0.key)=\($0.value)" }
        return shown.isEmpty ? id : "\(id)[\(shown.joined(separator: ","))]"
    }

    private func wrong(_ key: String, _ found: String, _ expected: String) -> ConfigError {
        ConfigError(
            kind, "Option \"\(key)\" of the \(kind) \"\(id)\" is \"\(found)\", expected \(expected).",
            fix: "Change it.")
    }

    private static func malformed(_ text: String, _ kind: String) -> ConfigError {
        ConfigError(kind, "The \(kind) \"\(text)\" cannot be read.", fix: "Write name[option=value,...].")
    }
}
