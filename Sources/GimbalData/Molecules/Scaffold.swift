// Scaffolds: what remains of a molecule without its side chains, and splits that keep them apart.
import GimbalCore

extension Molecule {
    /// Atoms of the Bemis-Murcko scaffold, ascending: rings, what links them, and atoms that a double bond ties to
    /// either; none for a molecule without rings.
    ///
    /// - Paper: Bemis, Murcko 1996, "The properties of known drugs. 1. Molecular frameworks".
    public func scaffoldAtoms() -> [Int] {
        var degrees = atoms.indices.map { degree(of: $0) }
        var isKept = [Bool](repeating: true, count: atoms.count)
        // Ends of chains fall off until only rings and links are left.
        var ends = atoms.indices.filter { degrees[$0] <= 1 }
        while let atom = ends.popLast() {
            guard isKept[atom] else { continue }
            isKept[atom] = false
            for other in neighbors(of: atom) where isKept[other] {
                degrees[other] -= 1
                if degrees[other] <= 1 { ends.append(other) }
            }
        }
        let core = isKept
        for bond in bonds where bond.order == .double && core[bond.first] != core[bond.second] {
            isKept[bond.first] = true
            isKept[bond.second] = true
        }
        return atoms.indices.filter { isKept[$0] }
    }

    /// A number that molecules with the same scaffold share; 0 for a molecule without rings.
    ///
    /// Atoms start with element, charge, aromaticity and the size of their smallest ring, and take in their neighbours round
    /// by round (Morgan 1965). Different scaffolds get different numbers but for rare symmetric ones that such rounds
    /// cannot tell apart. The same on every machine.
    public func scaffoldKey() -> UInt64 {
        let kept = scaffoldAtoms()
        guard !kept.isEmpty else { return 0 }
        var isKept = [Bool](repeating: false, count: atoms.count)
        for atom in kept { isKept[atom] = true }
        // Rings come from the smallest on, so the first one of an atom is its smallest.
        var ringSizes = [Int](repeating: 0, count: atoms.count)
        for ring in rings { for atom in ring where ringSizes[atom] == 0 { ringSizes[atom] = ring.count } }
        var labels = [UInt64](repeating: 0, count: atoms.count)
        for number in kept {
            let atom = atoms[number]
            let start = [atom.element.atomicNumber, atom.charge, atom.isAromatic ? 1 : 0, ringSizes[number]]
            labels[number] = Self.hash(start.map { UInt64(bitPattern: Int64($0)) })
        }
        var classCount = 0
        while true {
            // Rounds end when they tell no more atoms apart; one more spreads what the last one told.
            let found = Set(kept.map { labels[$0] }).count
            labels = refined(labels, kept, isKept)
            if found == classCount { break }
            classCount = found
        }
        return Self.hash(kept.map { labels[$0] }.sorted())
    }

    /// One round: every atom takes in its bonds and what lies beyond them.
    private func refined(_ labels: [UInt64], _ kept: [Int], _ isKept: [Bool]) -> [UInt64] {
        var result = labels
        var around: [UInt64] = []
        for number in kept {
            around.removeAll(keepingCapacity: true)
            for bond in topology.bonds(of: number) {
                let other = bonds[bond].other(than: number)
                guard isKept[other] else { continue }
                let kind =
                    (bonds[bond].isAromatic ? 5 : bonds[bond].order.rawValue) + (bonds[bond].isInRing ? 8 : 0)
                around.append((labels[other] ^ UInt64(kind)) &* 0x9e37_79b9_7f4a_7c15)
            }
            around.sort()
            around.append(labels[number])
            result[number] = Self.hash(around)
        }
        return result
    }

    /// FNV-1a over whole words, with a final mix.
    private static func hash(_ words: [UInt64]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in words {
            hash = (hash ^ word) &* 0x100_0000_01b3
            hash ^= hash >> 32
        }
        return (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9
    }
}

/// Splits molecules so that no scaffold is in two parts: a test on unfamiliar chemistry.
///
/// Groups of one scaffold are taken from the largest to the smallest (of two equal ones, the one whose first molecule
/// comes later); a group goes to the training part as long as that stays within its share, then to the validation
/// part, else to the test part. Nothing is drawn: there is one split.
/// - Source: Wu et al. 2018, "MoleculeNet: a benchmark for molecular machine learning", arXiv 1703.00564.
public enum ScaffoldSplit {
    /// Splits molecules.
    ///
    /// - Parameters:
    ///   - train: share of the molecules to learn from.
    ///   - validation: share to choose on; the rest is to judge on.
    /// - Throws: `DataError` if shares are out of range or nothing is left to learn from.
    public static func split(
        _ molecules: [Molecule], train: Double = 0.8, validation: Double = 0.1, name: String = "data"
    ) throws -> DataSplit {
        guard train > 0, validation >= 0, train + validation <= 1 else {
            throw DataError(
                "split.share",
                "split of \"\(name)\": shares \(train) and \(validation), expected positive ones up to 1 together.",
                fix: "Give the shares of the training and validation parts.")
        }
        var groups: [UInt64: [Int]] = [:]
        for (number, molecule) in molecules.enumerated() {
            groups[molecule.scaffoldKey(), default: []].append(number)
        }
        let count = Double(molecules.count)
        var parts: (train: [Int], validation: [Int], test: [Int]) = ([], [], [])
        for group in groups.values.sorted(by: { ($0.count, $0[0]) > ($1.count, $1[0]) }) {
            if Double(parts.train.count + group.count) <= train * count {
                parts.train += group
            } else if Double(parts.train.count + parts.validation.count + group.count)
                <= (train + validation) * count
            {
                parts.validation += group
            } else {
                parts.test += group
            }
        }
        return try DataSplit(
            train: parts.train.sorted(), validation: parts.validation.sorted(), test: parts.test.sorted(),
            count: molecules.count, name: name)
    }
}
