// Atoms of SMILES: the organic subset, and everything else in brackets.
import GimbalCore

extension SMILESParser {
    /// Reads an atom of the organic subset, whose hydrogens are implied.
    mutating func organicAtom() throws -> Atom {
        let byte = text[offset]
        let next = offset + 1 < text.count ? text[offset + 1] : 0
        if byte == UInt8(ascii: "C"), next == UInt8(ascii: "l") { return take(2, Atom(Element(17))) }
        if byte == UInt8(ascii: "B"), next == UInt8(ascii: "r") { return take(2, Atom(Element(35))) }
        let number =
            switch byte | 0x20 {
            case UInt8(ascii: "b"): 5
            case UInt8(ascii: "c"): 6
            case UInt8(ascii: "n"): 7
            case UInt8(ascii: "o"): 8
            case UInt8(ascii: "p"): 15
            case UInt8(ascii: "s"): 16
            case UInt8(ascii: "f"): 9
            case UInt8(ascii: "i"): 53
            default: 0
            }
        var atom = Atom(Element(number))
        atom.isAromatic = byte & 0x20 != 0 && number != 0
        let isHalogen = number == 9 || number == 53
        guard byte == UInt8(ascii: "*") || number != 0, byte & 0x20 == 0 || !isHalogen else {
            throw unexpected(byte)
        }
        // A wildcard has no valence, so nothing is implied.
        atom.isBracketed = number == 0
        if number == 0 { atom.isAromatic = false }
        return take(1, atom)
    }

    private mutating func take(_ count: Int, _ atom: Atom) -> Atom {
        offset += count
        return atom
    }

    private func unexpected(_ byte: UInt8) -> DataError {
        let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
        let shown = byte < 0x80 ? String(Character(Unicode.Scalar(byte))) : "byte \(byte)"
        return problem(
            isLetter ? "element" : "character", at: offset,
            isLetter
                ? "\"\(shown)\" begins no atom of the organic subset (B C N O P S F Cl Br I, b c n o p s)"
                : "\"\(shown)\" means nothing in SMILES",
            fix: isLetter ? "Write other elements in brackets, such as [Na]." : "Remove it.")
    }

    /// Reads an atom in brackets: isotope, element, chirality, hydrogens, charge, class.
    mutating func bracketAtom() throws -> Atom {
        let start = offset
        offset += 1
        let isotope = number(upTo: 3)
        var atom = try bracketElement(start)
        atom.isBracketed = true
        atom.isotope = isotope ?? 0
        atom.chirality = try chirality()
        if peek == UInt8(ascii: "H") {
            offset += 1
            atom.hydrogenCount = number(upTo: 1) ?? 1
        }
        atom.charge = try charge()
        if peek == UInt8(ascii: ":") {
            offset += 1
            guard let value = number(upTo: 4) else {
                throw problem("bracket", at: offset, "a class is no number", fix: "Write [CH4:1].")
            }
            atom.atomClass = value
        }
        guard peek == UInt8(ascii: "]") else { throw unclosed(start) }
        offset += 1
        return atom
    }

    private func unclosed(_ start: Int) -> DataError {
        let isOpen = !text[start...].contains(UInt8(ascii: "]"))
        return problem(
            "bracket", at: isOpen ? start : offset,
            isOpen ? "the bracket is never closed" : "this does not belong into a bracket here",
            fix: "Write isotope, element, chirality, hydrogens, charge, class, in this order: [13C@@H+:1].")
    }

    private mutating func bracketElement(_ start: Int) throws -> Atom {
        if peek == UInt8(ascii: "*") { return take(1, Atom(Element(0))) }
        guard let first = peek, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & 0xDF) else {
            throw text.count == offset ? unclosed(start) : noElement("")
        }
        let isLower = first & 0x20 != 0
        let second = offset + 1 < text.count ? text[offset + 1] : 0
        let hasSecond = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(second)
        let capital = first & 0xDF
        let two = hasSecond ? ElementTable.number(capital, second) : 0
        let isAromaticPair = two == 34 || two == 33 || two == 52 || two == 14
        if two > 0, !isLower || isAromaticPair { return take(2, atom(two, aromatic: isLower)) }
        let one = ElementTable.number(capital, 0)
        let isAromaticOne = [5, 6, 7, 8, 15, 16].contains(one)
        guard one > 0, !isLower || isAromaticOne, !hasSecond else {
            let bytes = hasSecond ? [first, second] : [first]
            throw noElement(String(decoding: bytes, as: UTF8.self))
        }
        return take(1, atom(one, aromatic: isLower))
    }

    private func atom(_ number: Int, aromatic: Bool) -> Atom {
        var atom = Atom(Element(number))
        atom.isAromatic = aromatic
        return atom
    }

    private func noElement(_ name: String) -> DataError {
        problem(
            "element", at: offset,
            name.isEmpty ? "the bracket names no element" : "\"\(name)\" is no element that is known",
            fix: "Write a symbol such as [Na]; in lower case only b c n o p s se as te si.")
    }

    private mutating func chirality() throws -> Chirality {
        guard peek == UInt8(ascii: "@") else { return .none }
        offset += 1
        if peek == UInt8(ascii: "@") {
            offset += 1
            return .clockwise
        }
        guard offset + 1 < text.count else { return .counterclockwise }
        switch (text[offset], text[offset + 1]) {
        case (UInt8(ascii: "T"), UInt8(ascii: "H")):
            offset += 2
            return number(upTo: 2) == 2 ? .clockwise : .counterclockwise
        case (UInt8(ascii: "A"), UInt8(ascii: "L")), (UInt8(ascii: "S"), UInt8(ascii: "P")),
            (UInt8(ascii: "T"), UInt8(ascii: "B")), (UInt8(ascii: "O"), UInt8(ascii: "H")):
            offset += 2
            guard number(upTo: 2) != nil else {
                throw problem(
                    "bracket", at: offset, "a class of chirality has no number", fix: "Write @SP1.")
            }
            return .other
        default: return .counterclockwise
        }
    }

    /// `+`, `++`, `+2` and the same with minus.
    private mutating func charge() throws -> Int {
        guard let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
        offset += 1
        let unit = sign == UInt8(ascii: "+") ? 1 : -1
        if let value = number(upTo: 2) { return unit * value }
        var count = 1
        while peek == sign {
            offset += 1
            count += 1
        }
        guard count <= 15 else {
            throw problem("bracket", at: offset, "the charge is \(count)", fix: "Charges go up to 15.")
        }
        return unit * count
    }

    private var peek: UInt8? { offset < text.count ? text[offset] : nil }

    private mutating func number(upTo digits: Int) -> Int? {
        var value: Int?
        for _ in 0..<digits {
            guard let digit = digit(offset) else { break }
            value = 10 * (value ?? 0) + digit
            offset += 1
        }
        return value
    }
}

/// Atomic numbers by the bytes of a symbol.
private enum ElementTable {
    /// Index: 27 times the first letter, plus the second letter from 1, 0 if there is none.
    private static let numbers: [UInt8] = {
        var result = [UInt8](repeating: 0, count: 26 * 27)
        for number in 1...118 {
            let bytes = Array(Element(number).symbol.utf8)
            let second = bytes.count > 1 ? Int(bytes[1] - UInt8(ascii: "a")) + 1 : 0
            result[27 * Int(bytes[0] - UInt8(ascii: "A")) + second] = UInt8(number)
        }
        return result
    }()

    static func number(_ first: UInt8, _ second: UInt8) -> Int {
        Int(
            numbers[
                27 * Int(first - UInt8(ascii: "A"))
                    + (second == 0 ? 0 : Int(second - UInt8(ascii: "a")) + 1)])
    }
}
