// gimbal data show: what a data set holds and where it comes from.
import ArgumentParser
import Foundation
import GimbalData
import GimbalReports

struct DataShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a data set's counts, classes, columns, origin and files.")
    @Argument(help: "A name from gimbal data list, or a file or folder of your own.", completion: .file())
    var data: String
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let entry = try DataCatalogue.entries().first { $0.name == data }
        // A known data set can be described before it is here.
        if let entry, DataListing.Item(entry).status == .missing { return try describe(entry, nil) }
        try describe(entry, try DataCommand.load(data).summary())
    }

    private struct Description: Encodable {
        let entry: CatalogueEntry?
        let summary: DataSummary?
    }

    private func describe(_ entry: CatalogueEntry?, _ summary: DataSummary?) throws {
        if listing.json {
            return try Console.output(json: Description(entry: entry, summary: summary))
        }
        if let summary { Console.output("\(summary)\n") }
        guard let entry else { return }
        var lines = summary == nil ? ["\(entry.name): \(entry.summary)", "\(entry.expected.figures)"] : []
        lines += [
            "tasks    \(entry.tasks.joined(separator: ", "))", "origin   \(entry.origin)",
            "licence  \(entry.licence)", "source   \(entry.source)",
        ]
        if let note = entry.note { lines.append("note     \(note)") }
        if summary == nil {
            let root = Settings.current.dataRoot.path
            let files = entry.forms[0].files.map(\.path)
            lines.append(
                "files    not here; expected in \(root): \(files.prefix(4).joined(separator: ", "))"
                    + (files.count > 4 ? " and \(files.count - 4) more" : ""))
            lines.append("         gimbal data fetch \(entry.name)")
        }
        Console.output(lines.map { $0 + "\n" }.joined())
    }
}
