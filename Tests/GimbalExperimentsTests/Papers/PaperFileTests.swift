// Papers' files: everything they name exists, everything unknown is refused.
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalExperiments
import GimbalTasks
import Testing

@Suite("PaperFile")
struct PaperFileTests {
    private func read(_ text: String) throws -> PaperFile { try PaperFile(yaml: text, source: "sample.yaml") }

    @Test("keeps methods in the order of the file and reads their specifications")
    func methods() throws {
        let paper = try read(samplePaper(methods: "{z: mlp, a: 'gcn[hidden=8]', gcn: gcn}"))
        #expect(paper.experiments[0].methods.map(\.alias) == ["z", "a", "gcn"])
        #expect(paper.experiments[0].methods[1].specification.description == "gcn[hidden=8]")
        #expect(paper.paper.published == "2020-01-02")
        #expect(paper.paper.arxiv == "1234.56789")
    }

    @Test("the quick version has fewer seeds and methods, and expectations of its own")
    func quick() throws {
        let paper = try read(samplePaper())
        let quick = try paper.experiments(.quick)
        #expect(quick.map(\.seeds) == [1])
        #expect(quick[0].methods.map(\.alias) == ["gcn"])
        #expect(paper.expectations(.quick).map(\.text) == ["gcn.accuracy >= 1.5"])
        #expect(throws: ConfigError.self) { try paper.experiments(.full) }
    }

    @Test(
        "an unknown key is refused with the nearest one",
        arguments: [
            ("deviation: []", "there is no key \"deviation\".", "Did you mean \"deviations\"?"),
            (
                "full: {experiment: [], expect: []}", "full: there is no key \"experiment\".",
                "Did you mean \"experiments\"?"
            ),
        ])
    func unknownKeys(_ extra: String, _ message: String, _ fix: String) {
        let error = #expect(throws: ConfigError.self) { try read(samplePaper(extra: extra)) }
        #expect(error?.message == "sample.yaml: " + message)
        #expect(error?.fix == fix)
    }

    @Test(
        "names that exist nowhere are refused before anything runs",
        arguments: [
            ("[gnc.accuracy >= 0]", "no method is called \"gnc\"", "Did you mean \"gcn\"?"),
            ("[gcn.acuracy >= 0]", "nothing measures \"acuracy\"", "Did you mean \"accuracy\"?"),
            ("[gcn.accuracy@coar >= 0]", "\"gcn\" does not run on \"coar\"", "Did you mean \"cora\"?"),
            ("[gcn.accuracy => 0]", "at character 14", "Write alias.metric >= number"),
        ])
    func unknownNames(_ expect: String, _ message: String, _ fix: String) {
        let error = #expect(throws: ConfigError.self) { try read(samplePaper(expect: expect)) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.fix.hasPrefix(fix) == true, "\(error?.fix ?? "")")
    }

    @Test(
        "a damaged file says what is wrong with it",
        arguments: [
            ("paper: 3", "expected keys with values"), ("a: [", "is not YAML"),
            ("paper: {slug: x}", "\"number\" is missing"),
        ])
    func damage(_ text: String, _ message: String) {
        let error = #expect(throws: ConfigError.self) { try read(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("unknown methods' specifications and tasks are refused with their place in the text")
    func specifications() {
        let broken = #expect(throws: ConfigError.self) {
            try read(samplePaper(methods: "{gcn: 'gcn[hidden'}"))
        }
        #expect(broken?.message.contains("at character 11") == true, "\(broken?.message ?? "")")
        let task = #expect(throws: ConfigError.self) {
            try read(samplePaper().replacing("node-classification", with: "node-clasification"))
        }
        #expect(task?.fix == "Did you mean \"node-classification\"?")
    }
}

@Suite("PaperCatalogue")
struct PaperCatalogueTests {
    @Test("every paper that ships is read, and all methods that it names exist with their options")
    func shipped() throws {
        let papers = try PaperCatalogue.all()
        #expect(!papers.isEmpty)
        for paper in papers {
            for experiment in paper.experiments + (paper.full?.experiments ?? []) {
                for method in experiment.methods {
                    _ = try Catalogue.methods.resolve(method.specification, data: experiment.data[0])
                }
            }
        }
    }

    @Test("a paper is found by slug, by number and by both", arguments: ["dagnn", "35", "35-dagnn", "DAGNN"])
    func named(_ name: String) throws {
        #expect(try PaperCatalogue.named(name).paper.number == 35)
    }

    @Test("an unknown paper gets the nearest slug")
    func unknown() {
        let error = #expect(throws: ConfigError.self) { try PaperCatalogue.named("dagn") }
        #expect(error?.fix == "Did you mean \"dagnn\"?")
    }

    @Test("a search needs every word")
    func search() throws {
        #expect(try PaperCatalogue.search("deeper GRAPH").map(\.paper.slug).contains("dagnn"))
        #expect(try PaperCatalogue.search("deeper zebra").isEmpty)
    }

    @Test("numbers in the file's order of magnitude: reported in percent, expected as fractions")
    func units() throws {
        let paper = try PaperCatalogue.named("dagnn")
        #expect(paper.reported.allSatisfy { (10...100).contains($0.value) })
        #expect(paper.paper.authors == 3)
    }
}
