// Lists of edges and of neighbours: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("EdgeListFile")
struct EdgeListFileTests {
    private func load(_ text: String, name: String = "a.edgelist", others: [String: String] = [:]) throws
        -> GraphDataSet
    {
        try Samples.withFolder([:], base: [name: text].merging(others) { first, _ in first }) {
            try GraphDataSet.load($0.appendingPathComponent(name).path)
        }
    }

    @Test("reads numbers between blanks, tabs and commas, past comments, blank lines and ends of any kind")
    func numbers() throws {
        let dataSet = try load("# Nodes: 3\n% more\n\n0 1\r\n1\t2\n  2, 0\n0 1")
        #expect(try dataSet.edgeTexts() == ["0>1", "0>2", "1>0", "1>2", "2>0", "2>1"])
        #expect(dataSet.nodeNames == nil && dataSet.labels == [nil, nil, nil] && dataSet.name == "a")
        #expect(try dataSet.features.dense().floats() == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    }

    @Test("numbers nodes with gaps from 0 in their order and keeps their ids as names")
    func gaps() throws {
        let dataSet = try load("30 7\n7 2000000000\n")
        #expect(dataSet.nodeNames == ["7", "30", "2000000000"])
        #expect(try dataSet.edgeTexts() == ["0>1", "0>2", "1>0", "2>0"])
        let small = try load("30 7\n7 40\n")
        #expect(try small.nodeNames == ["7", "30", "40"] && small.edgeTexts() == dataSet.edgeTexts())
    }

    @Test("takes words and numbers beyond 32 bits as names")
    func names() throws {
        let dataSet = try load("source,target\nann,bob\nbob,9\n")
        #expect(dataSet.nodeNames == ["ann", "bob", "9"])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        #expect(try load("90000000000 1\n1 -5\n").nodeNames == ["90000000000", "1", "-5"])
    }

    @Test("recognises headers: words above numbers, and the numbers of nodes and lines")
    func headers() throws {
        #expect(try load("node_id node_id\n0 1\n").graph.nodeCount == 2)
        #expect(try load("Alpha Beta\n0 1\n").nodeNames == nil)
        let sized = try load("5 2\n0 1\n1 2\n")
        #expect(try sized.graph.nodeCount == 5 && sized.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        let fromOne = try load("3 2\n1 2\n2 3\n")
        #expect(
            try fromOne.nodeNames == ["1", "2", "3"] && fromOne.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        // Two further lines, but node 9 is not among five nodes: an edge like the others.
        #expect(try load("5 2\n0 1\n1 9\n").nodeNames == ["0", "1", "2", "5", "9"])
    }

    @Test("reads weights, and keeps directions where the card asks for it")
    func weights() throws {
        let card = "format: edge-list\nfile: a.edgelist\ndirected: true\n"
        let text = "0 1 0.5\n1 2 -2e0\n"
        let directed = try Samples.withFolder([:], base: ["a.edgelist": text, "data.yaml": card]) {
            try GraphDataSet.load($0.path)
        }
        #expect(try directed.edgeTexts() == ["0>1", "1>2"])
        #expect(try directed.graph.weights?.floats() == [0.5, -2])
        #expect(try load("a b 3\nb c 4\n").graph.weights?.floats() == [3, 3, 4, 4])
    }

    @Test("gives nodes the labels of the communities beside the edges")
    func communities() throws {
        let dataSet = try load("10 20\n20 30\n", name: "a.ungraph", others: ["a.cmty": "30\t10\n20\n30\n"])
        let sets = try #require(dataSet.labelSets)
        #expect(
            (0..<3).map { Array(sets.labels(of: $0)) } == [[0], [1], [0, 2]] && sets.counts == [2, 1, 1])
        #expect(dataSet.provenance.files == ["a.ungraph", "a.cmty"])
        for (text, code) in [("10\n40\n", "node"), ("# none\n", "empty")] {
            let error = #expect(throws: DataError.self) {
                try load("10 20\n20 30\n", name: "a.ungraph", others: ["a.cmty": text])
            }
            #expect(error?.code == "data.communities." + code)
            #expect(error?.message.contains("a.cmty, line 2") == true, "\(error?.message ?? "")")
        }
    }

    @Test("recognises texts of two whole numbers a line and proposes what a comment says")
    func recognition() throws {
        #expect(try load("0 1\n1 2\n", name: "graph.txt").graph.nodeCount == 3)
        for text in ["0 1 2\n", "0\n1\n", "a b\n", ""] {
            let error = #expect(throws: DataError.self) { try load(text, name: "graph.txt") }
            #expect(error?.code == "data.format.unrecognized", "\(text)")
        }
        try Samples.withFolder([:], base: ["a.txt": "# Directed graph: votes\n0 1\n"]) { folder in
            let source = DataSource(
                folder.appendingPathComponent("a.txt"), card: DataCard(format: "edge-list"))
            let proposal = try EdgeListFile.proposal(source)
            #expect(proposal.directed == true)
        }
    }

    private static let malformed: [(text: String, code: String, hint: String)] = [
        ("", "empty", "the file has no edge"), ("# nothing\n", "empty", "line 2"),
        ("source target\n", "empty", "no edge"),
        ("0 1\n1 2 3\n", "fields", "line 2, field 3: found \"3\", expected the end of the line"),
        ("0 1 2\n1 2\n", "number", "line 2, field 3: the line ends"),
        ("0 1 2\n1 2 x\n", "number", "found \"x\", expected a finite number"),
        ("0 1 2\n1 2 inf\n", "number", "found \"inf\""),
        (
            "0 1 2 3\n", "fields",
            "line 1, field 4: found \"3\", expected the end of the line after two nodes and a weight"
        ),
        ("a b\nc\n", "node", "line 2, field 2: the line ends, expected a node"),
        ("0 1\n\u{0}\u{0}\n", "binary", "bytes that no text has"),
    ]

    @Test("refuses malformed files, naming line, field and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) {
            try Samples.withFolder([:], base: ["a.edgelist": wanted.text]) {
                try GraphDataSet.load("edge-list:\($0.path)/a.edgelist")
            }
        }
        #expect(error?.code == "data.edge-list." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real: [(file: String, nodes: Int, edges: Int, directed: Int, labels: Int)] = [
        ("PPI.ungraph", 3890, 76_584, 38_739, 50), ("wikipedia.ungraph", 4777, 184_812, 92_517, 40),
        ("facebook_combined.txt", 4039, 176_468, 88_234, 0), ("wiki-Vote.txt", 7115, 201_524, 103_689, 0),
        ("p2p-Gnutella08.edgelist", 6301, 41_554, 20_777, 0), ("karate.adjlist", 34, 156, 156, 0),
    ]

    @Test(
        "reads published graphs with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let file = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "node-embedding/\(wanted.file)")
        let dataSet = try GraphDataSet.load(file.path)
        #expect(dataSet.graph.nodeCount == wanted.nodes && dataSet.graph.edgeCount == wanted.edges)
        #expect(dataSet.graph.isUndirected && (dataSet.labelSets?.labelNames.count ?? 0) == wanted.labels)
        let format = wanted.file.hasSuffix("adjlist") ? "adjacency-list" : "edge-list"
        var card = DataCard(format: format)
        card.directed = true
        let directed = try DataFormats.standard.reader(format).read(DataSource(file, card: card)).dataSet
        #expect(try directed.content(as: GraphDataSet.self, "a graph").graph.edgeCount == wanted.directed)
    }
}

@Suite("AdjacencyListFile")
struct AdjacencyListFileTests {
    private func load(_ text: String) throws -> GraphDataSet {
        try Samples.withFolder([:], base: ["a.adjlist": text]) {
            try GraphDataSet.load($0.appendingPathComponent("a.adjlist").path)
        }
    }

    @Test("reads a node and its neighbours per line, nodes without neighbours too")
    func reads() throws {
        let dataSet = try load("# karate\n1 2 5\n2 1\n7\n")
        #expect(dataSet.nodeNames == ["1", "2", "5", "7"])
        #expect(try dataSet.edgeTexts() == ["0>1", "0>2", "1>0", "2>0"])
    }

    private static let malformed: [(text: String, code: String, hint: String)] = [
        ("", "empty", "no edge"), ("1\n2\n", "empty", "no edge"), ("1 2\n1 3\n", "twice", "line 2: node 1"),
        ("1 x\n", "integer", "field 2: found \"x\""), ("1 -2\n", "node", "line 1: node -2"),
        ("1 3000000000\n", "node", "node 3000000000"),
    ]

    @Test("refuses malformed files, naming line and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.text) }
        #expect(error?.code == "data.adjacency-list." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }
}
