// From the text of SMILES to atoms and bonds, one character after the other.
import GimbalCore

/// Reads SMILES as OpenSMILES 1.0 defines it.
///
/// Grammar: the organic subset `B C N O P S F Cl Br I` and `*`, aromatic `b c n o p s`; atoms in brackets with
/// isotope, element (aromatic `se`, `as`, `te`, `si` too), chirality, hydrogens, charge and class; bonds
/// `- = # $ : / \` (a doubled `\\` counts as one); branches; ring closures `1` to `9`, `0` and `%nn`; dots.
/// Chirality beyond tetrahedra (`@AL1`, `@SP1`, `@TB1`, `@OH1`) is read and kept as `other`. Not read: the
/// extension `CXSMILES` (what follows a blank is a title) and reactions (`>`).
/// Own code, because RDKit's C interface (librdkitcffi) is in none of Debian 12's packages: librdkit1 and librdkit-dev
/// 202209.3 hold the C++ libraries alone.
/// - Source: James et al., OpenSMILES specification 1.0.
struct SMILESParser {
    /// A ring closure that waits for its other end.
    private struct OpenRing {
        let atom: Int
        let symbol: UInt8?
        let position: Int
        let key: Int
    }

    let text: UnsafeBufferPointer<UInt8>
    var offset = 0
    var draft = MolecularDraft()
    private var previous: Int?
    private var symbol: UInt8?
    private var symbolPosition = 0
    private var branches: [(atom: Int, position: Int, atomCount: Int)] = []
    private var openRings: [Int: OpenRing] = [:]

    /// Reads a molecule up to the first blank.
    static func molecule(_ text: UnsafeBufferPointer<UInt8>) throws -> Molecule {
        let end = text.firstIndex { $0 <= 0x20 } ?? text.endIndex
        var parser = SMILESParser(text: UnsafeBufferPointer(rebasing: text[..<end]))
        try parser.parse()
        do {
            return try parser.draft.finished()
        } catch let failure as MolecularFailure {
            throw parser.problem(failure.code, at: failure.position, failure.what, fix: failure.fix)
        }
    }

    private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private mutating func parse() throws {
        guard !text.isEmpty else {
            throw problem("empty", at: 0, "there is nothing to read", fix: "Give one atom at least.")
        }
        while offset < text.count { try step(text[offset]) }
        try checkEnd()
    }

    private mutating func step(_ byte: UInt8) throws {
        switch byte {
        case UInt8(ascii: "("): try openBranch()
        case UInt8(ascii: ")"): try closeBranch()
        case UInt8(ascii: "."): try dot()
        case UInt8(ascii: "%"), UInt8(ascii: "0")...UInt8(ascii: "9"): try ring()
        case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: ":"),
            UInt8(ascii: "/"), UInt8(ascii: "\\"):
            try bond(byte)
        default: try atom()
        }
    }

    private mutating func bond(_ byte: UInt8) throws {
        // Files often hold SMILES whose backslashes were doubled on the way.
        if byte == UInt8(ascii: "\\"), symbol == byte, symbolPosition == offset - 1 {
            offset += 1
            return
        }
        if symbol != nil {
            throw problem(
                "bond", at: offset, "a second bond follows a bond", fix: "Put one bond between two atoms.")
        }
        guard previous != nil else {
            throw problem(
                "bond", at: offset, "a bond has no atom before it", fix: "Begin with an atom.")
        }
        symbol = byte
        symbolPosition = offset
        offset += 1
    }

    private mutating func atom() throws {
        let position = offset
        let atom = try text[offset] == UInt8(ascii: "[") ? bracketAtom() : organicAtom()
        let number = draft.atoms.count
        draft.append(atom, position: position, hasPrevious: previous != nil)
        if let previous {
            let key = draft.nextKey()
            try connect(previous, number, symbol, keys: (key, key), position: position)
        }
        previous = number
        symbol = nil
    }

    /// Adds a bond; a missing symbol means aromatic between two aromatic atoms, else single.
    private mutating func connect(
        _ first: Int, _ second: Int, _ symbol: UInt8?, keys: (Int, Int), position: Int
    ) throws {
        var bond = Bond(first, second, Self.order(symbol))
        let bothAromatic = draft.atoms[first].isAromatic && draft.atoms[second].isAromatic
        switch symbol {
        case nil: bond.isAromatic = bothAromatic
        case UInt8(ascii: ":"):
            guard bothAromatic else {
                throw problem(
                    "aromatic", at: position, "an aromatic bond joins an atom that is not aromatic",
                    fix: "Write both atoms in lower case, or another bond.")
            }
            bond.isAromatic = true
        case UInt8(ascii: "/"): bond.direction = .up
        case UInt8(ascii: "\\"): bond.direction = .down
        default: break
        }
        draft.append(bond, keys: keys)
    }

    private static func order(_ symbol: UInt8?) -> BondOrder {
        switch symbol {
        case UInt8(ascii: "="): .double
        case UInt8(ascii: "#"): .triple
        case UInt8(ascii: "$"): .quadruple
        default: .single
        }
    }

    private mutating func openBranch() throws {
        guard let previous, symbol == nil else {
            throw problem(
                "branch", at: offset, "a branch begins without an atom before it",
                fix: "Write the atom first, and the bond inside the branch: C(=O).")
        }
        branches.append((previous, offset, draft.atoms.count))
        offset += 1
    }

    private mutating func closeBranch() throws {
        guard let branch = branches.popLast() else {
            throw problem(
                "branch", at: offset, "a branch is closed that was not opened", fix: "Remove the \")\".")
        }
        guard symbol == nil, draft.atoms.count > branch.atomCount else {
            throw problem(
                "branch", at: offset,
                symbol == nil ? "the branch is empty" : "the branch ends in a bond without an atom",
                fix: "Write an atom, or remove the branch.")
        }
        previous = branch.atom
        offset += 1
    }

    private mutating func dot() throws {
        guard previous != nil, symbol == nil else {
            throw problem(
                "dot", at: offset, "a dot stands where an atom is expected",
                fix: "Put dots between atoms that are not bonded.")
        }
        previous = nil
        offset += 1
        if offset == text.count {
            throw problem("dot", at: offset - 1, "nothing follows the dot", fix: "Remove it.")
        }
    }

    private mutating func ring() throws {
        let position = offset
        let number = try ringNumber()
        guard let atom = previous else {
            throw problem(
                "ring", at: position, "the ring closure \(number) has no atom before it",
                fix: "Begin with an atom.")
        }
        if let open = openRings.removeValue(forKey: number) {
            try close(open, number: number, atom: atom, position: position)
        } else {
            openRings[number] = OpenRing(
                atom: atom, symbol: symbol, position: position, key: draft.nextKey())
        }
        symbol = nil
    }

    private mutating func close(_ open: OpenRing, number: Int, atom: Int, position: Int) throws {
        guard open.atom != atom, !draft.areBonded(open.atom, atom) else {
            throw problem(
                "ring", at: position,
                open.atom == atom
                    ? "the ring closure \(number) joins an atom to itself"
                    : "the ring closure \(number) joins two atoms that are bonded already",
                fix: "Put the closure on another atom.")
        }
        if let a = open.symbol, let b = symbol, Self.order(a) != Self.order(b) {
            throw problem(
                "ring", at: position,
                "the ring closure \(number) was opened with \"\(Character(Unicode.Scalar(a)))\" "
                    + "and is closed with \"\(Character(Unicode.Scalar(b)))\"",
                fix: "Write the bond at one end only.")
        }
        let flipped: UInt8? =
            switch symbol {
            case UInt8(ascii: "/"): UInt8(ascii: "\\")
            case UInt8(ascii: "\\"): UInt8(ascii: "/")
            default: symbol
            }
        try connect(
            open.atom, atom, open.symbol ?? flipped, keys: (open.key, draft.nextKey()), position: position)
    }

    private mutating func ringNumber() throws -> Int {
        if let digit = digit(offset) {
            offset += 1
            return digit
        }
        guard let tens = digit(offset + 1), let ones = digit(offset + 2) else {
            throw problem(
                "ring", at: offset, "\"%\" is not followed by two digits", fix: "Write %10 to %99.")
        }
        offset += 3
        return 10 * tens + ones
    }

    func digit(_ place: Int) -> Int? {
        guard place < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]) else {
            return nil
        }
        return Int(text[place] - UInt8(ascii: "0"))
    }

    private func checkEnd() throws {
        if symbol != nil {
            throw problem("bond", at: symbolPosition, "no atom follows the bond", fix: "Remove it.")
        }
        if let branch = branches.last {
            throw problem("branch", at: branch.position, "the branch is never closed", fix: "Add a \")\".")
        }
        if let ring = openRings.min(by: { $0.value.position < $1.value.position }) {
            throw problem(
                "ring", at: ring.value.position, "the ring closure \(ring.key) is never closed",
                fix: "Repeat the number at the ring's other end.")
        }
    }

    /// Makes an error of this text; positions count from 1.
    func problem(_ code: String, at position: Int, _ what: String, fix: String) -> DataError {
        let shown = text.count > 80 ? String(decoding: text.prefix(77), as: UTF8.self) + "..." : whole
        return DataError(
            "smiles.\(code)", "SMILES \"\(shown)\", position \(position + 1): \(what).", fix: fix)
    }

    private var whole: String { String(decoding: text, as: UTF8.self) }
}
