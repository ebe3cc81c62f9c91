// gimbal data formats: what can be read.
import ArgumentParser
import GimbalData
import GimbalImages
import GimbalReports

struct DataFormatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "formats", abstract: "List the formats that are read, and how they are recognised.")
    @OptionGroup var listing: ListingOptions

    private struct Item: Encodable {
        let id: String
        let summary: String
    }

    func run() throws {
        let items = DataFormats.withImages.readers.map { Item(id: $0.id, summary: $0.summary) }
            .sorted { $0.id < $1.id }
        if listing.json { return try Console.output(json: ["formats": items]) }
        let table = Table(
            columns: [.init("format"), .init("files")], rows: items.map { [$0.id, $0.summary] })
        Console.output(table.rendered(.text))
    }
}
