// The catalogue: the shipped set is whole, others are found in a folder or asked for.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("DataCatalogue")
struct DataCatalogueTests {
    @Test("loads the Cora that ships, with the field's figures and names")
    func cora() throws {
        let dataSet = try GraphDataSet.load("cora")
        let summary = try dataSet.summary()
        #expect(
            summary.nodeCount == 2708 && summary.featureCount == 1433 && summary.featureEntryCount == 49_216)
        #expect(summary.edgeCount == 10_556 && summary.isUndirected && summary.selfLoopCount == 0)
        #expect(summary.classes.map(\.count) == [351, 217, 418, 818, 426, 298, 180])
        #expect(summary.classes[3].name == "Neural Networks")
        let split = try #require(summary.publicSplit)
        #expect(split.train == 140 && split.validation == 500 && split.test == 1000)
        #expect(summary.provenance.licence?.contains("MIT") == true)
        let train = try #require(dataSet.publicSplit?.train)
        #expect(
            dataSet.classNames.indices.allSatisfy { label in train.count { dataSet.labels[$0] == label } == 20
            })
        #expect(SplitStrategy.standard(for: dataSet) == .public)
    }

    @Test("gives Cora's first paper the words, citations and topic that NumPy reads")
    func firstPaper() throws {
        let dataSet = try GraphDataSet.load("cora")
        let row = try dataSet.features.dense().select(0, axis: 0).floats()
        #expect(row.indices.filter { row[$0] == 1 } == [19, 81, 146, 315, 774, 877, 1194, 1247, 1274])
        #expect(row.allSatisfy { $0 == 0 || $0 == 1 })
        let (sources, targets) = try dataSet.graph.edges()
        #expect(targets.indices.filter { targets[$0] == 0 }.map { sources[$0] } == [633, 1862, 2582])
        #expect(dataSet.labels.prefix(8) == [3, 4, 4, 0, 3, 2, 0, 3])
    }

    @Test("has one entry per name, each with forms, checksums, counts, origin and licence")
    func entries() throws {
        let entries = try DataCatalogue.entries()
        #expect(Set(entries.map(\.name)).count == entries.count)
        for entry in entries {
            #expect(!entry.name.contains("/") && entry.name == entry.name.lowercased(), "\(entry.name)")
            #expect(!entry.forms.isEmpty && !entry.tasks.isEmpty, "\(entry.name)")
            #expect(!entry.expected.figures.entries.isEmpty, "\(entry.name)")
            #expect(entry.origin.hasPrefix("http") && !entry.licence.isEmpty, "\(entry.name)")
            let classes = entry.expected.classCounts?.count
            #expect(entry.classNames.map { $0.count == classes } ?? true, "\(entry.name)")
            for file in entry.forms.flatMap(\.files) {
                #expect(file.sha256.map { $0.count == 64 } ?? true, "\(file.path)")
                // What can neither be checked nor fetched would be of no use.
                #expect(file.sha256 != nil || file.url != nil, "\(file.path)")
            }
        }
    }

    @Test("ships what the first commands need, with the stated checksums and counts")
    func shipped() throws {
        let names = try DataCatalogue.entries().filter(\.isShipped).map(\.name)
        #expect(
            Set(names).isSuperset(of: [
                "cora", "mutag", "fashion-mnist-small", "german-credit", "hepatitis", "wine-quality-red",
                "rossi",
            ]))
        // Loading checks checksums, counts and classes.
        for name in names { #expect(try DataCatalogue.load(name).name == name) }
    }

    @Test("suggests the nearest name")
    func suggestion() {
        for reference in ["corra", "amazon-fotos"] {
            let error = #expect(throws: DataError.self) { try GraphDataSet.load(reference) }
            #expect(error?.code == "data.reference")
            #expect(error?.fix.contains("Did you mean") == true)
        }
        #expect(throws: DataError.self) { try DataCatalogue.entry("citeser") }
    }

    @Test("says what to set or fetch when the file is not there")
    func missing() throws {
        let unset = #expect(throws: DataError.self) { try GraphDataSet.load("citeseer") }
        #expect(unset?.code == "data.catalogue.folder")
        #expect(unset?.fix.contains("GIMBAL_DATA") == true)
        try Fixtures.withTemporaryFolder { folder in
            let absent = #expect(throws: DataError.self) {
                try GraphDataSet.load("citeseer", dataRoot: folder)
            }
            #expect(absent?.code == "data.catalogue.file")
            #expect(absent?.message.contains("planetoid/citeseer.npz") == true)
        }
    }

    @Test("refuses a file with another checksum and says how to use it anyway")
    func checksum() throws {
        try Fixtures.withTemporaryFolder { folder in
            let inner = folder.appendingPathComponent("planetoid")
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            try Data("something else".utf8).write(to: inner.appendingPathComponent("citeseer.npz"))
            let error = #expect(throws: DataError.self) {
                try GraphDataSet.load("citeseer", dataRoot: folder)
            }
            #expect(error?.code == "data.catalogue.checksum")
            #expect(error?.fix.contains("gimbal data fetch citeseer") == true)
        }
    }

    @Test(
        "loads every entry that lies in the data folder, with the counts that it states",
        .enabled(if: TestEnvironment.dataFolder != nil), arguments: Catalogued.names(.standard))
    func dataFolder(name: String) throws {
        // Loading checks checksums, counts and classes.
        #expect(try DataCatalogue.load(name, dataRoot: TestEnvironment.dataFolder).name == name)
    }

    @Test("names what differs from the stated counts")
    func counts() throws {
        let entry = try DataCatalogue.entry("cora")
        var changed = try DataCatalogue.load("cora").summary()
        changed.figures[.edges] = 5
        changed.classes.removeLast()
        let error = #expect(throws: DataError.self) { try DataCatalogue.check(changed, entry) }
        #expect(error?.code == "data.catalogue.content")
        #expect(error?.message.contains("edges 5, expected 10556") == true)
        #expect(error?.message.contains("classes [351, 217, 418, 818, 426, 298], expected [351") == true)
    }
}
