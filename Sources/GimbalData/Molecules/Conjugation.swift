// Conjugated bonds, hybridisation, and the sides of double bonds.

/// Finds bonds that take part in a chain of alternating bonds.
enum Conjugation {
    /// Marks aromatic bonds, and a multiple bond with each neighbouring bond to an atom that offers electrons
    /// (another multiple bond or a lone pair): the C-N bond of an amide is conjugated, that of an amine is not.
    static func perceive(_ atoms: [Atom], _ bonds: inout [Bond], _ topology: MolecularTopology) {
        let snapshot = bonds
        let isCandidate = atoms.indices.map { Self.isCandidate($0, atoms, snapshot, topology) }
        func neighborCount(_ atom: Int) -> Int { topology.degree(atom) + atoms[atom].hydrogenCount }
        for number in bonds.indices where bonds[number].isAromatic { bonds[number].isConjugated = true }
        for atom in atoms.indices where isCandidate[atom] && (2...3).contains(neighborCount(atom)) {
            for multiple in topology.bonds(of: atom)
            where (bonds[multiple].order != .single || bonds[multiple].isAromatic)
                && isCandidate[bonds[multiple].other(than: atom)]
            {
                for next in topology.bonds(of: atom) where next != multiple {
                    let other = bonds[next].other(than: atom)
                    guard neighborCount(other) <= 3, isCandidate[other] else { continue }
                    bonds[multiple].isConjugated = true
                    bonds[next].isConjugated = true
                }
            }
        }
    }

    /// Whether an atom has electrons to share and no more bonds than it usually has.
    private static func isCandidate(
        _ number: Int, _ atoms: [Atom], _ bonds: [Bond], _ topology: MolecularTopology
    ) -> Bool {
        let atom = atoms[number]
        let degree = topology.degree(number)
        let valence = topology.valence(number, bonds)
        let lowest = atom.element.lowestValence
        if atom.charge == 0, lowest > 0, valence + atom.hydrogenCount > lowest { return false }
        guard let outer = atom.element.outerElectronCount else { return false }
        let isLight = atom.element.atomicNumber <= 10
        guard isLight || (outer != 5 && outer != 6) || (outer == 6 && degree + atom.hydrogenCount < 2) else {
            return false
        }
        return (PiElectrons.free(atom, degree: degree, valence: valence) ?? 0) > 0
    }
}

/// How an atom's orbitals mix.
public enum Hybridization: String, Sendable, Codable, CaseIterable {
    /// None: at most one neighbour and no lone pair, or an element without a rule.
    case s
    /// Two: linear.
    case sp
    /// Three: planar.
    case sp2
    /// Four: tetrahedral.
    case sp3
    /// Five: trigonal bipyramid.
    case sp3d
    /// Six: octahedron.
    case sp3d2
}

extension Molecule {
    /// Returns how an atom's orbitals mix: by the number of its neighbours, hydrogens, lone pairs and unpaired
    /// electrons.
    ///
    /// Four of them count as planar (`sp2`) where a lone pair is conjugated: the nitrogen of an amide.
    public func hybridization(of number: Int) -> Hybridization {
        let atom = atoms[number]
        let neighbors = degree(of: number) + atom.hydrogenCount
        guard atom.element.atomicNumber > 1, let outer = atom.element.outerElectronCount else {
            return neighbors > 4 ? (neighbors == 5 ? .sp3d : .sp3d2) : .s
        }
        let valence = valence(of: number)
        let free = max(0, outer - valence - atom.charge)
        let radicals = valence + outer - atom.charge < 8 ? atom.radicalElectronCount : 0
        switch neighbors + (free - radicals) / 2 + radicals {
        case ...1: return .s
        case 2: return .sp
        case 3: return .sp2
        case 4:
            let isPlanar = neighbors <= 3 && topology.bonds(of: number).contains { bonds[$0].isConjugated }
            return isPlanar ? .sp2 : .sp3
        case 5: return .sp3d
        default: return .sp3d2
        }
    }
}

extension BondStereo {
    /// Reads the sides of double bonds from the directions of the bonds beside them.
    static func assign(_ bonds: inout [Bond], _ topology: MolecularTopology) {
        guard bonds.contains(where: { $0.direction != .none }) else { return }
        for number in bonds.indices where bonds[number].order == .double {
            guard let a = side(of: bonds[number].first, beside: number, bonds, topology),
                let b = side(of: bonds[number].second, beside: number, bonds, topology)
            else { continue }
            bonds[number].stereo = a == b ? .cis : .trans
        }
    }

    /// Whether the lowest-numbered neighbour of an atom of a double bond lies above it; nil if nothing is said.
    private static func side(
        of atom: Int, beside double: Int, _ bonds: [Bond], _ topology: MolecularTopology
    ) -> Bool? {
        let others = topology.bonds(of: atom).filter { $0 != double }
        guard let marked = others.first(where: { bonds[$0].direction != .none }),
            let lowest = others.min(by: { bonds[$0].other(than: atom) < bonds[$1].other(than: atom) })
        else { return nil }
        let bond = bonds[marked]
        // A bond that goes up from this atom leads to a neighbour above it.
        let direction = bond.first == atom ? bond.direction : bond.direction.reversed
        return (direction == .up) == (marked == lowest)
    }
}
