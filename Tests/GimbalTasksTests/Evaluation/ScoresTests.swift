// Metrics of links and of several numbers per sample.
import GimbalCore
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Scores of links and of columns")
struct ScoresTests {
    @Test("links: every metric by hand, ties no hits")
    func links() throws {
        let scores = LinkScores(
            scores: [0.9, 0.5, 0.5, 0.1], linked: [true, true, false, false])
        let metrics = try scores.metrics(["auc", "average-precision", "mrr", "hits@1", "hits@2", "accuracy"])
        #expect(metrics["auc"] == 0.875)
        #expect(metrics["mrr"] == (1 + 1 / 1.5) / 2)
        #expect(metrics["hits@1"] == 0.5 && metrics["hits@2"] == 1)
        #expect(metrics["accuracy"] == nil && metrics.count == 5)
        #expect(throws: DataError.self) { try LinkScores(scores: [1], linked: [true]).metrics(["auc"]) }
    }

    @Test("columns: means of metrics in each column's own unit, unknown numbers left out")
    func columns() throws {
        let predicted = try Tensor([Double(1), 10, 2, 30], shape: [2, 2])
        let targets = try Tensor([Double(2), .nan, 2, 34], shape: [2, 2])
        let scores = try ColumnScores(predicted: predicted, targets: targets)
        let metrics = try scores.metrics(["mae", "r2"])
        #expect(metrics == ["mae": (0.5 + 4) / 2])
        #expect(scores.knownCount == 2)
        #expect(try ColumnScores(predicted: [[1]], targets: [[.nan]]).metrics(["mae"]).isEmpty)
    }
}
