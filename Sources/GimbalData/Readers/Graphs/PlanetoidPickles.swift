// The citation networks of Planetoid in their original files.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads the eight original files of a Planetoid data set, `ind.NAME.x` to `ind.NAME.test.index`.
///
/// Seven are pickles of Python 2, which are read as data only; see `Pickle`. `allx`, `ally` describe the nodes before
/// the test nodes, of which the first (`y`) train and the next 500 validate; `tx`, `ty` the test nodes in the order of
/// `test.index`. Nodes between test nodes that `test.index` leaves out (citeseer) have no features and no label.
/// Self-loops are dropped, edges get their reverse. A folder with several sets needs a name:
/// `planetoid-pickles:DIR/ind.NAME`.
/// - Paper: Yang, Cohen, Salakhutdinov 2016, arXiv 1603.08861.
public enum PlanetoidPickles: DataReader {
    /// Id of the format.
    public static let id = "planetoid-pickles"
    /// How the format is recognised.
    public static let summary = "ind.NAME.x, .tx, .allx, .y, .ty, .ally, .graph, .test.index in one folder"
    /// The files lie in one folder.
    public static let readsFolders = true

    /// Whether the names of files are those of the format.
    public static func recognizes(_ url: URL) -> Bool { (try? PlanetoidFiles(url)) != nil }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let files = try PlanetoidFiles(source.url)
        let layout = try PlanetoidLayout(files)
        let labels = try layout.labels(files)
        let url = source.card.name == nil ? files.named : source.url
        let named = DataSource(url, card: source.card)
        return try GraphDataSet(
            graph: try layout.graph(files), features: try layout.features(files), labels: labels,
            publicSplit: try layout.split(labels, name: files.prefix),
            provenance: try named.provenance(files: PlanetoidFiles.suffixes.map { files.url($0) }))
    }
}

/// Where the eight files of a set lie.
struct PlanetoidFiles {
    static let suffixes = ["x", "tx", "allx", "y", "ty", "ally", "graph", "test.index"]
    /// Folder and beginning of the files' names: `DIR/ind.NAME`.
    let prefix: String

    /// Takes a folder with one set, one of its files, or the beginning of their names.
    init(_ url: URL) throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            prefix = try Self.onlyPrefix(in: url)
            return
        }
        let name = url.lastPathComponent
        let suffix = Self.suffixes.first { name.hasPrefix("ind.") && name.hasSuffix("." + $0) } ?? ""
        let path = suffix.isEmpty ? url.path : String(url.path.dropLast(suffix.utf8.count + 1))
        guard name.hasPrefix("ind."), manager.fileExists(atPath: path + ".graph") else {
            throw DataError(
                "planetoid-pickles.name", "\(url.path): there is no file \(path).graph.",
                fix: "Name a folder with ind.NAME.graph and its seven companions, or DIR/ind.NAME.")
        }
        prefix = path
    }

    private static func onlyPrefix(in folder: URL) throws -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let sets = names.filter { $0.hasPrefix("ind.") && $0.hasSuffix(".graph") }.map { $0.dropLast(6) }
            .sorted()
        guard let only = sets.first else {
            throw DataError(
                "planetoid-pickles.folder", "\(folder.path): there is no file ind.NAME.graph.",
                fix: "Name the folder with the eight files of a Planetoid data set.")
        }
        guard sets.count == 1 else {
            throw DataError(
                "planetoid-pickles.several",
                "\(folder.path) holds \(sets.count) data sets: \(sets.joined(separator: ", ")).",
                fix: "Name one: planetoid-pickles:\(folder.appendingPathComponent(String(only)).path).")
        }
        return folder.appendingPathComponent(String(only)).path
    }

    /// The set's place under its own name, without `ind.`.
    var named: URL {
        let url = URL(fileURLWithPath: prefix)
        return url.deletingLastPathComponent().appendingPathComponent(
            String(url.lastPathComponent.dropFirst(4)))
    }

    func url(_ suffix: String) -> URL { URL(fileURLWithPath: "\(prefix).\(suffix)") }

    /// Checks that all files are there, naming where a missing one can be had.
    func requireAll() throws {
        for suffix in Self.suffixes where !FileManager.default.fileExists(atPath: url(suffix).path) {
            let file = url(suffix)
            throw DataError(
                "planetoid-pickles.missing",
                "\(file.path) is missing; the other files of the data set cannot be used without it.",
                fix: "Fetch https://github.com/kimiyoung/planetoid/raw/master/data/\(file.lastPathComponent)."
            )
        }
    }

    func matrix(_ suffix: String) throws -> SparseMatrix {
        let value = try Pickle.read(url(suffix))
        guard let matrix = value.sparseValue else { throw kind(suffix, "a sparse matrix") }
        return matrix
    }

    func table(_ suffix: String) throws -> Tensor {
        let value = try Pickle.read(url(suffix))
        guard let table = value.tensorValue, table.rank == 2 else {
            throw kind(suffix, "a matrix with a row per node and a column per class")
        }
        return table
    }

    func kind(_ suffix: String, _ expected: String) -> DataError {
        problem(suffix, "kind", "the pickle holds something else than \(expected)")
    }

    func problem(_ suffix: String, _ code: String, _ what: String) -> DataError {
        DataError(
            "planetoid-pickles.\(code)", "\(url(suffix).path): \(what).",
            fix: "The file is damaged or of another set; fetch it again.")
    }
}
