// Atoms and bonds as numbers, in the vocabulary of the Open Graph Benchmark.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// A property of atoms or bonds that takes one of a few values, each numbered from 0.
public struct MolecularFeature: Sendable, Equatable {
    /// Name of the property.
    public let name: String
    /// Name of each value; the last one stands for whatever the others do not cover, where that can happen.
    public let values: [String]

    /// Names a property and its values.
    public init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }

    init(_ name: String, _ numbers: ClosedRange<Int>) { self.init(name, numbers.map(String.init) + ["misc"]) }
}

/// The features of atoms and bonds.
///
/// Names, values and their order are those of the Open Graph Benchmark, so that published models and their tables of
/// embeddings fit; bonds have one more, `is_in_ring`. Differences: chirality is what is written (`@`, `@@`), relative
/// to the neighbours as written; the sides of a double bond are `STEREOCIS` and `STEREOTRANS`, never ranked to Z and
/// E.
/// - Source: Hu et al. 2020, arXiv 2005.00687.
public enum MolecularFeatures {
    /// Properties of an atom.
    public static let atom = [
        MolecularFeature("atomic_num", 1...118),
        MolecularFeature(
            "chirality",
            ["CHI_UNSPECIFIED", "CHI_TETRAHEDRAL_CW", "CHI_TETRAHEDRAL_CCW", "CHI_OTHER", "misc"]),
        MolecularFeature("degree", 0...10), MolecularFeature("formal_charge", -5...5),
        MolecularFeature("num_h", 0...8), MolecularFeature("num_radical_e", 0...4),
        MolecularFeature("hybridization", ["SP", "SP2", "SP3", "SP3D", "SP3D2", "misc"]),
        MolecularFeature("is_aromatic", ["False", "True"]),
        MolecularFeature("is_in_ring", ["False", "True"]),
    ]

    /// Properties of a bond.
    public static let bond = [
        MolecularFeature("bond_type", ["SINGLE", "DOUBLE", "TRIPLE", "AROMATIC", "misc"]),
        MolecularFeature(
            "bond_stereo",
            ["STEREONONE", "STEREOZ", "STEREOE", "STEREOCIS", "STEREOTRANS", "STEREOANY"]),
        MolecularFeature("is_conjugated", ["False", "True"]),
        MolecularFeature("is_in_ring", ["False", "True"]),
    ]

    /// Turns numbers of values into one column of 0 and 1 per value.
    ///
    /// - Parameters:
    ///   - features: `[samples, properties]`, each entry the number of a value.
    ///   - properties: what the columns are: `atom` or `bond`.
    /// - Returns: `[samples, values of all properties]` float32.
    /// - Throws: `DataError` if columns do not fit or a number has no value.
    public static func oneHot(_ features: Tensor, _ properties: [MolecularFeature]) throws -> Tensor {
        guard features.rank == 2, features.shape[1] == properties.count else {
            throw DataError(
                "molecule.features",
                "the features are \(features.shape), expected [samples, \(properties.count)].",
                fix: "Give one column per property.")
        }
        let numbers = try features.floats()
        let width = properties.reduce(0) { $0 + $1.values.count }
        var result = [Float](repeating: 0, count: features.shape[0] * width)
        var place = 0
        for sample in 0..<features.shape[0] {
            var start = sample * width
            for property in properties {
                guard let value = Int(exactly: numbers[place]), property.values.indices.contains(value) else {
                    throw DataError(
                        "molecule.value",
                        "sample \(sample): \(property.name) is \(numbers[place]), "
                            + "expected a number in \(property.values.indices).",
                        fix: "Give the numbers that MolecularFeatures gives.")
                }
                result[start + value] = 1
                start += property.values.count
                place += 1
            }
        }
        return try Tensor(result, shape: [features.shape[0], width])
    }
}

extension Molecule {
    /// Features of the atoms `[atoms, 9]` float32: numbers of the values of `MolecularFeatures.atom`.
    public func atomFeatures() throws -> Tensor {
        var result: [Float] = []
        result.reserveCapacity(atoms.count * MolecularFeatures.atom.count)
        for number in atoms.indices { appendFeatures(ofAtom: number, to: &result) }
        return try Tensor(result, shape: [atoms.count, MolecularFeatures.atom.count])
    }

    private func appendFeatures(ofAtom number: Int, to result: inout [Float]) {
        let atom = atoms[number]
        func append(_ value: Int, first: Int, count: Int) {
            result.append(Float(value < first || value >= first + count ? count : value - first))
        }
        append(atom.element.atomicNumber, first: 1, count: 118)
        let chirality =
            switch atom.chirality {
            case .none: 0
            case .clockwise: 1
            case .counterclockwise: 2
            case .other: 3
            }
        result.append(Float(chirality))
        append(degree(of: number) + atom.hydrogenCount, first: 0, count: 11)
        append(atom.charge, first: -5, count: 11)
        append(atom.hydrogenCount, first: 0, count: 9)
        append(atom.radicalElectronCount, first: 0, count: 5)
        let hybridization =
            switch hybridization(of: number) {
            case .sp: 0
            case .sp2: 1
            case .sp3: 2
            case .sp3d: 3
            case .sp3d2: 4
            case .s: 5
            }
        result.append(Float(hybridization))
        result.append(atom.isAromatic ? 1 : 0)
        result.append(isInRing(number) ? 1 : 0)
    }

    private func appendFeatures(of bond: Bond, to result: inout [Float]) {
        let type = bond.isAromatic ? 3 : bond.order == .quadruple ? 4 : bond.order.rawValue - 1
        let stereo =
            switch bond.stereo {
            case .none: 0
            case .cis: 3
            case .trans: 4
            }
        result.append(Float(type))
        result.append(Float(stereo))
        result.append(bond.isConjugated ? 1 : 0)
        result.append(bond.isInRing ? 1 : 0)
    }

    /// The molecule as an undirected graph: a node per atom, both directions of every bond.
    ///
    /// Edge features are `[2 · bonds, 4]` float32: numbers of the values of `MolecularFeatures.bond`.
    public func graph() throws -> Graph {
        var edges = (sources: [Int](), targets: [Int](), features: [Float]())
        edges.sources.reserveCapacity(2 * bonds.count)
        edges.targets.reserveCapacity(2 * bonds.count)
        edges.features.reserveCapacity(8 * bonds.count)
        for bond in bonds {
            for (source, target) in [(bond.first, bond.second), (bond.second, bond.first)] {
                edges.sources.append(source)
                edges.targets.append(target)
                appendFeatures(of: bond, to: &edges.features)
            }
        }
        return try Graph(
            nodeCount: atoms.count, sources: edges.sources, targets: edges.targets,
            edgeFeatures: try Tensor(edges.features, shape: [2 * bonds.count, MolecularFeatures.bond.count]))
    }
}
