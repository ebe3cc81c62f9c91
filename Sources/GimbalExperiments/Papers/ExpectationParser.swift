// From the text of an expectation to its parts.
import GimbalCore

/// A piece of an expectation with the place where it begins.
struct ExpectationToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case number(Double)
        case sign(isNegative: Bool)
        case relation(Expectation.Relation)
        case unknown(Character)
        case end
    }

    let kind: Kind
    /// Number of the first character, from 1.
    let position: Int
}

/// Cuts a text into tokens.
struct ExpectationLexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    /// All tokens, with `end` as the last one.
    static func tokens(_ text: String) -> [ExpectationToken] {
        var lexer = ExpectationLexer(text)
        var result: [ExpectationToken] = []
        repeat { result.append(lexer.next()) } while result.last?.kind != .end
        return result
    }

    private mutating func next() -> ExpectationToken {
        while let character = peek, character.isWhitespace { position += 1 }
        let start = position
        return ExpectationToken(kind: kind(), position: start + 1)
    }

    private mutating func kind() -> ExpectationToken.Kind {
        guard let first = peek else { return .end }
        if first.isLetter { return .name(take(while: Self.belongsToName)) }
        if first.isNumber || first == "." { return number() }
        position += 1
        switch first {
        case "+": return .sign(isNegative: false)
        case "-", "−": return .sign(isNegative: true)
        case ">", "<":
            if peek == "=" {
                position += 1
                return .relation(first == ">" ? .atLeast : .atMost)
            }
            return .relation(first == ">" ? .above : .below)
        case "≥": return .relation(.atLeast)
        case "≤": return .relation(.atMost)
        default: return .unknown(first)
        }
    }

    private mutating func number() -> ExpectationToken.Kind {
        let start = position
        var text = take { $0.isNumber || $0 == "." }
        if peek == "e" || peek == "E" {
            text.append(characters[position])
            position += 1
            if peek == "-" || peek == "+" {
                text.append(characters[position])
                position += 1
            }
            text += take { $0.isNumber }
        }
        guard let value = Double(text), value.isFinite else { return .unknown(characters[start]) }
        return .number(value)
    }

    private var peek: Character? { position < characters.count ? characters[position] : nil }

    private mutating func take(while belongs: (Character) -> Bool) -> String {
        let start = position
        while let character = peek, belongs(character) { position += 1 }
        return String(characters[start..<position])
    }

    private static func belongsToName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-_.@:/".contains(character)
    }
}

/// Recursive descent over the grammar of `Expectation`.
struct ExpectationParser {
    private let text: String
    private let tokens: [ExpectationToken]
    private var index = 0

    init(_ text: String) throws {
        self.text = text
        tokens = ExpectationLexer.tokens(text)
    }

    mutating func whole() throws -> (LinearExpression, Expectation.Relation, LinearExpression) {
        let left = try sum()
        guard case .relation(let relation) = current.kind else {
            throw unexpected("\"+\", \"-\", \">=\", \"<=\", \">\" or \"<\"")
        }
        index += 1
        let right = try sum()
        guard current.kind == .end else { throw unexpected("\"+\", \"-\" or the end") }
        return (left, relation, right)
    }

    /// The end token stays current however often it is read.
    private var current: ExpectationToken { tokens[min(index, tokens.count - 1)] }

    private mutating func sum() throws -> LinearExpression {
        var terms = [try term(isNegative: sign() ?? false)]
        while let isNegative = sign() { terms.append(try term(isNegative: isNegative)) }
        return LinearExpression(terms: terms)
    }

    private mutating func sign() -> Bool? {
        guard case .sign(let isNegative) = current.kind else { return nil }
        index += 1
        return isNegative
    }

    private mutating func term(isNegative: Bool) throws -> LinearExpression.Term {
        let operand: LinearExpression.Operand
        switch current.kind {
        case .number(let value): operand = .number(value)
        case .name(let name): operand = .scalar(try scalar(name))
        default: throw unexpected("a number or alias.metric")
        }
        index += 1
        return LinearExpression.Term(isNegative: isNegative, operand: operand)
    }

    private func scalar(_ name: String) throws -> ScalarName {
        let place = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = place[0].split(separator: ".", omittingEmptySubsequences: false)
        let hasData = place.count == 2
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !hasData || !place[1].isEmpty else {
            throw unexpected("alias.metric or alias.metric@data")
        }
        return ScalarName(
            alias: String(parts[0]), metric: String(parts[1]), data: hasData ? String(place[1]) : nil)
    }

    private func unexpected(_ expected: String) -> ConfigError {
        let found =
            switch current.kind {
            case .name(let name): "\"\(name)\""
            case .number(let value): "\"\(value)\""
            case .sign(let isNegative): isNegative ? "\"-\"" : "\"+\""
            case .relation(let relation): "\"\(relation.rawValue)\""
            case .unknown(let character): "\"\(character)\""
            case .end: "the end"
            }
        return ConfigError(
            "expectation",
            "Expectation \"\(text)\": at character \(current.position) found \(found), expected \(expected).",
            fix: "Write alias.metric >= number, or sums of them with spaces around + and -.")
    }
}
