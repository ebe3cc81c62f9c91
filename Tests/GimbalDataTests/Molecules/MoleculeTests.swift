// SMILES: what is read, compared with RDKit, and every malformed text that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Molecule")
struct MoleculeTests {
    struct Expected: Decodable {
        let smiles: String
        let atoms: [Int]
        let bonds: [Int]
        let rings: Int
    }

    @Test("agrees with RDKit on atoms, hydrogens, aromaticity, rings, hybridisation and bonds")
    func agreesWithRDKit() throws {
        let url = Fixtures.url("oracles/molecules.json")
        let all = try JSONDecoder().decode([Expected].self, from: try Data(contentsOf: url))
        #expect(all.count > 200)
        for expected in all {
            let molecule = try Molecule(smiles: expected.smiles)
            #expect(Self.atoms(molecule) == expected.atoms, "\(expected.smiles)")
            #expect(Self.bonds(molecule) == expected.bonds, "\(expected.smiles)")
            #expect(molecule.rings.count == expected.rings, "\(expected.smiles)")
        }
    }

    private static func atoms(_ molecule: Molecule) -> [Int] {
        molecule.atoms.enumerated().flatMap { number, atom in
            [
                atom.element.atomicNumber, atom.charge, atom.hydrogenCount,
                (atom.isAromatic ? 1 : 0) + (molecule.isInRing(number) ? 2 : 0), molecule.degree(of: number),
                atom.radicalElectronCount,
                Hybridization.allCases.firstIndex(of: molecule.hybridization(of: number)) ?? -1,
            ]
        }
    }

    private static func bonds(_ molecule: Molecule) -> [Int] {
        let rows = molecule.bonds.map { bond in
            [
                min(bond.first, bond.second), max(bond.first, bond.second),
                bond.isAromatic ? 0 : bond.order.rawValue,
                (bond.isAromatic ? 1 : 0) + (bond.isConjugated ? 2 : 0) + (bond.isInRing ? 4 : 0),
            ]
        }
        return rows.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    @Test("counts hydrogens and writes formulas in Hill's order")
    func formulas() throws {
        let wanted = [
            ("CCO", "C2H6O"), ("c1ccccc1", "C6H6"), ("[Na+].[Cl-]", "ClNa"), ("O", "H2O"), ("*C", "CH3*"),
            ("OS(=O)(=O)O", "H2O4S"), ("[H]C([H])([H])[H]", "CH4"), ("CC(=O)Oc1ccccc1C(=O)O title", "C9H8O4"),
        ]
        for (smiles, formula) in wanted { #expect(try Molecule(smiles: smiles).formula == formula) }
    }

    @Test("gives one molecule whichever way an aromatic ring is written")
    func aromaticity() throws {
        let pairs = [
            ("c1ccccc1", "C1=CC=CC=C1"), ("c1cc2ccccc2[nH]1", "C1=CC2=CC=CC=C2N1"), ("c1ccoc1", "C1=COC=C1"),
            ("CN(=O)=O", "C[N+](=O)[O-]"), ("c1ccc(cc1)-c1ccccc1", "c1ccc(cc1)c1ccccc1"),
        ]
        for (a, b) in pairs {
            let (x, y) = (try Molecule(smiles: a), try Molecule(smiles: b))
            #expect(x.bonds.count { $0.isAromatic } == y.bonds.count { $0.isAromatic }, "\(a)")
            #expect(Self.described(x) == Self.described(y), "\(a)")
        }
    }

    /// Atoms as texts, in an order that does not depend on how the molecule was written.
    private static func described(_ molecule: Molecule) -> [String] {
        molecule.atoms.map { "\($0.element)\($0.isAromatic)\($0.charge)\($0.hydrogenCount)" }.sorted()
    }

    @Test("keeps isotope, chirality, charge and class of brackets, and what double bonds say")
    func brackets() throws {
        let atom = try Molecule(smiles: "[13C@@H+:7](F)Cl").atoms[0]
        #expect(atom.isotope == 13 && atom.chirality == .clockwise && atom.charge == 1)
        #expect(atom.atomClass == 7 && atom.hydrogenCount == 1)
        #expect(try Molecule(smiles: "[Fe+++]").atoms[0].charge == 3)
        #expect(try Molecule(smiles: "F[Pt@SP1](F)(F)F").atoms[1].chirality == .other)
        #expect(try Molecule(smiles: "F/C=C/F").bonds[1].stereo == .trans)
        #expect(try Molecule(smiles: "F/C=C\\F").bonds[1].stereo == .cis)
        #expect(try Molecule(smiles: "C(/F)=C/F").bonds[1].stereo == .cis)
        #expect(try Molecule(smiles: "FC=CF").bonds[1].stereo == .none)
        #expect(try Molecule(smiles: "F/C=C\\\\F").bonds[1].stereo == .cis)
    }

    @Test("turns chirality round when a hydrogen written as an atom moves by an odd number of places")
    func chirality() throws {
        func mark(_ smiles: String) throws -> Chirality? {
            try Molecule(smiles: smiles).atoms.first { $0.chirality != .none }?.chirality
        }
        #expect(try mark("N[C@]([H])(C)O") == mark("N[C@H](C)O"))
        #expect(try mark("N[C@](C)([H])O") == mark("N[C@@H](C)O"))
        #expect(try mark("N[C@](C)(O)[H]") == mark("N[C@H](C)O"))
        #expect(try mark("[H][C@](N)(C)O") == mark("[C@H](N)(C)O"))
    }

    @Test("closes rings by %nn and across several bonds, and finds the smallest rings")
    func rings() throws {
        #expect(try Molecule(smiles: "C%10CCCCC%10").rings.map(\.count) == [6])
        #expect(try Molecule(smiles: "C=1CCCCC1").bonds.last?.order == .double)
        #expect(try Molecule(smiles: "C12C3C4C1C5C2C3C45").rings.map(\.count) == [4, 4, 4, 4, 4])
        #expect(try Molecule(smiles: "C1CC2CCC1CC2").rings.map(\.count) == [6, 6])
        let spiro = try Molecule(smiles: "C1CC12CCCC2")
        #expect(spiro.rings.map(\.count) == [3, 5])
        #expect(spiro.rings.allSatisfy { $0.contains(2) })
    }

    private static let malformed: [(smiles: String, code: String, place: Int, hint: String)] = [
        ("", "empty", 1, "nothing"), ("CC(C", "branch", 3, "never closed"),
        ("CC)C", "branch", 3, "not opened"),
        ("C()C", "branch", 3, "empty"), ("(C)C", "branch", 1, "without an atom"),
        ("C(C=)C", "branch", 5, "ends in a bond"), ("C1CC", "ring", 2, "1 is never closed"),
        ("C11", "ring", 3, "to itself"), ("C12CC12", "ring", 7, "bonded already"),
        ("C=1CCC#1", "ring", 8, "opened with \"=\""), ("C%1", "ring", 2, "two digits"),
        ("1CC1", "ring", 1, "no atom before"), ("[CH4", "bracket", 1, "never closed"),
        ("[C$]", "bracket", 3, "does not belong"), ("[C:x]", "bracket", 4, "no number"),
        ("[Xx]", "element", 2, "\"Xx\""), ("[]", "element", 2, "names no element"),
        ("CZ", "element", 2, "\"Z\""),
        ("[cl]", "element", 2, "\"cl\""), ("C?C", "character", 2, "means nothing"),
        ("C=", "bond", 2, "no atom"),
        ("=C", "bond", 1, "before it"), ("C==C", "bond", 3, "second bond"),
        ("C.", "dot", 2, "nothing follows"),
        ("C..C", "dot", 3, "atom is expected"), ("CC(C)(C)(C)C", "valence", 2, "order 5 in all, expected 4"),
        ("F[F]C", "valence", 2, "expected 1"), ("C[O+](C)(C)C", "valence", 2, "charge 1"),
        ("c1cccc1", "kekulization", 5, "double bond"), ("c1ccnc1", "kekulization", 5, "double bond"),
        ("cc", "aromatic", 1, "lies in no ring"), ("C:C", "aromatic", 3, "not aromatic"),
    ]

    @Test("refuses malformed texts, naming position and reason", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Molecule(smiles: wanted.smiles) }
        #expect(error?.code == "data.smiles." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        // Which of the atoms stays over is a choice of the matching.
        if wanted.code != "kekulization" {
            #expect(
                error?.message.contains("position \(wanted.place):") == true, "\(error?.description ?? "")")
        }
        #expect(error?.fix.isEmpty == false)
    }

    @Test("becomes a graph with both directions of every bond and features in OGB's vocabulary")
    func graph() throws {
        let molecule = try Molecule(smiles: "C/C=C/c1cc[nH]c1")
        let graph = try molecule.graph()
        #expect(graph.nodeCount == 8 && graph.edgeCount == 16 && graph.isUndirected)
        let atoms = try molecule.atomFeatures()
        #expect(atoms.shape == [8, MolecularFeatures.atom.count])
        // A methyl carbon: carbon, no chirality, 4 neighbours, no charge (5), 3 hydrogens, sp3 (2).
        #expect(try atoms.floats().prefix(9) == [5, 0, 4, 5, 3, 0, 2, 0, 0])
        // The nitrogen: conjugated lone pair (sp2 is 1), aromatic, in a ring.
        #expect(try Array(atoms.floats()[54..<63]) == [6, 0, 3, 5, 1, 0, 1, 1, 1])
        let edges = try #require(graph.edgeFeatures).floats()
        #expect(graph.edgeFeatures?.shape == [16, 4])
        #expect(stride(from: 0, to: 64, by: 4).count { edges[$0] == 3 } == 10)
        #expect(stride(from: 1, to: 64, by: 4).count { edges[$0] == 4 } == 2)
        let oneHot = try MolecularFeatures.oneHot(atoms, MolecularFeatures.atom)
        #expect(oneHot.shape == [8, 174])
        #expect(try oneHot.floats().reduce(0, +) == 72)
        let bad = #expect(throws: DataError.self) {
            try MolecularFeatures.oneHot(try Tensor([9, 0, 0, 0], shape: [1, 4]), MolecularFeatures.bond)
        }
        #expect(bad?.message.contains("bond_type is 9.0") == true)
    }
}
