// Pairs of nodes as users write them.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTasks
import GimbalTensor
import Testing

@Suite("PairList")
struct PairListTests {
    private func read(_ text: String) throws -> PairList {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try PairList.read(file)
    }

    private func graph(names: [String]? = nil) throws -> GraphDataSet {
        try GraphDataSet(
            graph: Graph(nodeCount: 3, sources: [0], targets: [1]), features: .dense(Tensor.ones([3, 1])),
            labels: .unlabelled(count: 3), names: GraphNames(nodes: names),
            provenance: DataProvenance(name: "three", format: "made", checksum: ""))
    }

    @Test(
        "reads pairs with and without names of the columns",
        arguments: ["source,target\na1,007\nb,c\n", "a1,007\nb,c", "Source;Target\na1;007\nb;c\n"])
    func reads(_ text: String) throws {
        #expect(try read(text).pairs == [.init("a1", "007"), .init("b", "c")])
    }

    @Test("further columns are not looked at")
    func wide() throws {
        #expect(try read("source,target,weight\na,b,1\nc,d,2\n").pairs == [.init("a", "b"), .init("c", "d")])
    }

    @Test("one column, and a row without a node, are refused")
    func malformed() throws {
        let narrow = #expect(throws: DataError.self) { try read("a\nb\n") }
        #expect(
            narrow?.message.contains("expected two: source and target") == true, "\(narrow?.message ?? "")")
        let missing = #expect(throws: DataError.self) { try read("a,b\nc,\n") }
        #expect(missing?.message.contains("row 2: column 2 names no node") == true)
        #expect(throws: (any Error).self) { try PairList.read(URL(fileURLWithPath: "/nowhere/pairs.csv")) }
    }

    @Test("nodes are found by name, or by number where they have no names")
    func numbers() throws {
        let list = PairList([.init("ann", "cid"), .init("bob", "ann")])
        let named = try list.numbers(in: graph(names: ["ann", "bob", "cid"]))
        #expect(named.sources == [0, 1] && named.targets == [2, 0] && named.count == 2)
        let numbered = try PairList([.init("2", "0")]).numbers(in: graph())
        #expect(numbered.sources == [2] && numbered.targets == [0])
    }

    @Test("a node that is not there is named, with the nearest one")
    func unknown() throws {
        let named = try graph(names: ["ann", "bob", "cid"])
        let error = #expect(throws: DataError.self) {
            try PairList([.init("ann", "bob"), .init("bobb", "ann")]).numbers(in: named)
        }
        #expect(error?.message.contains("pair 2: data set \"three\" has no node \"bobb\"") == true)
        #expect(error?.fix.contains("bob") == true)
        let range = #expect(throws: DataError.self) {
            try PairList([.init("0", "3")]).numbers(in: graph())
        }
        #expect(range?.fix.contains("0..<3") == true)
    }
}
