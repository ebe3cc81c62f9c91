// The user's own tables: what is read with and without a card, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("GraphFolder")
struct GraphFolderTests {
    @Test("reads edges, features and labels by name")
    func reads() throws {
        let dataSet = try Samples.withFolder([:]) { try GraphDataSet.load($0.path) }
        #expect(dataSet.nodeNames == ["ann", "bob", "cem"])
        #expect(dataSet.featureNames == ["age", "height"])
        #expect(try dataSet.features.dense().floats() == [31, 1.7, 27, 1.8, 44, 1.6])
        #expect(dataSet.classNames == ["blue", "red"])
        #expect(dataSet.labels == [1, 0, 1])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        #expect(dataSet.provenance.files == ["edges.csv", "nodes.csv", "labels.csv"])
    }

    @Test(
        "reads tables without headers, other separators, quotes, blank lines, CR LF and a byte order mark",
        arguments: [
            ["edges.csv": "ann,bob\nbob,cem", "nodes.csv": "ann,31,1.7\nbob,27,1.8\ncem,44,1.6"],
            ["edges.csv": "\u{FEFF}source;target\r\nann;bob\r\n\r\nbob;cem\r\n"],
            ["edges.csv": "from\tto\n\"ann\"\t bob \nbob\tcem\n"],
            [
                "nodes.csv": "age,id,height\n31,ann,1.7\n27,bob,1.8\n44,cem,1.6",
                "data.yaml": "format: graph-folder\nnodes: {file: nodes.csv, id: id}\n",
            ],
            ["nodes.csv": "\"id\",\"age\",\"height\"\n\"ann\",\"31\",1.7\nbob,2.7e1,+1.8\ncem,44,1.6"],
        ])
    func variants(changes: [String: String]) throws {
        let plain = try Samples.withFolder([:]) { try GraphDataSet.load($0.path) }
        let dataSet = try Samples.withFolder(changes) { try GraphDataSet.load($0.path) }
        #expect(try dataSet.edgeTexts() == plain.edgeTexts())
        #expect(try dataSet.features.dense().floats() == plain.features.dense().floats())
        #expect(dataSet.labels == plain.labels)
    }

    @Test("takes weights from a third column, classes from a label column, and a split")
    func optionalParts() throws {
        let changes: [String: String?] = [
            "edges.csv": "source,target,weight\nann,bob,0.5\nbob,cem,2\n",
            "nodes.csv": "id,age,label\nann,31,red\nbob,27,blue\ncem,44,red\n", "labels.csv": nil,
            "split.csv": "id,part\nann,train\nbob,val\ncem,test\n",
        ]
        let dataSet = try Samples.withFolder(changes) { try GraphDataSet.load($0.path) }
        #expect(try dataSet.graph.weights?.floats() == [0.5, 0.5, 2, 2])
        #expect(dataSet.featureNames == ["age"])
        #expect(dataSet.labels == [1, 0, 1])
        #expect(dataSet.publicSplit?.validation == [1])
    }

    @Test("takes a column called class for the class whatever the ids are called")
    func labelColumn() throws {
        let changes: [String: String?] = [
            "nodes.csv": "person,age,Class\nann,1,x\nbob,2,y\ncem,3,x\n", "labels.csv": nil,
        ]
        let dataSet = try Samples.withFolder(changes) { try GraphDataSet.load($0.path) }
        #expect(dataSet.classNames == ["x", "y"])
        #expect(dataSet.nodeNames == ["ann", "bob", "cem"])
    }

    @Test("needs only edges: ids become nodes with indicators, none is labelled")
    func edgesOnly() throws {
        let changes: [String: String?] = ["nodes.csv": nil, "labels.csv": nil]
        let dataSet = try Samples.withFolder(changes) { try GraphDataSet.load($0.path) }
        #expect(dataSet.nodeNames == ["ann", "bob", "cem"])
        #expect(dataSet.features.featureCount == 3)
        #expect(dataSet.labels == [nil, nil, nil])
    }

    @Test("obeys the card: files, columns, direction, ignored columns")
    func card() throws {
        let card = """
            format: graph-folder
            name: people
            directed: true
            edges: {file: likes.csv, source: who, target: whom, weight: much}
            nodes: {file: people.csv, id: login, label: team, ignore: [motto]}
            """
        let base = [
            "data.yaml": card, "likes.csv": "day,who,whom,much\nmon,a,b,2\ntue,b,a,3\nwed,a,c,1\n",
            "people.csv": "age,login,motto,team\n1,a,hi,x\n2,b,\"a, b\",\n3,c,,y\n",
        ]
        let dataSet = try Samples.withFolder([:], base: base) { folder in
            try GraphDataSet.load(folder.appendingPathComponent("data.yaml").path)
        }
        #expect(dataSet.name == "people")
        #expect(try dataSet.edgeTexts() == ["0>1", "0>2", "1>0"])
        #expect(try dataSet.graph.weights?.floats() == [3, 2, 1])
        #expect(dataSet.featureNames == ["age"])
        #expect(dataSet.labels == [0, nil, 1])
    }

    @Test("keeps wide tables that are mostly zero sparse")
    func sparseFeatures() throws {
        let header = "id," + (0..<100).map { "w\($0)" }.joined(separator: ",")
        let rows = ["ann", "bob", "cem"].enumerated().map { node, name in
            "\(name)," + (0..<100).map { $0 == node * 7 ? "1" : "0" }.joined(separator: ",")
        }
        let text = ([header] + rows).joined(separator: "\n")
        let dataSet = try Samples.withFolder(["nodes.csv": text]) { try GraphDataSet.load($0.path) }
        #expect(try dataSet.summary().featureEntryCount == 3)
        #expect(dataSet.features.featureCount == 100)
        #expect(try dataSet.features.dense().floats()[107] == 1)
    }

    @Test("gives the same checksum to the same files, another to changed ones")
    func checksum() throws {
        let sums = try [[:], [:], ["labels.csv": "id,label\nann,red\nbob,red\ncem,blue\n"]].map { changes in
            try Samples.withFolder(changes) { try GraphDataSet.load($0.path).provenance.checksum }
        }
        #expect(sums[0] == sums[1])
        #expect(sums[0] != sums[2])
    }
}
