// gimbal data fetch: brings known data sets into the data folder.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalData
import GimbalFetch
import GimbalReports

struct DataFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract:
            "Fetch known data sets; goes on where an interrupted attempt stopped, and checks every file.")
    @Argument(help: "Names from gimbal data list.")
    var names: [String]
    @Option(
        help: ArgumentHelp(
            "Data folder (default: GIMBAL_DATA or the user's data folder).", valueName: "folder"))
    var to: String?
    @Option(
        help: ArgumentHelp(
            "Address or folder that holds the files in the layout of the data folder.", valueName: "address"))
    var mirror: String?
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let root = to.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? Settings.current.dataRoot
        let fetch = DataFetch(root: root, mirror: mirror.map(address))
        let progress = TransferLine()
        var results: [String: [DataFetch.Result]] = [:]
        for entry in try names.map({ try DataCatalogue.entry($0) }) {
            // What ships is here already; a place or a mirror says that it is wanted all the same.
            let isHere = entry.isShipped && to == nil && mirror == nil
            let files = isHere ? [] : try fetch.fetch(entry) { progress.report($0) }
            progress.finish()
            results[entry.name] = files
            if !listing.json { describe(entry, files, root) }
        }
        if listing.json { try Console.output(json: results) }
    }

    private func address(_ text: String) -> URL {
        text.contains("://") ? URL(string: text) ?? URL(fileURLWithPath: text) : URL(fileURLWithPath: text)
    }

    private func describe(_ entry: CatalogueEntry, _ files: [DataFetch.Result], _ root: URL) {
        if files.isEmpty { return Console.output("\(entry.name) ships with Gimbal\n") }
        let fetched = files.filter { $0.outcome == .fetched }
        let bytes = NumberText.bytes(fetched.reduce(0) { $0 + $1.bytes })
        Console.output(
            fetched.isEmpty
                ? "\(entry.name) is in \(root.path), \(files.count) files, checked\n"
                : "\(entry.name): fetched \(fetched.count) of \(files.count) files (\(bytes)) into \(root.path)\n"
        )
        let unchecked = files.filter { !$0.isChecked }.map(\.path)
        if !unchecked.isEmpty {
            Console.note(
                "no checksum is known for \(unchecked.joined(separator: ", ")); counts are checked on reading"
            )
        }
    }
}

/// Shows how far a transfer has come.
private final class TransferLine: @unchecked Sendable {
    private let lock = NSLock()
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant?
    private var isOpen = false

    func report(_ progress: TransferProgress) {
        lock.withLock {
            let period = Console.hasTerminal ? 0.2 : 10
            if let last, clock.now - last < .seconds(period) { return }
            last = clock.now
            let share = progress.total.map { " of \(NumberText.bytes($0))" } ?? ""
            let text = "\(progress.path): \(NumberText.bytes(progress.received))\(share)"
            if !Console.hasTerminal { return Console.note(text) }
            Console.fragment("\r\u{1B}[K\(text)")
            isOpen = true
        }
    }

    func finish() {
        lock.withLock {
            if isOpen { Console.fragment("\r\u{1B}[K") }
            isOpen = false
        }
    }
}
