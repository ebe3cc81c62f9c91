// gimbal runs: what the run store holds.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalExperiments
import GimbalReports

/// Lists, shows and searches finished runs.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List, show and search the runs in the run store.",
        subcommands: [List.self, Show.self, Search.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List runs, newest first.")
        @Option(help: ArgumentHelp("Only runs on this data set.", valueName: "name"))
        var data: String?
        @Option(help: ArgumentHelp("Only runs of this method.", valueName: "id"))
        var method: String?
        @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
        var limit = 50
        @OptionGroup var store: StoreOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            try checkRange(limit, 1...1_000_000, option: "--limit")
            let filter = RunFilter(data: data, methodID: method, limit: limit)
            try RunListing.write(RunListing.open(store)?.list(filter) ?? [], json: listing.json)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a run with everything that decides its digits.")
        @Argument(help: "The first digits of the run's id, from gimbal runs list.")
        var id: String
        @OptionGroup var store: StoreOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            guard let runs = try RunListing.open(store) else {
                throw ConfigError(
                    "run", "There is no run \"\(id)\": the run store \(store.file.path) does not exist yet.")
            }
            let run = try runs.run(withDigestPrefix: id)
            if listing.json {
                return try Console.output(json: RunListing.Item(run, history: runs.history(of: run)))
            }
            Console.output(RunListing.page(run))
        }
    }

    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Search runs by words.")
        @Argument(help: "Beginnings of words in task, data, split, method, status or error.")
        var words: [String]
        @OptionGroup var store: StoreOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let found = try RunListing.open(store)?.search(words.joined(separator: " ")) ?? []
            try RunListing.write(found, json: listing.json)
        }
    }
}

/// How runs are listed.
private enum RunListing {
    struct Item: Encodable {
        let id: String
        let run: RunRecord
        let history: RunHistory?

        init(_ run: RunRecord, history: RunHistory? = nil) {
            self.run = run
            self.history = history
            id = run.id
        }
    }

    /// The store, or nil if there is none yet: looking must not create files.
    static func open(_ options: StoreOptions) throws -> RunStore? {
        guard FileManager.default.fileExists(atPath: options.file.path) else { return nil }
        return try RunStore(at: options.file)
    }

    static func write(_ runs: [RunRecord], json: Bool) throws {
        if json { return try Console.output(json: ["runs": runs.map { Item($0) }]) }
        guard !runs.isEmpty else { return Console.output("no run found\n") }
        let table = Table(
            columns: [
                .init("run"), .init("finished"), .init("data"), .init("method"),
                .init("seed", isNumeric: true),
                .init("status"), .init("metrics"), .init("time", isNumeric: true),
            ], rows: runs.map(row))
        Console.output(table.rendered(.text))
    }

    private static func row(_ run: RunRecord) -> [String] {
        [
            String(run.id.prefix(10)), run.finishedAt.formatted(.iso8601), run.data, run.methodID,
            "\(run.fingerprint.seed)", run.status.rawValue, metrics(run), NumberText.duration(run.seconds),
        ]
    }

    private static func metrics(_ run: RunRecord) -> String {
        run.metrics.sorted { $0.key < $1.key }
            .map { "\($0.key) \(NumberText.decimal($0.value, places: 4))" }.joined(separator: ", ")
    }

    static func page(_ run: RunRecord) -> String {
        let print = run.fingerprint
        let facts: [(String, String)] = [
            ("run", run.id), ("status", run.status.rawValue), ("metrics", metrics(run)),
            ("error", run.error ?? ""),
            ("task", print.task), ("data", "\(run.data) (SHA-256 \(print.dataChecksum))"),
            ("split", print.split),
            ("preprocessing", print.preprocessing), ("method", print.method), ("seed", "\(print.seed)"),
            ("budget", print.budget), ("dtype", print.dtype), ("device", print.device),
            ("threads", "\(print.threadCount)"), ("processor", print.cpuCapability),
            ("program", print.gimbalVersion), ("libtorch", print.torchVersion),
            ("parameters", NumberText.count(run.parameterCount)), ("time", NumberText.duration(run.seconds)),
            ("peak memory", run.peakBytes.map(NumberText.bytes) ?? ""),
            ("started", run.startedAt.formatted(.iso8601)), ("finished", run.finishedAt.formatted(.iso8601)),
        ]
        let shown = facts.filter { !$0.1.isEmpty }
        return Table(columns: [.init("fact"), .init("value")], rows: shown.map { [$0.0, $0.1] }).rendered(
            .text)
    }
}
