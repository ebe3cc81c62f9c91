// Listings, doctor and reproduce from end to end.
import Foundation
import Testing

@Suite("Listings")
struct ListingTests {
    @Test(
        "are text, and JSON objects with --json",
        arguments: [
            ["methods"], ["methods", "list"], ["methods", "show", "dagnn"], ["methods", "search", "graph"],
            ["papers"],
            ["papers", "show", "dagnn"], ["papers", "search", "graph"], ["runs"], ["runs", "search", "cora"],
            ["data"],
            ["data", "list", "--kind", "graphs", "--here"], ["data", "formats"],
            ["data", "show", "citeseer"],
            ["data", "show", "cora"], ["data", "validate", "cora"], ["data", "split", "german-credit"],
            ["doctor"],
        ])
    func listing(_ arguments: [String]) throws {
        let sandbox = try Sandbox()
        let text = try sandbox.run(arguments)
        #expect(text.exitCode == 0, "\(text.output)\(text.errors)")
        #expect(!text.output.isEmpty)
        let json = try sandbox.run(arguments + ["--json"])
        #expect(json.exitCode == 0)
        _ = try json.json()
    }

    @Test("of methods can be limited to a task")
    func methodsOfTask() throws {
        let outcome = try Sandbox().run("methods", "list", "--task", "node-classification")
        #expect(outcome.output.contains("dagnn"))
    }

    @Test("of data explain the user's own folder and propose a card")
    func inspect() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let outcome = try sandbox.run("data", "inspect", "graph")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("80"))
        #expect(outcome.output.contains("edges.csv"))
        let object = try sandbox.run("data", "inspect", "graph", "--json").json()
        #expect(object["format"] as? String == "graph-folder")
    }

    @Test("of the doctor have a line per check")
    func doctor() throws {
        let object = try Sandbox().run("doctor", "--json").json()
        #expect(object["healthy"] as? Bool == true)
        let checks = try #require(object["checks"] as? [[String: String]])
        let names = Set(checks.compactMap { $0["name"] })
        #expect(
            names.isSuperset(of: ["libtorch", "threads", "processor", "shipped data", "run store", "disk"]))
    }

    @Test("of a method show the defaults of every kind of input")
    func defaults() throws {
        let text = try Sandbox().run("methods", "show", "mlp").output
        #expect(text.contains("learning-rate"))
        #expect(text.contains("256 (graph: 64, graphs: 64, node-pairs: 64)"), "\(text)")
    }

    @Test("complete command lines in three shells", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) throws {
        let outcome = try Sandbox().run("completions", shell)
        #expect(outcome.exitCode == 0)
        for word in ["compare", "embed", "checkpoint-every"] { #expect(outcome.output.contains(word)) }
    }

    @Test("refuse another shell with the nearest name")
    func otherShell() throws {
        let outcome = try Sandbox().run("completions", "bsh")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("\"bsh\"") && outcome.errors.contains("\"bash\""))
    }

    @Test("write a manual page with every command and option")
    func manual() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.run("man", "--out", "gimbal.1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let page = try sandbox.read("gimbal.1")
        #expect(page == (try sandbox.run("man").output))
        #expect(page.hasPrefix(".TH GIMBAL 1"))
        for command in HelpTests.commands
        where !command.isEmpty && !["methods", "papers", "runs", "data"].contains(command) {
            #expect(page.contains(".SS gimbal \(command)\n"), "\(command) is missing")
        }
        #expect(page.contains("\\fB\\-\\-checkpoint\\-every\\fR"))
        #expect(!page.split(separator: "\n").contains { $0.hasPrefix("'") })
    }

    @Test("print the version and completions")
    func requests() throws {
        #expect(try Sandbox().run("--version").output.hasPrefix("0."))
        #expect(try Sandbox().run("--generate-completion-script", "bash").output.contains("compare"))
    }
}

@Suite("gimbal reproduce")
struct ReproduceTests {
    @Test("shows what it would run")
    func dryRun() throws {
        let outcome = try Sandbox().run(
            "reproduce", "dagnn", "--quick", "--dry-run", "--json", "--threads", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect((try outcome.json()["comparisons"] as? [Any])?.isEmpty == false)
    }

    @Test("confirms DAGNN's claim, quickly")
    func quick() throws {
        let outcome = try Sandbox().run("reproduce", "dagnn", "--quick", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try outcome.json()["holds"] as? Bool == true)
    }
}
