// Every published file or folder of graphs is recognised by the reader that is meant.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("Recognition of graphs")
struct GraphRecognitionTests {
    private static let places: [(path: String, format: String)] = [
        ("planetoid/cora.npz", "planetoid"), ("planetoid/citeseer.npz", "planetoid"),
        ("planetoid/pubmed-partial.npz", "planetoid"), ("planetoid/ind.cora.graph", "planetoid-pickles"),
        ("planetoid/ind.pubmed.test.index", "planetoid-pickles"),
        ("gnn-benchmark-npz/cora.npz", "gnn-benchmark"),
        ("gnn-benchmark-npz/polblogs.npz", "gnn-benchmark"), ("geom-gcn/cornell", "geom-gcn"),
        ("geom-gcn/texas", "geom-gcn"), ("geom-gcn/wisconsin", "geom-gcn"), ("geom-gcn/film", "geom-gcn"),
        ("musae/chameleon", "musae"), ("musae/squirrel", "musae"), ("musae/twitch-ENGB", "musae"),
        ("musae/twitch-PTBR", "musae"), ("tu/MUTAG", "tu"), ("tu/PROTEINS", "tu"), ("tu/ENZYMES", "tu"),
        ("tu/AIDS", "tu"), ("tu/MUTAG/MUTAG_A.txt", "tu"), ("tu-gin-text/IMDBBINARY.txt", "gin-text"),
        ("tu-gin-text/IMDBMULTI.txt", "gin-text"), ("tu-gin-text/NCI1.txt", "gin-text"),
        ("tu-gin-text/PTC.txt", "gin-text"), ("linkpred-mat/USAir.mat", "matlab"),
        ("node-embedding/blogcatalog.mat", "matlab"), ("node-embedding/Wikipedia_POS.mat", "matlab"),
        ("node-embedding/PPI.ungraph", "edge-list"), ("node-embedding/wikipedia.ungraph", "edge-list"),
        ("node-embedding/facebook_combined.txt", "edge-list"), ("node-embedding/wiki-Vote.txt", "edge-list"),
        ("node-embedding/p2p-Gnutella08.edgelist", "edge-list"),
        ("node-embedding/karate.adjlist", "adjacency-list"),
        ("cane-text/cora", "cane-text"), ("cane-text/HepTh", "cane-text"),
        ("cane-text/cora/graph.txt", "edge-list"),
    ]

    @Test(
        "finds the reader that is meant", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: places.indices)
    func recognized(index: Int) throws {
        let (path, format) = Self.places[index]
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(path)
        #expect(try DataFormats.standard.reader(recognizing: url).id == format)
    }

    @Test("claims no published file of another kind", .enabled(if: TestEnvironment.dataFolder != nil))
    func others() throws {
        let root = try #require(TestEnvironment.dataFolder)
        let graphs: Set<String> = [
            "planetoid", "gnn-benchmark-npz", "geom-gcn", "musae", "tu", "tu-gin-text", "linkpred-mat",
            "node-embedding", "cane-text",
        ]
        let readers: [any DataReader.Type] = [
            PlanetoidNPZ.self, PlanetoidPickles.self, GraphBenchmarkNPZ.self, GeomGCN.self, MUSAE.self,
            CANEText.self,
            GraphFolder.self, MATLABGraph.self, AdjacencyListFile.self, EdgeListFile.self, TUDataset.self,
            GINText.self,
        ]
        var count = 0
        for case let url as URL in try #require(
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        {
            let folder =
                url.path.dropFirst(root.path.count).split(separator: "/").first.map(String.init) ?? ""
            if graphs.contains(folder) { continue }
            count += 1
            let claimed = readers.filter { $0.recognizes(url) }.map { $0.id }
            #expect(claimed.isEmpty, "\(url.path)")
        }
        #expect(count > 100)
    }
}
