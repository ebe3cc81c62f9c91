// Tables from raw data to metrics and predictions: splits by column, group and time, survival, rows without a target.
import Foundation
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTraining
import Testing

@Suite("Tables as a problem")
struct TableProblemTests {
    /// Writes a file of the user's, and removes it afterwards.
    private func withFile<Result>(_ text: String, name: String = "rows.csv", _ body: (URL) throws -> Result)
        throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: url)
        return try body(url)
    }

    /// Rows of two groups each, y = 3 x + 7.
    private func rows(target: Bool = true) -> String {
        let lines = (0..<60).map { row in
            let x = Double((row * 37) % 60) / 10
            let part = ["train", "train", "train", "validation", "test"][row % 5]
            return "\(x),g\(row / 3),\(row),\(part)" + (target ? ",\(3 * x + 7)" : "")
        }
        return (["x,patient,day,part" + (target ? ",y" : "")] + lines).joined(separator: "\n") + "\n"
    }

    @Test("a column of the table says which part a row belongs to, and is no feature")
    func column() throws {
        try withFile(rows()) { url in
            let trained = try train(
                .tabularRegression, url.path, "mlp[hidden=16]", epochs: 2, split: "column:part",
                columns: ColumnRoles(target: "y", ignored: ["patient", "day"]))
            #expect(trained.result.data.counts["train"] == 36)
            #expect(trained.result.data.counts["test"] == 12)
            #expect(trained.result.data.counts["features"] == 1)
        }
    }

    @Test("groups and order are no features, and choose the split unless the user does")
    func groupsAndTime() throws {
        try withFile(rows()) { url in
            let grouped = try train(
                .tabularRegression, url.path, "mlp[hidden=16]", epochs: 1,
                columns: ColumnRoles(target: "y", group: "patient", ignored: ["part", "day"]))
            #expect(grouped.result.split == "group-ratio:0.6,0.2,0.2")
            #expect(grouped.result.data.counts["features"] == 1)
            let ordered = try train(
                .tabularRegression, url.path, "mlp[hidden=16]", epochs: 1,
                columns: ColumnRoles(target: "y", order: "day", ignored: ["part", "patient"]))
            #expect(ordered.result.split == "time:0.6,0.2,0.2")
            #expect(ordered.result.data.counts["features"] == 1)
            #expect(ordered.result.data.counts["test"] == 12)
        }
    }

    @Test("files of training and test rows alone lend a tenth of the training rows to the validation")
    func publicParts() throws {
        let rows = (0..<50).map { "\(Double($0 * 7 % 50)),\($0 * 7 % 50 > 25 ? "high" : "low")" }
        let text = (["x,y"] + rows).joined(separator: "\n") + "\n"
        try withFile(text, name: "train.csv") { url in
            let folder = url.deletingLastPathComponent()
            try Data(text.utf8).write(to: folder.appendingPathComponent("test.csv"))
            let card =
                "format: table\nfile: train.csv\nfiles: {train: train.csv, test: test.csv}\ntargets: [y]\n"
            try Data(card.utf8).write(to: folder.appendingPathComponent("data.yaml"))
            let trained = try train(.tabularClassification, folder.path, "mlp[hidden=8]", epochs: 3)
            #expect(trained.result.split == "public")
            let counts = trained.result.data.counts
            #expect(counts["test"] == 50)
            #expect(counts["train"] == 45 && counts["validation"] == 5)
            #expect(trained.result.metrics["validation-accuracy"] != nil)
        }
    }

    @Test("a saved model predicts numbers in the data's unit, also of rows without a target")
    func predictions() throws {
        try withFile(rows()) { url in
            let columns = ColumnRoles(target: "y", ignored: ["part", "patient", "day"])
            let trained = try train(
                .tabularRegression, url.path, "mlp[hidden=32,learning-rate=0.01]", epochs: 200,
                columns: columns)
            #expect(try #require(trained.result.metrics["r2"]) > 0.95)
            let model = try trained.reloaded()
            try withFile("x\n0.5\n4\n") { rows in
                let predicted = try model.predictions(for: DataSet.load(rows))
                #expect(predicted.ids == ["1", "2"])
                #expect(predicted.metrics.isEmpty)
                guard case .numbers(let values) = predicted.columns[0].values else {
                    return #expect(Bool(false))
                }
                #expect(abs(values[0] - 8.5) < 2)
                #expect(abs(values[1] - 19) < 2)
            }
        }
    }

    @Test("survival has four metrics, and a saved model predicts curves")
    func survival() throws {
        let trained = try train(.survival, "rossi", "cox-regression", epochs: 1)
        for name in ["c-index", "uno-c-index", "time-dependent-auc", "integrated-brier"] {
            let value = try #require(trained.result.metrics[name])
            #expect((0...1).contains(value))
        }
        let raw = try DataSet.load("rossi")
        let predictions = try trained.reloaded().predictions(for: raw)
        // Three quarters of the rows were observed to the end, so that two quartiles are one.
        #expect(
            predictions.columns.map(\.name) == [
                "risk", "median survival", "survival at 50", "survival at 52",
            ])
        guard case .numbers(let early) = predictions.columns[2].values,
            case .numbers(let late) = predictions.columns[3].values,
            case .numbers(let risks) = predictions.columns[0].values
        else { return #expect(Bool(false)) }
        #expect(zip(early, late).allSatisfy { $0 >= $1 && $1 >= 0 && $0 <= 1 })
        let riskiest = try #require(risks.indices.max { risks[$0] < risks[$1] })
        #expect(early[riskiest] == early.min())
        #expect(predictions.knownCount == 432)
        // Harrell's index of Cox regression on all rows is 0.64.
        #expect(try #require(predictions.metrics["c-index"]) > 0.6)
    }

    @Test("embeddings of rows are judged by probes")
    func embedding() throws {
        let trained = try train(.tabularEmbedding, "german-credit", "mlp[hidden=16]", epochs: 3)
        #expect(try #require(trained.result.metrics["probe-accuracy"]) > 0.6)
        #expect(try #require(trained.result.metrics["validation-knn-accuracy"]) > 0.5)
    }

    @Test("embeddings of graphs are judged by probes")
    func graphs() throws {
        let trained = try train(.graphEmbedding, "mutag", "gin", epochs: 10)
        #expect(try #require(trained.result.metrics["probe-accuracy"]) > 0.6)
        #expect(try #require(trained.result.metrics["knn-accuracy"]) > 0.6)
        #expect(trained.result.metrics["validation-knn-accuracy"] != nil)
    }

    @Test("embeddings of nodes are judged by probes")
    func nodes() throws {
        let trained = try train(.nodeEmbedding, "cora", "gcn", epochs: 30)
        #expect(try #require(trained.result.metrics["probe-accuracy"]) > 0.6)
        #expect(try #require(trained.result.metrics["knn-accuracy"]) > 0.6)
    }
}
