// Generates the table of PyTorch's names and ours, and checks that every public symbol is documented.
import ArgumentParser
import Foundation

/// Reports inputs that the generator cannot work with.
struct DocgenError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

@main
struct Docgen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docgen",
        abstract: "Write the table of PyTorch's names, and check that public symbols are documented.")

    @Option(help: "The build folder with the modules.") var build = ".build/release"
    @Option(help: "The folder that holds the targets.") var sources = "Sources"
    @Option(help: "The document to write.") var output = "Docs/PyTorchNames.md"
    @Flag(help: "Write nothing; say what is out of date and exit with 1.") var check = false

    /// Modules with public API, lowest first.
    private static let modules = [
        "GimbalCore", "GimbalTensor", "GimbalNN", "GimbalGraphs", "GimbalSpectral", "GimbalPartition",
        "GimbalData",
        "GimbalImages", "GimbalFetch", "GimbalStatistics",
        "GimbalTraining",
        "GimbalTasks", "GimbalGraphNetworks", "GimbalCatalogue", "GimbalExperiments", "GimbalReports",
    ]
    /// Modules whose names a PyTorch user looks for.
    private static let namedModules: Set<String> = ["GimbalTensor", "GimbalNN"]

    func run() throws {
        let extractor = SymbolGraphExtractor(build: build, sources: sources)
        var symbols: Set<String> = []
        var problems: [String] = []
        for module in Self.modules {
            for graph in try extractor.graphs(of: module) {
                if Self.namedModules.contains(module) { symbols.formUnion(graph.symbols.map(\.name)) }
                problems += graph.undocumented.map { "\(module): \($0.signature) has no doc comment" }
            }
        }
        let text = try document(symbols, &problems)
        let isCurrent = (try? String(contentsOfFile: output, encoding: .utf8)) == text
        if check, !isCurrent { problems.append("\(output) is out of date; run `make generate`") }
        if !check, !isCurrent { try text.write(toFile: output, atomically: true, encoding: .utf8) }
        guard problems.isEmpty else {
            for problem in problems { report(problem) }
            throw ExitCode(1)
        }
    }

    private func document(_ symbols: Set<String>, _ problems: inout [String]) throws -> String {
        let path = "\(sources)/docgen/pytorch-names.txt"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw DocgenError("cannot read \(path)")
        }
        let lines = text.split(separator: "\n").map(String.init)
        let resolver = NameResolver(
            table: try NameTable(at: "\(sources)/docgen/pytorch-table.txt"), symbols: symbols)
        problems += resolver.unknownSymbols().map {
            "the table of names has `\($0)`, which is no public symbol"
        }
        var entries: [(name: TorchName, counterpart: Counterpart)] = []
        for name in lines.filter({ !$0.hasPrefix("#") }).map(TorchName.init(path:)) {
            if let counterpart = resolver.counterpart(of: name) {
                entries.append((name, counterpart))
            } else {
                problems.append("\(name.path) is neither in the table of names nor left out with a reason")
            }
        }
        let version = lines.first?.split(separator: " ").last.map(String.init) ?? ""
        return NamesDocument(version: version, entries: entries).text
    }

    private func report(_ text: String) {
        FileHandle.standardError.write(Data("docgen: \(text)\n".utf8))
    }
}
