// Atoms and bonds of a molecule.

/// How the neighbours of an atom lie around it, as written in SMILES.
public enum Chirality: String, Sendable, Codable, CaseIterable {
    /// Nothing is said.
    case none
    /// Clockwise (`@@`): seen from the first neighbour as written, the others follow one another clockwise.
    case clockwise
    /// Counterclockwise (`@`).
    case counterclockwise
    /// A class beyond tetrahedra: allenes, square planes, bipyramids, octahedra; its number is not kept.
    case other
}

/// One atom.
public struct Atom: Sendable, Equatable {
    /// The element.
    public var element: Element
    /// Mass number; 0 where the natural mixture is meant.
    public var isotope = 0
    /// Formal charge.
    public var charge = 0
    /// Hydrogens that are no atoms of their own: written in brackets, or implied by the normal valence.
    public var hydrogenCount = 0
    /// Whether the atom belongs to an aromatic ring.
    public var isAromatic = false
    /// How the neighbours lie around it.
    public var chirality = Chirality.none
    /// Number that marks the atom (`[CH4:7]`); 0 if there is none.
    public var atomClass = 0
    /// Whether it was written in brackets, where hydrogens are never implied.
    public var isBracketed = false
    /// Unpaired electrons of an atom in brackets whose bonds leave some over.
    public internal(set) var radicalElectronCount = 0

    /// Makes an atom without hydrogens, charge or mark.
    public init(_ element: Element) { self.element = element }
}

/// How two atoms are bonded.
public enum BondOrder: Int, Sendable, Codable, CaseIterable {
    /// Single.
    case single = 1
    /// Double.
    case double = 2
    /// Triple.
    case triple = 3
    /// Quadruple.
    case quadruple = 4
}

/// Where the neighbours on the two sides of a double bond lie.
public enum BondStereo: String, Sendable, Codable, CaseIterable {
    /// Nothing is said, or it is no double bond.
    case none
    /// The lowest-numbered neighbours of the two atoms lie on the same side.
    case cis
    /// The lowest-numbered neighbours of the two atoms lie on opposite sides.
    case trans
}

/// Direction of a single bond beside a double bond, from its first to its second atom.
enum BondDirection: Int8, Sendable {
    case none, up, down

    var reversed: BondDirection {
        switch self {
        case .none: .none
        case .up: .down
        case .down: .up
        }
    }
}

/// One bond.
public struct Bond: Sendable, Equatable {
    /// Number of the atom that was written first.
    public let first: Int
    /// Number of the other atom.
    public let second: Int
    /// Order in one arrangement of single and double bonds (Kekulé); see `isAromatic`.
    public internal(set) var order: BondOrder
    /// Whether the bond belongs to an aromatic ring, so that `order` is one of two equal choices.
    public internal(set) var isAromatic = false
    /// Where the neighbours of a double bond lie.
    public internal(set) var stereo = BondStereo.none
    /// Whether the bond belongs to a ring.
    public internal(set) var isInRing = false
    /// Whether the bond takes part in a chain of alternating bonds; see `Molecule.hybridization(of:)`.
    public internal(set) var isConjugated = false
    /// As written.
    var direction = BondDirection.none

    init(_ first: Int, _ second: Int, _ order: BondOrder) {
        self.first = first
        self.second = second
        self.order = order
    }

    /// The atom at the other end.
    public func other(than atom: Int) -> Int { atom == first ? second : first }
}
