// A molecule: atoms, bonds, rings.
import GimbalCore

/// A molecule, or several that SMILES writes with dots between them.
///
/// Hydrogens are counted with the atom that bears them; only those that cannot be (molecular hydrogen, isotopes,
/// bridges) are atoms of their own. Aromaticity is found from the bonds, whichever way the molecule was written:
/// `c1ccccc1` and `C1=CC=CC=C1` are the same molecule.
public struct Molecule: Sendable, Equatable {
    /// The atoms, in the order in which they were written.
    public let atoms: [Atom]
    /// The bonds, in the order in which they were closed.
    public let bonds: [Bond]
    /// A smallest set of smallest rings, each as the numbers of its atoms in order around the ring.
    public let rings: [[Int]]
    let topology: MolecularTopology

    /// Puts finished parts together.
    init(atoms: [Atom], bonds: [Bond], rings: [[Int]], topology: MolecularTopology) {
        self.atoms = atoms
        self.bonds = bonds
        self.rings = rings
        self.topology = topology
    }

    /// Reads a molecule.
    ///
    /// - Parameter smiles: SMILES; a title after a blank is left aside. See `SMILESParser` for the grammar.
    /// - Throws: `DataError` naming the position in the text and what is wrong there.
    public init(smiles: String) throws {
        var copy = smiles
        self = try copy.withUTF8 { try SMILESParser.molecule($0) }
    }

    /// Number of bonds of an atom, those to counted hydrogens left out.
    public func degree(of atom: Int) -> Int { topology.degree(atom) }

    /// Atoms that an atom is bonded to.
    public func neighbors(of atom: Int) -> [Int] {
        topology.bonds(of: atom).map { bonds[$0].other(than: atom) }
    }

    /// Whether an atom belongs to a ring.
    public func isInRing(_ atom: Int) -> Bool { topology.bonds(of: atom).contains { bonds[$0].isInRing } }

    /// Sum of the orders of an atom's bonds, counted hydrogens included.
    public func valence(of atom: Int) -> Int {
        topology.valence(atom, bonds) + atoms[atom].hydrogenCount
    }

    /// Number of atoms of each element, counted hydrogens included, as in `C2H6O` (Hill's order).
    public var formula: String {
        var counts: [String: Int] = [:]
        for atom in atoms {
            counts[atom.element.symbol, default: 0] += 1
            if atom.hydrogenCount > 0 { counts["H", default: 0] += atom.hydrogenCount }
        }
        let leading = counts["C"] == nil ? [] : ["C", "H"].filter { counts[$0] != nil }
        let names = leading + counts.keys.filter { !leading.contains($0) }.sorted()
        return names.map { name in
            let count = counts[name] ?? 0
            return count == 1 ? name : "\(name)\(count)"
        }.joined()
    }
}

/// Which bonds each atom has, in compressed rows.
struct MolecularTopology: Sendable, Equatable {
    private let starts: [Int]
    private let entries: [Int]

    init(atomCount: Int, bonds: [Bond]) {
        var starts = [Int](repeating: 0, count: atomCount + 1)
        for bond in bonds {
            starts[bond.first + 1] += 1
            starts[bond.second + 1] += 1
        }
        for atom in 0..<atomCount { starts[atom + 1] += starts[atom] }
        var next = starts
        var entries = [Int](repeating: 0, count: 2 * bonds.count)
        for (number, bond) in bonds.enumerated() {
            entries[next[bond.first]] = number
            next[bond.first] += 1
            entries[next[bond.second]] = number
            next[bond.second] += 1
        }
        self.starts = starts
        self.entries = entries
    }

    var atomCount: Int { starts.count - 1 }

    func degree(_ atom: Int) -> Int { starts[atom + 1] - starts[atom] }

    /// Numbers of the bonds of an atom.
    func bonds(of atom: Int) -> ArraySlice<Int> { entries[starts[atom]..<starts[atom + 1]] }

    /// Sum of the orders of the bonds of an atom.
    func valence(_ atom: Int, _ bonds: [Bond]) -> Int {
        var sum = 0
        for number in self.bonds(of: atom) { sum += bonds[number].order.rawValue }
        return sum
    }
}
