// Link prediction from data to saved model.
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTraining
import Testing

@Suite("Links as a problem")
struct LinkProblemTests {
    private func train(_ data: String, _ method: String, split: String? = nil, epochs: Int) throws -> (
        result: TrainingResult, model: SavedModel
    ) {
        let plan = TrainingPlan(
            task: .linkPrediction, data: data, split: split, method: try MethodSpecification(method), seed: 1,
            budget: .epochs(epochs))
        return try ModelTraining(plan, registry: Catalogue.methods, environment: ExperimentEnvironment()).run(
            version: "0")
    }

    /// Writes a ring of 40 nodes with chords, without labels and features, and removes the folder.
    private func withRings<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let rows = (0..<40).map { "n\($0),n\(($0 + 1) % 40)" } + (0..<40).map { "n\($0),n\(($0 + 2) % 40)" }
        let text = (["source,target"] + rows).joined(separator: "\n")
        try Data(text.utf8).write(to: folder.appendingPathComponent("edges.csv"))
        return try body(folder.path)
    }

    @Test("Cora: learns from training links alone; all metrics are there")
    func cora() throws {
        let (result, model) = try train("cora", "gcn[hidden=16]", epochs: 30)
        #expect(result.split == "links:0.85,0.05,0.1" && result.method.preset == "untuned")
        #expect(Set(result.metrics.keys).isSuperset(of: LearningTask.linkPrediction.metrics.map(\.name)))
        #expect(try #require(result.metrics["auc"]) > 0.75)
        #expect(result.data.counts["test"] == 528 && result.data.counts["validation"] == 264)
        let raw = try DataSet.load("cora")
        let pairs = PairList([.init("0", "1"), .init("5", "9"), .init("1", "0")])
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try model.save(to: folder)
        let loaded = try SavedModel.load(folder, registry: Catalogue.methods)
        let predictions = try loaded.predictions(for: raw, pairs: pairs)
        #expect(try predictions == model.predictions(for: raw, pairs: pairs))
        #expect(predictions.ids == ["0 - 1", "5 - 9", "1 - 0"] && predictions.sample == "pair")
        guard case .numbers(let scores)? = predictions.columns.first?.values else {
            Issue.record("no scores")
            return
        }
        #expect(scores[0] == scores[2], "a pair scores alike in both directions")
        #expect(try loaded.embeddings(for: raw).vectors.shape == [2708, 16])
        #expect(try loaded.predictions(for: raw, pairs: PairList([])).count == 0)
        let error = #expect(throws: ConfigError.self) { try loaded.predictions(for: raw) }
        #expect(error?.fix.contains("--pairs") == true)
    }

    @Test("graphs without labels and features will do, with nodes by name")
    func unlabelled() throws {
        try withRings { folder in
            let (result, model) = try train(folder, "sage", split: "links:0.7,0.1,0.2", epochs: 5)
            #expect(result.split == "links:0.7,0.1,0.2" && result.data.counts["train"] == 56)
            let pairs = PairList([.init("n3", "n4")])
            #expect(try model.predictions(for: DataSet.load(folder), pairs: pairs).ids == ["n3 - n4"])
        }
    }

    @Test("every seed divides the links anew, and the same seed alike")
    func seeds() throws {
        let plan = ComparisonPlan(
            task: .linkPrediction, data: "cora",
            methods: try NamedMethod.named(MethodSpecification.list("sgc,gat")),
            seedCount: 2, budget: .epochs(1))
        let outcomes = try (0..<2).map { _ in
            try ComparisonRunner(
                registry: Catalogue.methods, store: nil, environment: ExperimentEnvironment(threadCount: 1)
            ).run(plan)
        }
        #expect(outcomes[0].results.map(\.metrics) == outcomes[1].results.map(\.metrics))
        #expect(outcomes[0].results.count == 2)
        for result in outcomes[0].results {
            let areas = try #require(result.metrics["auc"]).values
            #expect(areas.count == 2 && areas[0] != areas[1], "seeds have splits of their own")
        }
    }

    @Test(
        "a split that is none of links is refused, with its form",
        arguments: ["public", "ratio:0.8,0.1,0.1", "links:0.8,0.1", "links:0.8,0.1,0.3", "links:a,b,c"])
    func splits(_ text: String) throws {
        let error = #expect(throws: ConfigError.self) { try train("cora", "gcn", split: text, epochs: 1) }
        #expect(error?.message.contains("\"\(text)\"") == true && error?.fix.contains("links:0.85") == true)
    }

    @Test("models of other tasks score no pairs")
    func otherTask() throws {
        let plan = TrainingPlan(
            task: .nodeClassification, data: "cora", method: try MethodSpecification("gcn"),
            budget: .epochs(1))
        let model = try ModelTraining(
            plan, registry: Catalogue.methods, environment: ExperimentEnvironment()
        ).run(version: "0").model
        let error = #expect(throws: ConfigError.self) {
            try model.predictions(for: DataSet.load("cora"), pairs: PairList([.init("0", "1")]))
        }
        #expect(error?.message.contains("does not score pairs") == true)
    }
}
