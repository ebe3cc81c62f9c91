// gimbal methods: what can be picked for a task.
import ArgumentParser
import GimbalCatalogue
import GimbalCore
import GimbalReports
import GimbalTasks

/// Lists and explains methods.
struct MethodsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "methods", abstract: "List, explain and search methods.",
        subcommands: [List.self, Show.self, Search.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all methods.")
        @Option(help: ArgumentHelp("Only methods for this task.", valueName: "task"))
        var task: String?
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let task = try task.map { try LearningTask.named($0) }
            let entries = Catalogue.methods.entries.filter { entry in
                task.map { entry.card.tasks.contains($0.id) } ?? true
            }
            try MethodListing.write(entries, json: listing.json)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Explain a method and its options.")
        @Argument(help: "Id of the method, such as dagnn.")
        var id: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let entry = try Catalogue.methods.entry(id)
            if listing.json { return try Console.output(json: MethodListing.Item(entry)) }
            Console.output(MethodListing.page(entry).rendered(.text))
        }
    }

    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Search methods by words.")
        @Argument(help: "Words that id, summary, citation or limits must contain.")
        var words: [String]
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let entries = Catalogue.methods.entries.filter { entry in
                let card = entry.card
                return matches(words, in: [card.id, card.summary, card.citation, card.limits] + card.tasks)
            }
            try MethodListing.write(entries, json: listing.json)
        }
    }
}

/// Whether every word occurs in one of the texts, regardless of case.
func matches(_ words: [String], in texts: [String]) -> Bool {
    let text = texts.joined(separator: "\n").lowercased()
    return words.allSatisfy { text.contains($0.lowercased()) }
}

/// How methods are listed.
private enum MethodListing {
    struct Item: Encodable {
        let id: String
        let summary: String
        let paper: Int?
        let citation: String
        let tasks: [String]
        let limits: String
        let options: [OptionDescription]

        init(_ entry: MethodEntry) {
            let card = entry.card
            (id, summary, paper, citation) = (card.id, card.summary, card.paper, card.citation)
            (tasks, limits, options) = (card.tasks, card.limits, entry.options)
        }
    }

    static func write(_ entries: [MethodEntry], json: Bool) throws {
        if json { return try Console.output(json: ["methods": entries.map(Item.init)]) }
        let table = Table(
            columns: [.init("method"), .init("paper", isNumeric: true), .init("tasks"), .init("summary")],
            rows: entries.map { entry in
                let card = entry.card
                return [
                    card.id, card.paper.map(String.init) ?? "", card.tasks.joined(separator: ", "),
                    card.summary,
                ]
            })
        Console.output(entries.isEmpty ? "no method found\n" : table.rendered(.text))
    }

    /// `0.01 (table: 0.001)`.
    private static func defaults(of option: OptionDescription) -> String {
        let others = option.otherDefaults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return option.defaultValue + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
    }

    static func page(_ entry: MethodEntry) -> Report {
        let card = entry.card
        let options = Table(
            columns: [.init("option"), .init("default"), .init("values"), .init("meaning")],
            rows: entry.options.map { [$0.name, defaults(of: $0), $0.range, $0.documentation] })
        return Report([
            .heading("\(card.id): \(card.summary)"),
            .list(
                ["Source: \(card.citation)"] + (card.paper.map { ["Paper: \($0) (gimbal papers)"] } ?? [])
                    + ["Tasks: \(card.tasks.joined(separator: ", "))", "Limits: \(card.limits)"]),
            .heading(
                "Options, as in '\(card.id)[\(entry.options.first.map { "\($0.name)=\($0.defaultValue)" } ?? "")]':"
            ),
            .table(options),
        ])
    }
}
