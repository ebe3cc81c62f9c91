// Texts from raw data to perplexity and predictions.
import Foundation
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Texts as a problem")
struct TextProblemTests {
    private func withText<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("text.txt")
        try Data(text.utf8).write(to: url)
        return try body(url)
    }

    /// Lines of words of which each says the next, but the last of a line: one of two is as likely as the other.
    private let text =
        (0..<600).map { $0 % 2 == 0 ? "one two three four five" : "two three four five one" }
        .joined(separator: "\n") + "\n"

    @Test("a text is learnt, saved, and another one scored token by token")
    func words() throws {
        try withText(text) { url in
            let trained = try train(.languageModelling, "text:\(url.path)", "bigram", epochs: 1)
            #expect(trained.result.split == "public")
            #expect(trained.result.data.counts["vocabulary"] == 6)
            let perplexity = try #require(trained.result.metrics["perplexity"])
            let loss = try #require(trained.result.metrics["log-loss"])
            #expect(abs(perplexity - exp(loss)) < 1e-9)
            // Of six tokens of a line, three have one successor each; "one", "five" and the end have two.
            #expect((1..<2).contains(perplexity))
            #expect(try #require(trained.result.metrics["accuracy"]) > 0.6)
            let predictions = try trained.reloaded().predictions(for: DataSet.load("text:\(url.path)"))
            #expect(predictions.sample == "token")
            #expect(
                predictions.columns.map(\.name) == ["prediction", "actual", "log-probability of actual"])
            #expect(predictions.ids.first == "2")
            // Three parts of 3600 tokens together, of which the first of each is not predicted.
            #expect(predictions.count == 3597)
            guard case .texts(let likely) = predictions.columns[0].values,
                case .texts(let came) = predictions.columns[1].values,
                case .numbers(let logs) = predictions.columns[2].values
            else { return #expect(Bool(false)) }
            let two = try #require(came.firstIndex(of: "three"))
            #expect(likely[two] == "three")
            #expect(exp(logs[two]) > 0.9)
            let right = zip(likely, came).count { $0 == $1 }
            let accuracy = try #require(predictions.metrics["accuracy"])
            #expect(abs(Double(right) / 3597 - accuracy) < 1e-12)
        }
    }

    @Test("shares in order divide a text anew; other splits would tear it apart")
    func splits() throws {
        try withText(text) { url in
            let trained = try train(
                .languageModelling, "text:\(url.path)", "bigram", epochs: 1, split: "time:0.5,0.25,0.25")
            #expect(trained.result.data.counts["train"] == 1800)
            #expect(trained.result.data.counts["test"] == 900)
            let error = #expect(throws: ConfigError.self) {
                _ = try train(
                    .languageModelling, "text:\(url.path)", "bigram", epochs: 1, split: "ratio:0.5,0.25,0.25")
            }
            #expect(error?.message == "Split ratio:0.5,0.25,0.25 would tear a text apart.")
        }
    }

    @Test("the window is the user's, and only texts have one")
    func window() throws {
        try withText(text) { url in
            let trained = try train(
                .languageModelling, "text:\(url.path)", "bigram", epochs: 1, window: 16)
            #expect(trained.result.data.preprocessing == "words, windows of 16")
            guard case .text(let preprocessing) = try trained.reloaded().preprocessing else {
                return #expect(Bool(false))
            }
            #expect(preprocessing.window == 16)
            // What a bigram model reaches does not hang on windows: it sees one token.
            let usual = try train(.languageModelling, "text:\(url.path)", "bigram", epochs: 1)
            let (own, other) = try (
                #require(trained.result.metrics["log-loss"]), #require(usual.result.metrics["log-loss"])
            )
            #expect(abs(own - other) < 1e-5)
        }
        let error = #expect(throws: ConfigError.self) {
            _ = try train(.survival, "rossi", "cox-regression", epochs: 1, window: 16)
        }
        #expect(error?.message == "The task survival has no windows of tokens.")
    }

    @Test(
        "a corpus of the data folder is prepared",
        .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"))
    func corpus() throws {
        let folder = try #require(TestEnvironment.dataFolder)
        let raw = try DataSet.load(folder.appendingPathComponent("ptb/ptb.zip"))
        guard case .text(let corpus) = raw else { return #expect(Bool(false)) }
        let (problem, preprocessing) = try TensorProblem.text(.languageModelling, corpus)
        #expect(preprocessing.window == 64)
        #expect(problem.shape.vocabularyCount == corpus.vocabulary.count)
        #expect(problem.test.count == (corpus.test.count - 2) / 64 + 1)
        let targets = try problem.test.target.tensors[0].integers()
        #expect(targets.count { $0 >= 0 } == corpus.test.count - 1)
    }
}
