// Scaffolds and splits by scaffold.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("Scaffold")
struct ScaffoldTests {
    private static func key(_ smiles: String) throws -> UInt64 { try Molecule(smiles: smiles).scaffoldKey() }

    @Test("keeps rings, what links them, and atoms that double bonds tie to them")
    func atoms() throws {
        #expect(try Molecule(smiles: "CCc1ccccc1").scaffoldAtoms() == [2, 3, 4, 5, 6, 7])
        #expect(try Molecule(smiles: "C1CC1CCC1CC1C").scaffoldAtoms() == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(try Molecule(smiles: "O=C1CCCC1O").scaffoldAtoms() == [0, 1, 2, 3, 4, 5])
        #expect(try Molecule(smiles: "CCCC").scaffoldAtoms().isEmpty)
    }

    @Test("gives one key to molecules with the same scaffold, however they are written")
    func keys() throws {
        let same = [
            ("Cc1ccccc1", "OC(=O)C1=CC=CC=C1"), ("CC(C)Cc1ccc(cc1)C(C)C(=O)O", "c1ccccc1"),
            ("CCO", "NCC(=O)O"),
            ("C1CC2CCN1CC2", "CC1CN2CCC1CC2"), ("O=C1CCCN1C", "CC1CCC(=O)N1"),
        ]
        for (a, b) in same { #expect(try Self.key(a) == Self.key(b), "\(a) \(b)") }
        let different = [
            ("c1ccccc1", "C1CCCCC1"), ("c1ccccc1", "c1ccncc1"), ("C1CCC2CCCCC2C1", "C1CCC(C1)C1CCCC1"),
            ("O=C1CCCC1", "C1CCCC1"), ("CCO", "C1CC1"), ("c1ccc(cc1)c1ccccc1", "c1ccc(cc1)Cc1ccccc1"),
        ]
        for (a, b) in different { #expect(try Self.key(a) != Self.key(b), "\(a) \(b)") }
        // Kept with split files, so it must not change.
        #expect(try Self.key("CCO") == 0)
    }

    @Test("fills the training part with large groups, then the others, and keeps groups whole")
    func splits() throws {
        let texts = [
            "Cc1ccccc1", "CC1CC1", "Nc1ccccc1", "C1CCC1", "Oc1ccccc1", "CCc1ccccc1", "CCO", "CCN", "C1CCNCC1",
            "CF",
        ]
        let molecules = try texts.map { try Molecule(smiles: $0) }
        let split = try ScaffoldSplit.split(molecules, train: 0.8, validation: 0.1)
        #expect(split.train == [0, 2, 4, 5, 6, 7, 8, 9])
        #expect(split.validation == [3] && split.test == [1])
        let error = #expect(throws: DataError.self) {
            try ScaffoldSplit.split(molecules, train: 0.9, validation: 0.2)
        }
        #expect(error?.code == "data.split.share" && error?.fix.isEmpty == false)
    }

    @Test(
        "keeps every scaffold of BBBP in one part",
        .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func real() throws {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "moleculenet/originals/BBBP.csv")
        let molecules = try SMILESTable.molecules(DataSource(url, card: DataCard(format: "smiles")))
        let split = try ScaffoldSplit.split(molecules)
        let keys = molecules.map { $0.scaffoldKey() }
        let parts = [split.train, split.validation, split.test].map { Set($0.map { keys[$0] }) }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]))
        #expect(parts[1].isDisjoint(with: parts[2]))
        let sizes: [Int] = [split.train.count, split.validation.count, split.test.count]
        #expect(sizes == [1_640, 205, 205])
    }
}
