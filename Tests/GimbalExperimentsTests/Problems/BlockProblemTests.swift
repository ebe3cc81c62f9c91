// Blocks from raw data to metrics and predictions.
import Foundation
import GimbalBackbones
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Blocks as a problem")
struct BlockProblemTests {
    /// A genomic table of 60 slides of 30 patients; every fifth lacks the copy numbers, and times fall with the first
    /// gene.
    private func withGenes<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = (0..<60).map { row in
            let gene = Double((row * 17) % 60) / 10
            let copies = row % 5 == 0 ? "," : "\(row % 3 - 1),\(row % 2)"
            return "s\(row),p\(row / 2),\(20 - 3 * gene + Double(row % 7) / 10),\(row % 4 == 0 ? 1 : 0),"
                + "\(gene),\((row * 7) % 11),\(copies)"
        }
        let header = "slide_id,case_id,survival_months,censorship,A_rnaseq,B_rnaseq,A_cnv,B_cnv"
        let url = folder.appendingPathComponent("genes.csv")
        try Data(([header] + lines).joined(separator: "\n").utf8).write(to: url)
        return try body(url)
    }

    @Test("survival of samples of which some lack a block, with patients in one part each")
    func survival() throws {
        try withGenes { url in
            let trained = try train(
                .survival, url.path, "mlp[hidden=16,learning-rate=0.01]", epochs: 60)
            #expect(trained.result.split.hasPrefix("group-ratio"))
            let inferred = try InferredTask(DataSet.load(url), method: MLPMethod.card)
            #expect(inferred.task == .survival)
            #expect(inferred.reason == "its targets are times and events")
            #expect(trained.result.data.counts["features"] == 6)
            #expect(try #require(trained.result.metrics["c-index"]) > 0.8)
            let predictions = try trained.reloaded().predictions(for: DataSet.load(url))
            #expect(predictions.ids.first == "s0")
            #expect(predictions.columns.map(\.name).first == "risk")
            #expect(predictions.columns.count == 5)
            #expect(predictions.knownCount == 60)
            let vectors = try trained.model.embeddings(for: DataSet.load(url))
            #expect(vectors.vectors.shape == [60, 16])
            #expect(vectors.ids.last == "s59")
        }
    }

    @Test("classes are refused where the targets are times, and roles where there are no columns")
    func otherTarget() throws {
        try withGenes { url in
            let error = #expect(throws: DataError.self) {
                _ = try train(.tabularClassification, url.path, "mlp", epochs: 1)
            }
            #expect(error?.message.contains("expects classes") == true)
            let columns = #expect(throws: ConfigError.self) {
                _ = try train(
                    .survival, url.path, "mlp", epochs: 1, columns: ColumnRoles(target: "A_cnv"))
            }
            #expect(columns?.message.hasPrefix("Blocks have no use for --target") == true)
        }
    }

    @Test(
        "blocks of the data folder are learnt",
        .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"))
    func rosmap() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("mogonet-rosmap")
        let trained = try train(.tabularClassification, folder.path, "mlp[hidden=32]", epochs: 20)
        #expect(trained.result.data.counts["features"] == 603)
        #expect(try #require(trained.result.metrics["accuracy"]) > 0.6)
        #expect(trained.result.metrics["validation-accuracy"] != nil)
        let predictions = try trained.reloaded().predictions(for: DataSet.load(folder))
        #expect(predictions.knownCount == 351)
    }
}
