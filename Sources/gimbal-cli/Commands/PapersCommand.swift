// gimbal papers: the papers whose claims can be tested.
import ArgumentParser
import GimbalExperiments
import GimbalReports
import GimbalTasks

/// Lists and shows papers.
struct PapersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "papers", abstract: "List, show and search papers; gimbal reproduce tests one.",
        subcommands: [List.self, Show.self, Search.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all papers.")
        @OptionGroup var listing: ListingOptions

        func run() throws { try PaperListing.write(PaperCatalogue.all(), json: listing.json) }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a paper's claim, experiments and figures.")
        @Argument(help: "Slug or number, such as dagnn or 35.")
        var paper: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let paper = try PaperCatalogue.named(paper)
            if listing.json { return try Console.output(json: paper) }
            Console.output(PaperListing.page(paper).rendered(.text))
        }
    }

    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Search papers by words.")
        @Argument(help: "Words that number, title or summary must contain.")
        var words: [String]
        @OptionGroup var listing: ListingOptions

        func run() throws {
            try PaperListing.write(PaperCatalogue.search(words.joined(separator: " ")), json: listing.json)
        }
    }
}

/// How papers are listed.
private enum PaperListing {
    struct Item: Encodable {
        let number: Int
        let slug: String
        let title: String
        let arxiv: String?
        let published: String
        let summary: String

        init(_ file: PaperFile) {
            let card = file.paper
            (number, slug, title) = (card.number, card.slug, card.title)
            (arxiv, published, summary) = (card.arxiv, card.published, file.summary)
        }
    }

    static func write(_ papers: [PaperFile], json: Bool) throws {
        if json { return try Console.output(json: ["papers": papers.map(Item.init)]) }
        let table = Table(
            columns: [.init("number", isNumeric: true), .init("slug"), .init("published"), .init("title")],
            rows: papers.map { ["\($0.paper.number)", $0.paper.slug, $0.paper.published, $0.paper.title] })
        Console.output(papers.isEmpty ? "no paper found\n" : table.rendered(.text))
    }

    static func page(_ file: PaperFile) -> Report {
        let card = file.paper
        let source = card.arxiv.map { "arXiv \($0), " } ?? ""
        let experiments = file.experiments.map { experiment in
            let methods = experiment.methods.map(\.alias).joined(separator: ", ")
            return
                "\(experiment.name): \(experiment.claim) (\(methods) on \(experiment.data.joined(separator: ", ")), "
                + "\(experiment.seeds) seeds)"
        }
        return Report(
            [
                .heading("\(card.number). \(card.title) (\(source)\(card.published))"),
                .paragraph(file.summary),
                .heading("Experiments (gimbal reproduce \(card.slug)):"), .list(experiments),
                .heading("What must hold:"), .list(file.expect.map(\.text)),
                .heading("What the paper reports:"),
                .table(reported(file)),
            ]
                + (file.deviations.isEmpty
                    ? [] : [.heading("What differs from the paper:"), .list(file.deviations)]))
    }

    private static func reported(_ file: PaperFile) -> Table {
        Table(
            columns: [
                .init("data"), .init("method"), .init("metric"),
                .init("value", isNumeric: true), .init("source"),
            ],
            rows: file.reported.map { item in
                let deviation = item.deviation.map { " ± \(NumberText.exact($0))" } ?? ""
                return [
                    item.data, item.method, item.metric, NumberText.exact(item.value) + deviation,
                    item.source,
                ]
            })
    }
}
