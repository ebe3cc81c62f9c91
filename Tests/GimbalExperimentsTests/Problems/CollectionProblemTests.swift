// Many graphs from data to saved model: MUTAG, which ships, molecules as text, and real sets.
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Many graphs as a problem")
struct CollectionProblemTests {
    private func train(
        _ task: LearningTask, _ data: String, _ method: String, split: String? = nil, epochs: Int
    ) throws -> (result: TrainingResult, model: SavedModel) {
        let plan = TrainingPlan(
            task: task, data: data, split: split, method: try MethodSpecification(method), seed: 1,
            budget: .epochs(epochs))
        return try ModelTraining(plan, registry: Catalogue.methods, environment: ExperimentEnvironment()).run(
            version: "0")
    }

    /// Saves and loads a model, and removes the folder.
    private func reloaded(_ model: SavedModel) throws -> SavedModel {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try model.save(to: folder)
        return try SavedModel.load(folder, registry: Catalogue.methods)
    }

    @Test("MUTAG: learns, and the saved model gives the same classes and vectors")
    func mutag() throws {
        let (result, model) = try train(.graphClassification, "mutag", "gin", epochs: 30)
        #expect(result.split == "ratio:0.8,0.1,0.1" && result.data.counts["graphs"] == 188)
        #expect(result.data.counts["outputs"] == 2)
        #expect(Set(result.metrics.keys).isSuperset(of: LearningTask.graphClassification.metrics.map(\.name)))
        #expect(try #require(result.metrics["accuracy"]) >= 0.7)
        let raw = try DataSet.load("mutag")
        let predictions = try model.predictions(for: raw)
        #expect(predictions.sample == "graph" && predictions.count == 188 && predictions.knownCount == 188)
        #expect(predictions.ids.first == "0" && predictions.columns.count == 3)
        #expect(try #require(predictions.metrics["accuracy"]) >= 0.75)
        let loaded = try reloaded(model)
        #expect(try loaded.predictions(for: raw) == predictions)
        let vectors = try loaded.embeddings(for: raw)
        #expect(vectors.sample == "graph" && vectors.vectors.shape == [188, 7 + 4 * 32])
        let error = #expect(throws: DataError.self) { try model.predictions(for: DataSet.load("cora")) }
        #expect(error?.code == "data.model.kind" || error?.code == "model.kind")
    }

    @Test("comparisons take every backbone on whole graphs")
    func comparison() throws {
        let plan = ComparisonPlan(
            task: .graphClassification, data: "mutag", split: "k-fold:10",
            methods: try NamedMethod.named(MethodSpecification.list("gcn,gat,sage,gin,appnp,sgc,mlp")),
            seedCount: 2, budget: .epochs(1))
        let outcome = try ComparisonRunner(
            registry: Catalogue.methods, store: nil, environment: ExperimentEnvironment()
        ).run(plan)
        #expect(outcome.results.count == 7)
    }

    @Test("molecules as text: numbers come back in the unit of the data")
    func molecules() throws {
        // Weight grows with the chain: alcohols of 1 to 40 carbon atoms.
        // Their order is mixed: whole numbers that ascend would be taken for identifiers.
        let lengths = (0..<40).map { $0 * 7 % 40 + 1 }
        let rows = lengths.map { "\(String(repeating: "C", count: $0))O,\(18.5 + 14 * Double($0))" }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data((["smiles,weight"] + rows).joined(separator: "\n").utf8).write(to: file)
        let (result, model) = try train(
            .graphRegression, file.path, "gcn[epochs=60]", split: "random-ratio:0.6,0.2,0.2", epochs: 60)
        #expect(result.data.preprocessing.contains("standardized targets"))
        let spread = 14.0 * 11.5
        #expect(try #require(result.metrics["rmse"]) < spread * 1.5)
        let predictions = try reloaded(model).predictions(for: DataSet.load(file.path))
        guard case .numbers(let values)? = predictions.columns.first?.values else {
            Issue.record("no numbers")
            return
        }
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(abs(mean - 305) < 120, "in grams per mole, not in deviations: \(mean)")
        #expect(predictions.knownCount == 40 && predictions.metrics["mae"] != nil)
    }

    @Test("a task that the targets do not suit, and other data, are refused")
    func refusals() throws {
        let numbers = #expect(throws: DataError.self) {
            try train(.graphRegression, "mutag", "gcn", epochs: 1)
        }
        #expect(numbers?.message.contains("its graphs have 2 classes") == true)
        #expect(throws: DataError.self) { try train(.graphClassification, "cora", "gcn", epochs: 1) }
        let method = #expect(throws: ConfigError.self) {
            try train(.graphClassification, "mutag", "dagnn", epochs: 1)
        }
        #expect(method?.message.contains("does not take the task graph-classification") == true)
    }

    @Test(
        "IMDB-BINARY has no features: degrees describe its nodes",
        .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func real() throws {
        let root = try #require(TestEnvironment.dataFolder)
        let imdb = root.appendingPathComponent("tu-gin-text/IMDBBINARY.txt").path
        let (movies, _) = try train(.graphClassification, imdb, "gcn", split: "k-fold:10", epochs: 1)
        #expect(movies.data.preprocessing == "one indicator per degree")
        #expect(movies.data.counts["graphs"] == 1000)
    }
}
