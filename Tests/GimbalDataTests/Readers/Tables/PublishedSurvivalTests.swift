// Published survival tables: rows, columns and events as they are known.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("Published survival tables", .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"))
struct PublishedSurvivalTests {
    private func folder() throws -> URL {
        try #require(TestEnvironment.dataFolder).appendingPathComponent("survival")
    }

    private static let tables:
        [(path: String, format: String, rows: Int, columns: Int, roles: [String], events: Int)] =
            [
                ("scikit-survival/GBSG2.arff", "arff", 686, 10, ["time", "cens"], 299),
                ("scikit-survival/actg320.arff", "arff", 1151, 15, ["time", "censor"], 96),
                (
                    "scikit-survival/breast_cancer_GSE7390-metastasis.arff", "arff", 198, 82,
                    ["t.tdm", "e.tdm"], 51
                ),
                ("scikit-survival/cgvhd.arff", "arff", 100, 14, ["survtime", "stat"], 26),
                ("scikit-survival/flchain.arff", "arff", 7874, 11, ["futime", "death"], 2169),
                ("scikit-survival/veteran.arff", "arff", 137, 8, ["Survival_in_days", "Status"], 128),
                ("scikit-survival/whas500.arff", "arff", 500, 16, ["lenfol", "fstat"], 215),
                ("lifelines/rossi.csv", "table", 432, 9, ["week", "arrest"], 114),
                ("lifelines/lung.csv", "table", 228, 10, ["time", "status"], 165),
                ("lifelines/gbsg2.csv", "table", 686, 10, ["time", "cens"], 299),
                ("lifelines/kidney_transplant.csv", "table", 863, 6, ["time", "death"], 140),
                ("lifelines/larynx.csv", "table", 90, 6, ["time", "death"], 50),
                ("auton/support2.csv", "table", 9105, 48, ["d.time", "death"], 6201),
                ("auton/pbc2.csv", "table", 1945, 21, ["years", "status2"], 725),
            ]

    @Test("times and events", arguments: tables.indices)
    func read(index: Int) throws {
        let wanted = Self.tables[index]
        let url = try folder().appendingPathComponent(wanted.path)
        let reader = try DataFormats.standard.reader(recognizing: url)
        #expect(reader.id == wanted.format)
        // The names of the columns suggest these roles.
        let card = try reader.proposal(DataSource(url, card: DataCard(format: reader.id)))
        #expect([card.time, card.event] == wanted.roles)
        let dataSet = try #require(
            try reader.read(DataSource(url, card: card)).dataSet.content as? TableDataSet)
        #expect(dataSet.table.rowCount == wanted.rows)
        #expect(dataSet.table.columns.count == wanted.columns)
        #expect(dataSet.featureColumns.count == wanted.columns - 2)
        #expect(try dataSet.survivalTarget().eventCount == wanted.events)
    }

    @Test("several kinds of events, visits and intervals are tables without a survival target")
    func others() throws {
        func read(_ path: String, _ format: String, _ change: (inout DataCard) -> Void = { _ in }) throws
            -> TableDataSet
        {
            var card = DataCard(format: format)
            change(&card)
            let source = DataSource(try folder().appendingPathComponent(path), card: card)
            return try DataFormats.standard.reader(format).read(source).dataSet
                .content(as: TableDataSet.self, "a table")
        }
        let transplants = try read("scikit-survival/bmt.arff", "arff") {
            $0.time = "ftime"
            $0.event = "status"
        }
        #expect(transplants.table.rowCount == 35)
        let error = #expect(throws: DataError.self) { try transplants.survivalTarget() }
        #expect(error?.code == "data.survival.event")
        #expect(try read("lifelines/recur.csv", "table").table.rowCount == 1296)
        #expect(try read("lifelines/stanford_heart.csv", "table").table.columns.count == 8)
        // The first column numbers the rows.
        let intervals = try read("lifelines/interval_diabetes.csv", "table").table
        #expect(intervals.rowCount == 731)
        #expect(intervals.columnNames == ["left", "right", "gender"])
        let visits = try read("auton/pbc2.csv", "table") { $0.group = "id" }
        #expect(try visits.table.column("id").figures().distinctCount == 312)
    }

    @Test("a column that marks censoring, in an archive")
    func censorship() throws {
        let url = try #require(TestEnvironment.dataFolder)
            .appendingPathComponent("tcga-multiomics/tcga_ucec_all_clean.csv.zip")
        let card = try DelimitedTable.proposal(DataSource(url, card: DataCard(format: "table")))
        #expect(card.time == "survival_months")
        #expect(card.event == "not censorship")
        let dataSet = try DelimitedTable.read(DataSource(url, card: card))
        #expect(dataSet.table.rowCount == 539)
        #expect(dataSet.roles.event == "censorship")
        let target = try dataSet.survivalTarget()
        let marks = try #require(try dataSet.table.numbers("censorship"))
        #expect(target.eventCount == marks.count { $0 == 0 })
        #expect(!dataSet.featureColumns.contains { $0.name == "censorship" })
    }
}
