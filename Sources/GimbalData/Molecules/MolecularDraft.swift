// From atoms and bonds as written to a finished molecule: hydrogens, valences, rings, aromaticity.
import GimbalCore

/// What is wrong with a molecule, at the text position of an atom.
struct MolecularFailure: Error {
    let code: String
    let position: Int
    let what: String
    let fix: String
}

/// A molecule while it is being read.
struct MolecularDraft {
    var atoms: [Atom] = []
    var bonds: [Bond] = []
    /// Where each atom stands in the text.
    private var positions: [Int] = []
    /// Whether an atom was bonded to the one before it, which then is its first neighbour.
    private var hasPrevious: [Bool] = []
    /// Rank of each bond among the neighbours of its two atoms, as written: ring closures count where they open.
    private var keys: [(first: Int, second: Int)] = []
    private var keyCount = 0

    mutating func nextKey() -> Int {
        keyCount += 1
        return keyCount
    }

    mutating func append(_ atom: Atom, position: Int, hasPrevious: Bool) {
        atoms.append(atom)
        positions.append(position)
        self.hasPrevious.append(hasPrevious)
    }

    mutating func append(_ bond: Bond, keys: (Int, Int)) {
        bonds.append(bond)
        self.keys.append(keys)
    }

    func areBonded(_ a: Int, _ b: Int) -> Bool {
        bonds.contains { ($0.first == a && $0.second == b) || ($0.first == b && $0.second == a) }
    }

    /// Completes the molecule.
    ///
    /// - Throws: `MolecularFailure` if a valence is exceeded or no arrangement of double bonds fits.
    consuming func finished() throws -> Molecule {
        mergeHydrogens()
        separateCharges()
        let topology = MolecularTopology(atomCount: atoms.count, bonds: bonds)
        MolecularRings.markRingBonds(&bonds, topology)
        try checkAromaticAtoms(topology)
        addHydrogens(topology)
        try kekulize(topology)
        try checkValences(topology)
        return perceived(topology)
    }

    /// Finds what follows from bonds and hydrogens.
    private consuming func perceived(_ topology: MolecularTopology) -> Molecule {
        var (atoms, bonds) = (atoms, bonds)
        BondStereo.assign(&bonds, topology)
        let rings = MolecularRings.smallest(bonds, topology)
        Aromaticity.perceive(&atoms, &bonds, topology, rings)
        Conjugation.perceive(atoms, &bonds, topology)
        return Molecule(atoms: atoms, bonds: bonds, rings: rings, topology: topology)
    }

    /// Bonds written aromatic that lie in no ring are single; atoms must lie in one.
    private mutating func checkAromaticAtoms(_ topology: MolecularTopology) throws {
        for number in bonds.indices where bonds[number].isAromatic && !bonds[number].isInRing {
            bonds[number].isAromatic = false
        }
        for (number, atom) in atoms.enumerated() where atom.isAromatic {
            guard topology.bonds(of: number).contains(where: { bonds[$0].isInRing }) else {
                throw MolecularFailure(
                    code: "aromatic", position: positions[number],
                    what: "\(atom.element) is written aromatic but lies in no ring",
                    fix: "Write it in upper case, or close the ring.")
            }
        }
    }

    /// Implied hydrogens fill an atom of the organic subset up to its next normal valence; an aromatic atom keeps
    /// one place for its share of the ring's double bonds.
    private mutating func addHydrogens(_ topology: MolecularTopology) {
        for number in atoms.indices where !atoms[number].isBracketed {
            let sum = topology.valence(number, bonds) + atoms[number].hydrogenCount
            let valences = atoms[number].element.normalValences
            if atoms[number].isAromatic {
                atoms[number].hydrogenCount += max(0, (valences.first ?? 0) - sum - 1)
            } else if let valence = valences.first(where: { $0 >= sum }) {
                atoms[number].hydrogenCount += valence - sum
            }
        }
    }

    private mutating func kekulize(_ topology: MolecularTopology) throws {
        guard let atom = Kekulization.assign(atoms, &bonds, topology) else { return }
        throw MolecularFailure(
            code: "kekulization", position: positions[atom],
            what: "no arrangement of single and double bonds gives every aromatic atom its valence; "
                + "this \(atoms[atom].element) stays without a double bond",
            fix: "Write the hydrogen of an aromatic nitrogen, [nH], or the charge, or upper case.")
    }

    private mutating func checkValences(_ topology: MolecularTopology) throws {
        for (number, atom) in atoms.enumerated() {
            let sum = topology.valence(number, bonds) + atom.hydrogenCount
            let valences = atom.element.valences(charge: atom.charge)
            if let most = valences.last, sum > most {
                let charge = atom.charge == 0 ? "" : " with charge \(atom.charge)"
                throw MolecularFailure(
                    code: "valence", position: positions[number],
                    what:
                        "\(atom.element)\(charge) has bonds of order \(sum) in all, expected \(most) at most",
                    fix: "Correct the bonds, or write the charge in brackets.")
            }
            if atom.isBracketed {
                atoms[number].radicalElectronCount = Self.radicals(atom, sum: sum, valences: valences)
            }
        }
    }

    /// Unpaired electrons: what an octet lacks, if the atom has as many electrons to share.
    private static func radicals(_ atom: Atom, sum: Int, valences: [Int]) -> Int {
        guard let outer = atom.element.outerElectronCount, !atom.element.normalValences.isEmpty else {
            return 0
        }
        let shell = atom.element.atomicNumber <= 2 ? 2 : 8
        var missing = shell - outer - sum + atom.charge
        if missing < 0 { missing = valences.first { $0 >= sum }.map { $0 - sum } ?? 0 }
        return max(0, min(missing, outer - sum - atom.charge))
    }
}

extension MolecularDraft {
    /// Counts plain hydrogen atoms (`[H]`) with the heavy atom that bears them.
    private mutating func mergeHydrogens() {
        guard atoms.contains(where: { $0.element == .hydrogen }) else { return }
        var degrees = [Int](repeating: 0, count: atoms.count)
        for bond in bonds {
            degrees[bond.first] += 1
            degrees[bond.second] += 1
        }
        var isMerged = [Bool](repeating: false, count: atoms.count)
        for (number, bond) in bonds.enumerated() where bond.order == .single {
            for (hydrogen, heavy) in [(bond.first, bond.second), (bond.second, bond.first)]
            where isPlainHydrogen(hydrogen) && degrees[hydrogen] == 1 && atoms[heavy].element != .hydrogen {
                isMerged[hydrogen] = true
                moveHydrogenFirst(bond: number, of: heavy)
                atoms[heavy].hydrogenCount += 1
            }
        }
        if isMerged.contains(true) { remove(isMerged) }
    }

    private func isPlainHydrogen(_ number: Int) -> Bool {
        let atom = atoms[number]
        return atom.element == .hydrogen && atom.isotope == 0 && atom.charge == 0 && atom.atomClass == 0
            && atom.hydrogenCount == 0
    }

    /// A counted hydrogen follows the atom before it, so an odd move among the neighbours turns the chirality round.
    private mutating func moveHydrogenFirst(bond: Int, of heavy: Int) {
        let chirality = atoms[heavy].chirality
        guard chirality == .clockwise || chirality == .counterclockwise else { return }
        func key(_ number: Int) -> Int {
            bonds[number].first == heavy ? keys[number].first : keys[number].second
        }
        let own = key(bond)
        let before = bonds.indices.count {
            (bonds[$0].first == heavy || bonds[$0].second == heavy) && key($0) < own
        }
        let moves = before == 0 ? 0 : before - (hasPrevious[heavy] ? 1 : 0)
        guard moves % 2 == 1 else { return }
        atoms[heavy].chirality = chirality == .clockwise ? .counterclockwise : .clockwise
    }

    private mutating func remove(_ isRemoved: [Bool]) {
        var numbers = [Int](repeating: -1, count: atoms.count)
        var count = 0
        for number in atoms.indices where !isRemoved[number] {
            numbers[number] = count
            atoms[count] = atoms[number]
            positions[count] = positions[number]
            count += 1
        }
        atoms.removeSubrange(count...)
        positions.removeSubrange(count...)
        bonds = bonds.compactMap { bond in
            guard numbers[bond.first] >= 0, numbers[bond.second] >= 0 else { return nil }
            var moved = Bond(numbers[bond.first], numbers[bond.second], bond.order)
            moved.isAromatic = bond.isAromatic
            moved.direction = bond.direction
            return moved
        }
    }

    /// Writes nitrogen with five bonds as the charged form that chemists mean: `N(=O)=O` is `[N+](=O)[O-]`,
    /// `C=N#N` is `C=[N+]=[N-]`.
    private mutating func separateCharges() {
        for number in atoms.indices
        where atoms[number].element == .nitrogen && atoms[number].charge == 0 && valence(number) > 3 {
            let multiple = bonds.indices.filter {
                (bonds[$0].first == number || bonds[$0].second == number) && bonds[$0].order != .single
            }
            func partner(_ bond: Int) -> Int { bonds[bond].other(than: number) }
            let candidate =
                multiple.first {
                    bonds[$0].order == .double && atoms[partner($0)].element == .oxygen
                        && atoms[partner($0)].charge == 0
                }
                ?? multiple.first {
                    bonds[$0].order == .triple && atoms[partner($0)].element == .nitrogen
                        && atoms[partner($0)].charge == 0
                }
            guard let bond = candidate else { continue }
            bonds[bond].order = bonds[bond].order == .triple ? .double : .single
            atoms[number].charge = 1
            atoms[number].isBracketed = true
            atoms[partner(bond)].charge = -1
            atoms[partner(bond)].isBracketed = true
        }
    }

    private func valence(_ atom: Int) -> Int {
        var sum = atoms[atom].hydrogenCount
        for bond in bonds where bond.first == atom || bond.second == atom { sum += bond.order.rawValue }
        return sum + (atoms[atom].isAromatic ? 1 : 0)
    }
}
