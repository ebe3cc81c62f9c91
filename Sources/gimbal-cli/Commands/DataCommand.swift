// gimbal data: what can be learnt from, and whether it can be trusted.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalData
import GimbalReports

/// Lists, shows, inspects and validates data sets.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "List, show, inspect and validate data sets.",
        subcommands: [List.self, Show.self, Inspect.self, Validate.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the known data sets.")
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let items = DataCatalogue.entries.map(DataListing.Item.init)
            if listing.json { return try Console.output(json: ["data": items]) }
            let table = Table(
                columns: [.init("data set"), .init("here"), .init("summary")],
                rows: items.map { [$0.entry.name, $0.status, $0.entry.summary] })
            Console.output(table.rendered(.text))
            Console.output(
                "\nYour own: a folder with edges.csv, nodes.csv, labels.csv; gimbal data inspect FOLDER explains it.\n"
            )
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a data set's sizes, classes, origin and checksum.")
        @Argument(help: "A name from gimbal data list, or a file or folder of your own.")
        var data: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let summary = try GraphDataSet.load(data, dataRoot: Settings.current.dataRoot).summary()
            if listing.json { return try Console.output(json: summary) }
            Console.output("\(summary)\n")
        }
    }

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look at a file or folder: format, sizes, remarks, and a proposed data.yaml.")
        @Argument(help: "A .npz file, a folder of tables, or a data.yaml.", completion: .file())
        var path: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let found = try DataInspection.inspect(URL(fileURLWithPath: path))
            if listing.json { return try Console.output(json: found) }
            Console.output("\(found.summary)\n\n")
            if !found.remarks.isEmpty { Console.output(found.remarks.map { "- \($0)\n" }.joined() + "\n") }
            Console.output("Proposed data.yaml:\n\n" + (try found.card.yaml()))
        }
    }

    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that data can be used for a task; exit code 3 and the first problem if not.")
        @Argument(help: "A name from gimbal data list, or a file or folder of your own.", completion: .file())
        var path: String
        @Option(help: ArgumentHelp("Also draw this split.", valueName: "split"))
        var split: String?
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let strategy = try split.map { try SplitStrategy(parsing: $0) }
            let data = try GraphDataSet.load(path, dataRoot: Settings.current.dataRoot)
            let used = strategy ?? SplitStrategy.standard(for: data)
            let parts = try used.split(data, seed: 0)
            let result = DataListing.Validation(
                valid: true, data: data.name, checksum: data.provenance.checksum, split: used.text,
                train: parts.train.count, validation: parts.validation.count, test: parts.test.count)
            if listing.json { return try Console.output(json: result) }
            Console.output(
                "\(data.name) is valid for node-classification: \(result.train) training, \(result.validation) validation "
                    + "and \(result.test) test nodes with split \(result.split)\n")
        }
    }
}

/// How data sets are listed.
private enum DataListing {
    struct Item: Encodable {
        let entry: CatalogueEntry
        /// `ships`, `found`, or `missing`.
        let status: String

        init(_ entry: CatalogueEntry) {
            self.entry = entry
            if entry.isShipped {
                status = "ships"
            } else {
                let file = try? DataCatalogue.file(of: entry, dataRoot: Settings.current.dataRoot)
                status = file == nil ? "missing" : "found"
            }
        }
    }

    struct Validation: Encodable {
        let valid: Bool
        let data: String
        let checksum: String
        let split: String
        let train: Int
        let validation: Int
        let test: Int
    }
}
