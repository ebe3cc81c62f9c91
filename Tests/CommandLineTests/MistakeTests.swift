// Malformed commands and files: the right exit code, and an error that names place, finding and fix. Nothing crashes.
import Foundation
import Testing

@Suite("Mistakes")
struct MistakeTests {
    @Test("on the command line are answered with 2", arguments: commandLines)
    func commandLine(_ mistake: Mistake) throws { try mistake.check() }

    @Test("in data are answered with 3", arguments: dataFiles)
    func data(_ mistake: Mistake) throws { try mistake.check() }

    @Test("in saved models are answered with 3", arguments: models)
    func model(_ mistake: Mistake) throws { try mistake.check() }

    @Test("of the machine are answered with 4, failed runs with 1", arguments: surroundings)
    func surrounding(_ mistake: Mistake) throws { try mistake.check() }

    private static let compare = "compare node-classification --data cora --methods"

    private static let commandLines: [Mistake] = [
        Mistake("comapre", 2, "gimbal comapre", "Did you mean \"compare\"?"),
        Mistake("methods shwo", 2, "gimbal methods shwo", "\"show\""),
        Mistake("compare node-classification", 2, "Missing expected", "--data", "Usage: gimbal compare"),
        Mistake("\(compare) mlp extra", 2, "Unexpected argument 'extra'"),
        Mistake("\(compare) mlp --sedes 3", 2, "--sedes", "Did you mean \"--seeds\"?"),
        Mistake(
            "compare node-clasification --data cora --methods mlp", 2, "node-clasification",
            "\"node-classification\""),
        Mistake("\(compare) dagn", 2, "no method \"dagn\"", "Did you mean \"dagnn\"?"),
        Mistake("\(compare) dagnn[hop=3]", 2, "\"dagnn\" has no option \"hop\"", "\"hops\""),
        Mistake("\(compare) dagnn[hops=3", 2, "at character 13", "'dagnn[hops=20]'"),
        Mistake("\(compare) dagnn[hops=-1]", 2, "\"hops\" is -1", "integer in 0...1000"),
        Mistake("\(compare) gcn[dropout=high]", 2, "\"dropout\" is high", "number in 0.0...0.999"),
        Mistake("\(compare) mlp,,gcn", 2, "empty name", "mlp,gcn"),
        Mistake("\(compare) mlp,mlp", 2, "\"mlp\" twice", "other=mlp"),
        Mistake("\(compare) mlp[preset=paper]", 2, "no preset", "cora", "Leave preset away"),
        Mistake("\(compare) mlp --seeds 0", 2, "--seeds is 0", "1 to 100000"),
        Mistake("\(compare) mlp --seeds ten", 2, "'ten'", "--seeds"),
        Mistake("\(compare) mlp --margin=-1", 2, "--margin is -1"),
        Mistake("\(compare) mlp --confidence 2", 2, "--confidence is 2.0", "0.5 to 0.9999"),
        Mistake("\(compare) mlp --threads 0", 2, "--threads is 0"),
        Mistake("\(compare) mlp --jobs 0", 2, "--jobs is 0"),
        Mistake("\(compare) mlp --budget 5minutes", 2, "\"5minutes\"", "60s, 200epochs"),
        Mistake("\(compare) mlp --split raito:0.6,0.2,0.2", 2, "raito", "Did you mean \"ratio\"?"),
        Mistake("\(compare) mlp --split ratio:0.9,0.9,0.9", 2, "ratio:0.9,0.9,0.9", "sum of at most 1"),
        Mistake("\(compare) gcn --set gcn.hiden=3", 2, "\"hiden\"", "\"hidden\""),
        Mistake("\(compare) gcn --set dagnn.hops=3", 2, "no method \"dagnn\" in this command", "gcn"),
        Mistake("\(compare) gcn --set gcn", 2, "--set \"gcn\" is not understood", "--set dagnn.hops=20"),
        Mistake("\(compare) mlp --format markdwon", 2, "markdwon", "\"markdown\""),
        Mistake("\(compare) mlp --json --format csv", 2, "contradict", "one of them"),
        Mistake(
            "\(compare) mlp --set mlp.norm=group-norm --set mlp.norm.grups=2", 2, "mlp", "\"grups\"",
            "\"groups\""),
        Mistake("\(compare) mlp --set mlp.nrom.groups=2", 2, "has no option \"nrom\"", "\"norm\""),
        Mistake("\(compare) mlp --set mlp.hidden.width=2", 2, "\"hidden\"", "which has no options"),
        Mistake("\(compare) mlp --set mlp.=2", 2, "--set \"mlp.=2\" is not understood"),
        Mistake("\(compare) mlp --checkpoint-every -1", 2, "--checkpoint-every"),
        Mistake("\(compare) mlp --checkpoint-every=-1", 2, "--checkpoint-every is -1"),
        Mistake("\(compare) mlp --target a --time b", 2, "--target and --time contradict", "survival"),
        Mistake("\(compare) mlp --target a", 2, "--target", "columns of a table"),
        Mistake("train gcn --data german-credit", 2, "\"gcn\" takes", "tabular-classification"),
        Mistake("embed --model m --data cora --out v.txt", 2, "ends with \".txt\"", ".safetensors"),
        Mistake("embed --model m --data cora --out v", 2, "ends with no format"),
        Mistake("embed --model none --data cora --out v.csv", 3, "none does not exist", "gimbal train"),
        Mistake("export --model m --to nzp --out w", 2, "--to nzp is unknown", "\"npz\""),
        Mistake("export --model none --out w.pt", 3, "none does not exist"),
        Mistake("train dagnnn --data cora", 2, "\"dagnnn\"", "\"dagnn\""),
        Mistake("train gcn --data cora --seed -1", 2, "--seed"),
        Mistake("reproduce dagn", 2, "no paper \"dagn\"", "\"dagnn\""),
        Mistake("reproduce dagnn --quick --full", 2, "--full"),
        Mistake("papers show 999", 2, "no paper \"999\"", "dagnn"),
        Mistake("runs show zzz", 2, "no run \"zzz\""),
        Mistake("methods show dagn", 2, "no method \"dagn\"", "\"dagnn\""),
    ]

    private static let dataFiles: [Mistake] = [
        Mistake(
            "compare node-classification --data coar --methods mlp", 3, "\"coar\"", "Did you mean \"cora\"?"),
        Mistake("data show ./missing.npz", 3, "missing.npz", "does not exist"),
        Mistake(
            "data validate citeseer", 3, "planetoid/citeseer.npz does not exist", "gimbal data fetch citeseer"
        ),
        Mistake("data list --kind grahp", 2, "\"grahp\"", "\"graph\""),
        Mistake(
            "data list --task node-clasification", 2, "\"node-clasification\"", "\"node-classification\""),
        Mistake("data fetch coar", 3, "no data set \"coar\"", "\"cora\""),
        Mistake("data fetch bsd68 --mirror none", 3, "none/bsd68/test001.png does not exist"),
        Mistake("data split cora --split k-fold:1", 2, "k-fold:1", "Forms:"),
        Mistake("data split cora --split none.json", 3, "none.json does not exist"),
        Mistake("an empty folder", ["data", "inspect", "nothing"], 3, ["an empty folder", "graph-folder"]) {
            sandbox in
            try FileManager.default.createDirectory(
                atPath: sandbox.path("nothing"), withIntermediateDirectories: true)
        },
        Mistake("text called .npz", ["data", "inspect", "text.npz"], 3, ["text.npz", "none of the formats"]) {
            sandbox in
            try sandbox.write("hello\n", to: "text.npz")
        },
        .folder("a truncated .npz", "cora.npz", arguments: ["data", "show", "npz:cora.npz"]) { sandbox in
            let whole = try Data(contentsOf: Checkout.root.appendingPathComponent("Data/cora/cora.npz"))
            try whole.prefix(whole.count / 2).write(to: sandbox.folder.appendingPathComponent("cora.npz"))
        },
        .folder("a ragged row", "edges.csv, line 3", "3 fields, expected 2") { sandbox in
            try sandbox.write("source,target\np0,p1\np1,p2,7\n", to: "graph/edges.csv")
        },
        .folder("an edge to nowhere", "edges.csv, line 2", "\"p99\"", "Add it there or remove the edge") {
            sandbox in
            try sandbox.write("source,target\np0,p99\n", to: "graph/edges.csv")
        },
        .folder("no edges", "no edges.csv", "Add edges.csv") { sandbox in
            try FileManager.default.removeItem(atPath: sandbox.path("graph/edges.csv"))
        },
        .folder(
            "a feature that is no number", "nodes.csv, line 2, column \"a\"", "found \"x\"", "nodes.ignore"
        ) { sandbox in
            try sandbox.write("id,a\np0,x\n", to: "graph/nodes.csv")
        },
        .folder("a feature that is not finite", "line 2, column \"a\"", "nan", "finite") { sandbox in
            try sandbox.write("id,a\np0,nan\n", to: "graph/nodes.csv")
        },
        .folder("a node that appears twice", "nodes.csv, line 3", "\"p0\" appears twice", "Remove one") {
            sandbox in
            try sandbox.write("id,a\np0,1\np0,2\n", to: "graph/nodes.csv")
        },
        .folder("a label of an unknown node", "labels.csv, line 2", "\"q\" is unknown", "add the node") {
            sandbox in
            try sandbox.write("id,label\nq,even\n", to: "graph/labels.csv")
        },
        .folder("one class only", "every labelled node has the class \"even\"", "Check the label column") {
            sandbox in
            try sandbox.write("id,label\np0,even\np1,even\n", to: "graph/labels.csv")
        },
        .folder("no labels", "no node is labelled", "labels.csv") { sandbox in
            try FileManager.default.removeItem(atPath: sandbox.path("graph/labels.csv"))
        },
        .folder("a part of the split that does not exist", "split.csv, line 2", "\"tran\"", "\"train\"") {
            sandbox in
            try sandbox.write("id,part\np0,tran\n", to: "graph/split.csv")
        },
        .folder("text that is not UTF-8", "labels.csv, line 2", "UTF-8") { sandbox in
            let file = sandbox.folder.appendingPathComponent("graph/labels.csv")
            try Data([0x69, 0x64, 0x2C, 0x78, 0x0A, 0xFF, 0x2C, 0x78, 0x0A]).write(to: file)
        },
        .folder("an open quote", "labels.csv, line 2", "never closed") { sandbox in
            try sandbox.write("id,label\np0,\"even\n", to: "graph/labels.csv")
        },
        .folder("an unknown key in the card", "data.yaml, line 2", "\"driected\"", "\"directed\"") {
            sandbox in
            try sandbox.write("format: graph-folder\ndriected: true\n", to: "graph/data.yaml")
        },
        .folder(
            "a column that is missing", "no column \"klass\"", "class", arguments: ["data", "show", "graph"]
        ) { sandbox in
            try sandbox.write("id,class\np0,even\n", to: "graph/labels.csv")
            try sandbox.write(
                "format: graph-folder\nlabels: {file: labels.csv, value: klass}\n", to: "graph/data.yaml")
        },
        .folder(
            "a class too small for the split", "per-class:50,30", "40 labelled nodes", "--split ratio",
            arguments: ["data", "validate", "graph", "--split", "per-class:50,30"]
        ) { _ in },
        .folder(
            "a public split that does not exist", "no public split", "--split",
            arguments: [
                "compare", "node-classification", "--data", "graph", "--methods", "mlp", "--split", "public",
            ]
        ) { _ in },
    ]

    private static let models: [Mistake] = [
        .model("a folder that is missing", "model does not exist", "gimbal train") { sandbox in
            try FileManager.default.removeItem(atPath: sandbox.path("model"))
        },
        .model("a folder without weights", "weights.safetensors is missing", "gimbal train") { sandbox in
            try FileManager.default.removeItem(atPath: sandbox.path("model/weights.safetensors"))
        },
        .model("a cut config", "config.json", "damaged", "restore the folder") { sandbox in
            try sandbox.write(String(sandbox.read("model/config.json").prefix(100)), to: "model/config.json")
        },
        .model("a config without a key", "config.json", "\"outputNames\" is missing") { sandbox in
            let text = try sandbox.read("model/config.json").replacing("outputNames", with: "outputNimes")
            try sandbox.write(text, to: "model/config.json")
        },
        .model("a format of the future", "format 7", "newer version") { sandbox in
            let text = try sandbox.read("model/config.json").replacing(
                "\"format\" : 2", with: "\"format\" : 7")
            try sandbox.write(text, to: "model/config.json")
        },
        .model("a method that does not exist", "no method \"gxn\"", "version of Gimbal") { sandbox in
            let text = try sandbox.read("model/config.json").replacing("gcn[", with: "gxn[")
            try sandbox.write(text, to: "model/config.json")
        },
        .model("weights with one byte changed", "weights.safetensors", "SHA-256", "has changed") { sandbox in
            let file = sandbox.folder.appendingPathComponent("model/weights.safetensors")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: file)
        },
        .model("weights of another size", "4", "expected") { sandbox in
            let text = try sandbox.read("model/config.json").replacing("hidden=4", with: "hidden=5")
            try sandbox.write(text, to: "model/config.json")
        },
        .model("data with other columns", "2 feature columns", "trained on 3", "same order") { sandbox in
            let rows = (0..<80).map { "p\($0),1,2" }
            try sandbox.write("id,a,b\n" + rows.joined(separator: "\n") + "\n", to: "graph/nodes.csv")
        },
        .model("data with renamed columns", "\"z\"", "trained on \"a\"") { sandbox in
            try SmallGraph.edit(sandbox, "nodes.csv") { $0.replace("id,a,b,c", with: "id,z,b,c") }
        },
    ]

    private static let surroundings: [Mistake] = [
        Mistake(
            "a home that is a file",
            ["compare", "node-classification", "--data", "cora", "--methods", "mlp"], 4,
            ["run store", "cannot be created"], environment: ["GIMBAL_HOME": "SANDBOX/file"]
        ) { try $0.write("x", to: "file") },
        Mistake(
            "a store that is no database",
            [
                "compare", "node-classification", "--data", "cora", "--methods", "mlp", "--store",
                "text.sqlite",
            ], 4,
            ["text.sqlite", "not a database", "Move the file away"]
        ) { try $0.write(String(repeating: "no database ", count: 200), to: "text.sqlite") },
        Mistake(
            "an output folder that is missing",
            [
                "compare", "node-classification", "--data", "cora", "--methods", "mlp", "--out",
                "nowhere/t.md",
            ], 4,
            ["--out nowhere/t.md", "Make the folder"]
        ) { _ in },
        Mistake(
            "a model on top of other files", ["train", "gcn", "--data", "cora", "--save", "taken"], 4,
            ["taken exists and is no saved model", "new folder"]
        ) { try $0.write("mine", to: "taken/notes.txt") },
        Mistake(
            "features beyond all measure",
            [
                "compare", "node-classification", "--data", "graph", "--methods", "mlp", "--seeds", "1",
                "--threads", "1",
            ], 1,
            ["mlp, seed 0", "extreme values"]
        ) { sandbox in
            try SmallGraph.write(to: sandbox)
            let rows = (0..<80).map { "p\($0),-\($0 % 7)e37,3e38,-3e38" }
            try sandbox.write("id,a,b,c\n" + rows.joined(separator: "\n") + "\n", to: "graph/nodes.csv")
        },
    ]

    @Test("leave stdout empty without --json")
    func quietOutput() throws {
        let outcome = try Sandbox().run("methods", "show", "gnc")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
    }

    @Test("that the doctor finds are answered with 4")
    func doctor() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.run("doctor", environment: ["GIMBAL_DATA": sandbox.path("nowhere")])
        #expect(outcome.exitCode == 4)
        #expect(outcome.output.contains("fails   GIMBAL_DATA"))
        #expect(outcome.output.contains("or unset it"))
    }
}
