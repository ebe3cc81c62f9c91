// The pickles of the Planetoid graphs: Python 2, NumPy and SciPy.
import Foundation
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Planetoid pickles")
struct PlanetoidPickleTests {
    /// Checks the files of one graph and returns its features and neighbours.
    private func check(_ folder: URL, _ name: String, classes: Int, columns: Int, parts: [String]) throws
        -> [String: Int]
    {
        func read(_ part: String) throws -> PickleValue {
            try Pickle.read(folder.appendingPathComponent("ind.\(name).\(part)"))
        }
        var counts: [String: Int] = [:]
        for part in parts {
            let features = try #require(try read(part).sparseValue)
            let labels = try #require(try read(part.replacingOccurrences(of: "x", with: "y")).tensorValue)
            #expect(features.shape[1] == columns && features.values?.dtype == .float32)
            #expect(labels.shape == [features.shape[0], classes] && labels.dtype == .int32)
            #expect(
                try labels.sum(axes: [1], keepDimensions: false, dtype: nil).integers().allSatisfy { $0 <= 1 }
            )
            counts[part] = features.shape[0]
            counts[part + ".entries"] = features.pattern.entryCount
        }
        let graph = try #require(try read("graph").entries)
        counts["nodes"] = graph.count
        counts["edges"] = graph.values.reduce(0) { $0 + ($1.elements?.count ?? 0) }
        #expect(
            graph.values.allSatisfy { neighbours in
                neighbours.elements?.allSatisfy { (0..<graph.count).contains($0.integerValue ?? -1) } ?? false
            })
        return counts
    }

    @Test("reads files with the same bytes as Planetoid's, made up")
    func synthetic() throws {
        let counts = try check(
            Fixtures.url("pickle"), "tiny", classes: 3, columns: 300, parts: ["x", "tx", "allx"])
        #expect(counts["x"] == 4 && counts["tx"] == 3 && counts["allx"] == 7)
        #expect(counts["nodes"] == 10 && counts["edges"] == 19)
        #expect(counts["x.entries"] == 24)
    }

    @Test("reads Cora, CiteSeer and PubMed", .enabled(if: TestEnvironment.dataFolder != nil))
    func real() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("planetoid")
        let cora = try check(folder, "cora", classes: 7, columns: 1433, parts: ["x", "tx", "allx"])
        #expect(cora["x"] == 140 && cora["tx"] == 1000 && cora["allx"] == 1708 && cora["nodes"] == 2708)
        #expect((cora["allx.entries"] ?? 0) + (cora["tx.entries"] ?? 0) == 49_216)
        let citeseer = try check(folder, "citeseer", classes: 6, columns: 3703, parts: ["x", "tx", "allx"])
        #expect(citeseer["x"] == 120 && citeseer["nodes"] == 3327)
        let pubmed = try check(folder, "pubmed", classes: 3, columns: 500, parts: ["x", "tx"])
        #expect(pubmed["x"] == 60 && pubmed["nodes"] == 19_717)
    }

    @Test("reads neural recordings of protocol 4", .enabled(if: TestEnvironment.dataFolder != nil))
    func recordings() throws {
        let url = try #require(TestEnvironment.dataFolder)
            .appendingPathComponent("mihi-chewie/full-chewie-10032013-0.10.pkl")
        let value = try Pickle.read(url)
        #expect(value["data"]?["firing_rates"]?.elements?.count == 159)
    }
}
