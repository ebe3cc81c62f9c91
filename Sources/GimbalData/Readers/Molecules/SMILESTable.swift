// Tables of molecules, one SMILES per row, with what was measured of each.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads tables with a column of SMILES: MoleculeNet, ZINC, lists of molecules.
///
/// A single .csv, .tsv, .smi or .txt, perhaps with gzip; or a folder with `train`, `valid` (or `validation`, `val`)
/// and `test` tables, which become the public split. The column is the one that the card names (`smiles`), else the
/// one called so, else the first whose texts all read as molecules of more than one atom. Targets are the card's, else
/// all other columns of numbers but those that number the rows; a single column of 0 and 1 gives classes. An empty
/// target is not measured: NaN, or no class. A row whose SMILES cannot be read is left out and named in `remarks`,
/// together with row and reason; under `missing: error` it is an error, as is a missing target; under
/// `missing: drop` rows without all targets are left out.
public enum SMILESTable: DataReader {
    /// Id of the format.
    public static let id = "smiles"
    /// How the format is recognised.
    public static let summary = "table with a column of SMILES, or a folder of train, valid and test tables"

    /// A table, or several of one folder.
    public static let readsFolders = true

    /// Whether a table has a column called `smiles`, or of which the first rows all read as molecules.
    public static func recognizes(_ url: URL) -> Bool {
        guard let files = try? MoleculeFiles(url, card: DataCard(format: id)), let file = files.parts.first
        else { return false }
        return MoleculeRows.looksLikeMolecules(file.url)
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphCollection {
        let (rows, split, files) = try rows(source)
        return try GraphCollection(
            try rows.molecules.map { try $0.graph() },
            features: try rows.molecules.map { .dense(try $0.atomFeatures()) },
            targets: try rows.targets(), featureNames: MolecularFeatures.atom.map(\.name),
            publicSplit: split, remarks: rows.remarks, provenance: try source.provenance(files: files))
    }

    /// Reads the molecules alone, in the order of the graphs that `read` returns.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func molecules(_ source: DataSource) throws -> [Molecule] {
        try rows(source).rows.molecules
    }

    /// The card with column and targets.
    ///
    /// - Throws: `DataError` if the files cannot be looked at.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = source.card
        let files = try MoleculeFiles(source.url, card: card)
        card.name = source.name
        if files.parts.count == 1 { card.file = card.file ?? files.parts[0].url.lastPathComponent }
        let rows = try rows(source).rows
        card.smiles = rows.columnName
        card.targets = rows.targetNames.isEmpty ? nil : rows.targetNames
        return card
    }

    private static func rows(_ source: DataSource) throws -> (
        rows: MoleculeRows, split: DataSplit?, files: [URL]
    ) {
        let files = try MoleculeFiles(source.url, card: source.card)
        var rows = MoleculeRows(card: source.card)
        for part in files.parts { try rows.append(part.url) }
        guard !rows.molecules.isEmpty else {
            throw DataError(
                "smiles.none", "\(source.url.path): none of its \(rows.remarks.count) rows is a molecule.",
                fix: rows.remarks.first.map { "First: \($0)" } ?? "Add rows below the header.")
        }
        try rows.finish()
        guard files.parts.count > 1 else { return (rows, nil, files.parts.map(\.url)) }
        let tables = rows.rowsByTable
        func range(_ part: String) -> [Int] {
            files.parts.firstIndex { $0.part == part }.map { tables[$0] } ?? []
        }
        let split = try DataSplit(
            train: range("train"), validation: range("validation"), test: range("test"),
            count: rows.molecules.count, name: source.name)
        return (rows, split, files.parts.map(\.url))
    }
}

/// The tables of a source, in the order train, validation, test.
struct MoleculeFiles {
    let parts: [(part: String, url: URL)]

    private static let names = [
        "train": ["train"], "validation": ["valid", "validation", "val"], "test": ["test"],
    ]
    private static let endings = [".csv", ".csv.gz", ".tsv", ".smi", ".txt"]

    init(_ url: URL, card: DataCard) throws {
        guard let listing = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
            parts = [("all", url)]
            return
        }
        let available = Set(listing)
        parts = try ["train", "validation", "test"].compactMap { part in
            if let named = card.files?[part] { return (part, url.appendingPathComponent(named)) }
            let found = (Self.names[part] ?? []).flatMap { name in Self.endings.map { name + $0 } }
                .filter(available.contains)
            guard found.count < 2 else {
                throw DataError(
                    "smiles.files",
                    "\(url.path): found \(found.joined(separator: " and ")), expected one table of the "
                        + "\(part) part.", fix: "Name one in data.yaml: files: {\(part): \(found[0])}.")
            }
            return found.first.map { (part, url.appendingPathComponent($0)) }
        }
        guard parts.first?.part == "train" else {
            throw DataError(
                "smiles.files", "\(url.path): there is no table of the train part (train.csv).",
                fix: "Name a table, or in data.yaml files: {train: NAME, validation: NAME, test: NAME}.")
        }
    }
}
