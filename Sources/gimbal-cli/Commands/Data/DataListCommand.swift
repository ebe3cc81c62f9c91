// gimbal data list: the known data sets.
import ArgumentParser
import GimbalCore
import GimbalData
import GimbalReports

struct DataListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the known data sets.")
    @Option(help: ArgumentHelp("Only data sets that serve this task.", valueName: "task"))
    var task: String?
    @Option(
        help: ArgumentHelp(
            "Only this kind of data: graph, graphs, table, images, text or blocks.", valueName: "kind"))
    var kind: String?
    @Flag(help: "Only data sets that are here.")
    var here = false
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let items = try selected().map { DataListing.Item($0) }.filter { !here || $0.status != .missing }
        if listing.json { return try Console.output(json: ["data": items]) }
        let table = Table(
            columns: [.init("data set"), .init("kind"), .init("here"), .init("summary")],
            rows: items.map { [$0.entry.name, $0.entry.kind, $0.status.rawValue, $0.entry.summary] })
        Console.output(table.rendered(.text))
        Console.note(
            "\n\(items.count) data sets. Missing ones: gimbal data fetch NAME. "
                + "Your own files: gimbal data inspect PATH explains them.")
    }

    private func selected() throws -> [CatalogueEntry] {
        let entries = try DataCatalogue.entries()
        if let kind { try check(kind, among: entries.map(\.kind), what: "kind") }
        if let task { try check(task, among: entries.flatMap(\.tasks), what: "task") }
        return entries.filter { entry in
            (kind == nil || entry.kind == kind) && (task.map(entry.tasks.contains) ?? true)
        }
    }

    private func check(_ name: String, among known: [String], what: String) throws {
        guard !known.contains(name) else { return }
        throw ConfigError(
            what, "no data set has the \(what) \"\(name)\".",
            fix: suggestion(for: name, in: Set(known).sorted()))
    }
}

/// How data sets are listed.
enum DataListing {
    /// Whether the files of a data set can be read.
    enum Status: String, Encodable {
        case ships, found, missing
    }

    struct Item: Encodable {
        let entry: CatalogueEntry
        let status: Status

        init(_ entry: CatalogueEntry) {
            self.entry = entry
            let found = try? DataCatalogue.form(of: entry, dataRoot: Settings.current.dataRoot)
            status = found.map { $0.form.ships ? .ships : .found } ?? .missing
        }
    }
}
