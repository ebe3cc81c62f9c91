// Which rings are aromatic: Hückel's rule over single and fused rings.

/// Finds aromatic rings.
///
/// Every atom of a ring must offer 0, 1 or 2 electrons to the ring's π system; a ring, or the outline of up to six
/// fused rings, is aromatic if the electrons number 4n + 2. A double bond that leaves the ring gives its electron
/// away to a more electronegative atom (C=O offers 0) and keeps it otherwise. Elements: those of the first three rows,
/// Se and Te.
/// - Source: the model of Daylight and RDKit, as described in "The RDKit Book", section "Aromaticity".
enum Aromaticity {
    /// Rings above this size take no part in fused systems.
    private static let largestFusedRing = 24
    /// Rings in one fused system.
    private static let mostFusedRings = 6

    /// Replaces the marks of atoms and bonds as written by those that follow from the bonds.
    static func perceive(
        _ atoms: inout [Atom], _ bonds: inout [Bond], _ topology: MolecularTopology, _ rings: [[Int]]
    ) {
        let electrons = PiElectrons(atoms, bonds, topology)
        for number in atoms.indices { atoms[number].isAromatic = false }
        for number in bonds.indices { bonds[number].isAromatic = false }
        let candidates = rings.filter { $0.allSatisfy { electrons.offered($0) != nil } }
        guard !candidates.isEmpty else { return }
        let sides = candidates.map { ring in
            ring.indices.map { place in
                let (a, b) = (ring[place], ring[place + 1 == ring.count ? 0 : place + 1])
                return topology.bonds(of: a).first { bonds[$0].other(than: a) == b } ?? 0
            }
        }
        let fused = neighbors(sides)
        for system in systems(fused) {
            for subset in aromaticSubsets(system, fused, candidates, sides, electrons) {
                mark(subset, candidates, sides, &atoms, &bonds)
            }
        }
    }

    /// Rings that share exactly one bond.
    private static func neighbors(_ sides: [[Int]]) -> [[Int]] {
        var result = [[Int]](repeating: [], count: sides.count)
        for a in sides.indices where sides[a].count <= largestFusedRing {
            for b in sides.indices where b > a && sides[b].count <= largestFusedRing {
                if sides[a].count(where: sides[b].contains) == 1 {
                    result[a].append(b)
                    result[b].append(a)
                }
            }
        }
        return result
    }

    /// Groups of rings that hang together.
    private static func systems(_ fused: [[Int]]) -> [[Int]] {
        var isSeen = [Bool](repeating: false, count: fused.count)
        return fused.indices.compactMap { root in
            guard !isSeen[root] else { return nil }
            isSeen[root] = true
            var group = [root]
            var head = 0
            while head < group.count {
                for other in fused[group[head]] where !isSeen[other] {
                    isSeen[other] = true
                    group.append(other)
                }
                head += 1
            }
            return group.sorted()
        }
    }

    /// Subsets of a system that obey the rule, small ones first, until every bond is in one.
    private static func aromaticSubsets(
        _ system: [Int], _ fused: [[Int]], _ rings: [[Int]], _ sides: [[Int]], _ electrons: PiElectrons
    ) -> [[Int]] {
        let all = Set(system.flatMap { sides[$0] })
        var done: Set<Int> = []
        var result: [[Int]] = []
        for size in 1...min(system.count, mostFusedRings) {
            // Large cages have too many combinations of many rings.
            if size > 2, system.count > 60 { break }
            for subset in connectedSubsets(system, fused, size: size)
            where isAromatic(subset, rings, electrons) {
                result.append(subset)
                done.formUnion(outline(subset, sides))
            }
            if done.count == all.count { break }
        }
        return result
    }

    /// Bonds that belong to one ring of a subset alone.
    private static func outline(_ subset: [Int], _ sides: [[Int]]) -> [Int] {
        if subset.count == 1 { return sides[subset[0]] }
        var counts: [Int: Int] = [:]
        for ring in subset { for bond in sides[ring] { counts[bond, default: 0] += 1 } }
        return counts.filter { $0.value == 1 }.map(\.key)
    }

    /// Every connected subset of a size, once.
    private static func connectedSubsets(_ system: [Int], _ fused: [[Int]], size: Int) -> [[Int]] {
        var current = Set(system.map { [$0] })
        for _ in 1..<max(1, size) {
            var next: Set<[Int]> = []
            for subset in current {
                for ring in subset {
                    for other in fused[ring] where !subset.contains(other) {
                        next.insert((subset + [other]).sorted())
                    }
                }
            }
            current = next
        }
        return current.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func isAromatic(_ subset: [Int], _ rings: [[Int]], _ electrons: PiElectrons) -> Bool {
        var count = 0
        if subset.count == 1 {
            for atom in rings[subset[0]] { count += electrons.offered(atom) ?? 0 }
        } else {
            var ringsOfAtom: [Int: Int] = [:]
            for ring in subset { for atom in rings[ring] { ringsOfAtom[atom, default: 0] += 1 } }
            // An atom of three rings lies inside and takes no part in the outline.
            for (atom, number) in ringsOfAtom where number <= 2 { count += electrons.offered(atom) ?? 0 }
        }
        return count >= 2 && count % 4 == 2
    }

    private static func mark(
        _ subset: [Int], _ rings: [[Int]], _ sides: [[Int]], _ atoms: inout [Atom], _ bonds: inout [Bond]
    ) {
        for ring in subset { for atom in rings[ring] { atoms[atom].isAromatic = true } }
        for bond in outline(subset, sides) { bonds[bond].isAromatic = true }
    }
}

/// Electrons that atoms of rings offer to a π system.
struct PiElectrons {
    private let atoms: [Atom]
    private let bonds: [Bond]
    private let topology: MolecularTopology

    init(_ atoms: [Atom], _ bonds: [Bond], _ topology: MolecularTopology) {
        self.atoms = atoms
        self.bonds = bonds
        self.topology = topology
    }

    /// Electrons of an atom that take part in no σ bond: places of the valence without a bond, and lone pairs; nil for
    /// atoms that cannot be conjugated.
    static func free(_ atom: Atom, degree: Int, valence: Int) -> Int? {
        let lowest = atom.element.lowestValence
        let neighbors = degree + atom.hydrogenCount
        guard lowest > 1, neighbors <= 3, let outer = atom.element.outerElectronCount else { return nil }
        let lonePairs = max(0, outer - lowest - atom.charge)
        let count = lowest - neighbors + lonePairs - atom.radicalElectronCount
        // A triple bond offers one of its electrons.
        return count > 1 && valence - degree > 1 ? 1 : count
    }

    /// Electrons that an atom offers to a ring; nil if a ring with it cannot be aromatic.
    func offered(_ number: Int) -> Int? {
        let atom = atoms[number]
        guard isSuited(number, atom) else { return nil }
        let degree = topology.degree(number)
        guard let free = PiElectrons.free(atom, degree: degree, valence: topology.valence(number, bonds)),
            free >= 0
        else { return nil }
        let multiple = topology.bonds(of: number).filter { bonds[$0].order != .single }
        let outward = multiple.first { !bonds[$0].isInRing }.map { bonds[$0].other(than: number) }
        let losesOne = outward.map { isMoreElectronegative(atoms[$0].element, than: atom.element) } ?? false
        switch free {
        case 0: return outward != nil ? 0 : multiple.isEmpty ? nil : 1
        case 1:
            if outward != nil { return losesOne ? 0 : 1 }
            return !multiple.isEmpty ? 1 : atom.charge == 1 ? 0 : nil
        default: return (free - (losesOne ? 1 : 0)) % 2 == 1 ? 1 : 2
        }
    }

    private func isSuited(_ number: Int, _ atom: Atom) -> Bool {
        let z = atom.element.atomicNumber
        guard z > 0, z <= 18 || z == 34 || z == 52 else { return false }
        guard atom.radicalElectronCount == 0 || (atom.element == .carbon && atom.charge == 0) else {
            return false
        }
        let valence = topology.valence(number, bonds) + atom.hydrogenCount
        let most = Element(atomicNumber: z - atom.charge)?.lowestValence ?? 0
        if atom.element.lowestValence > 0, valence > most { return false }
        // Two double bonds (allenes) leave no π electron for the ring.
        return topology.bonds(of: number).count { bonds[$0].order != .single } <= 1
    }

    /// More outer electrons, or the lighter of two elements with as many.
    private func isMoreElectronegative(_ a: Element, than b: Element) -> Bool {
        let (x, y) = (a.outerElectronCount ?? 0, b.outerElectronCount ?? 0)
        return x == y ? a.atomicNumber < b.atomicNumber : x > y
    }
}
