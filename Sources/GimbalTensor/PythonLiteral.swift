// The few Python literals that .npy headers are made of.

/// Scans `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` without evaluating anything.
struct PythonLiteral {
    /// What is wrong with the text.
    struct Failure: Error {
        let what: String
    }

    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// Reads the dictionary of a .npy header: its three keys, each once, in any order.
    mutating func header() throws -> (descriptor: String, isFortranOrder: Bool, shape: [Int]) {
        var descriptor: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !accept("}") {
            let key = try quoted()
            try expect(":")
            switch key {
            case "descr" where descriptor == nil: descriptor = try typeDescription()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try truth()
            case "shape" where shape == nil: shape = try tuple()
            default: throw Failure(what: "the key '\(key)' is unknown or appears twice")
            }
            if !accept(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard rest.isEmpty else { throw Failure(what: "something follows the dictionary") }
        guard let descriptor, let isFortranOrder, let shape else {
            throw Failure(what: "it lacks one of descr, fortran_order and shape")
        }
        return (descriptor, isFortranOrder, shape)
    }

    /// A record type is a list of fields; it is reported as void, which nothing reads.
    private mutating func typeDescription() throws -> String {
        skipSpace()
        if rest.first != "[" { return try quoted() }
        var depth = 0
        while let character = rest.popFirst() {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if depth == 0 { return "|V" }
        }
        throw Failure(what: "a list does not end")
    }

    private mutating func quoted() throws -> String {
        skipSpace()
        guard let quote = rest.popFirst(), quote == "'" || quote == "\"" else {
            throw Failure(what: "a quoted text is missing")
        }
        guard let end = rest.firstIndex(of: quote) else { throw Failure(what: "a quoted text does not end") }
        let text = rest[..<end]
        rest = rest[rest.index(after: end)...]
        return String(text)
    }

    private mutating func truth() throws -> Bool {
        if accept("True") { return true }
        if accept("False") { return false }
        throw Failure(what: "fortran_order is neither True nor False")
    }

    private mutating func tuple() throws -> [Int] {
        var sizes: [Int] = []
        try expect("(")
        while !accept(")") {
            skipSpace()
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let size = Int(digits) else { throw Failure(what: "a size in shape is no natural number") }
            sizes.append(size)
            rest = rest[digits.endIndex...]
            // Python 2 marked long integers so.
            _ = accept("L")
            if !accept(",") {
                try expect(")")
                break
            }
        }
        return sizes
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

    private mutating func accept(_ text: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func expect(_ text: String) throws {
        guard accept(text) else { throw Failure(what: "'\(text)' is missing before \"\(rest.prefix(20))\"") }
    }
}
