import Foundation
import GimbalStatistics
import Testing

@Suite("Critical-difference diagram")
struct CriticalDifferenceDiagramTests {
    /// Methods whose ranks are the given ones on every one of so many data sets.
    private func methods(_ ranks: [(String, Double)], dataSets: Int) -> [MethodValues] {
        ranks.map { MethodValues(method: $0.0, values: [Double](repeating: -$0.1, count: dataSets)) }
    }

    @Test("orders methods by rank and joins neighbours")
    func order() throws {
        // √(4 · 5 / 60) · 2.569 = 1.483: neighbours are joined, others are not.
        let diagram = try CriticalDifferenceDiagram(
            methods([("mlp", 3), ("gcn", 1), ("sgc", 2), ("svm", 4)], dataSets: 10))
        #expect(diagram.methods == ["gcn", "sgc", "mlp", "svm"])
        #expect(diagram.averageRanks == [1, 2, 3, 4])
        #expect(abs(diagram.criticalDifference - 1.4832) < 1e-3)
        #expect(diagram.groups == [0..<2, 1..<3, 2..<4])
        #expect(diagram.friedman.averageRanks == diagram.averageRanks)
        #expect(diagram.friedman.pValue < 1e-5)
    }

    @Test("few data sets join all, many none; runs inside a longer one are left out")
    func groups() throws {
        let ranks = [("a", 1.0), ("b", 2), ("c", 3)]
        #expect(try CriticalDifferenceDiagram(methods(ranks, dataSets: 2)).groups == [0..<3])
        #expect(try CriticalDifferenceDiagram(methods(ranks, dataSets: 40)).groups == [])
        #expect(try CriticalDifferenceDiagram(methods(ranks, dataSets: 8)).groups == [0..<2, 1..<3])
    }

    @Test("a difference is shown exactly when Nemenyi's p-value is below the level")
    func duality() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).ranks {
            let columns = row.table[0].indices.map { column in
                MethodValues(method: "m\(column)", values: row.table.map { $0[column] })
            }
            let diagram = try CriticalDifferenceDiagram(columns)
            #expect(zip(diagram.averageRanks, row.averageRanks.sorted()).allSatisfy { isClose($0, $1) })
            let pValues = try RankDifferences(diagram.friedman).nemenyiPValues()
            for i in columns.indices {
                for j in columns.indices where j > i {
                    let isJoined = diagram.groups.contains { $0.contains(i) && $0.contains(j) }
                    #expect(isJoined == (pValues[i][j] > 0.05))
                }
            }
        }
    }

    @Test("errors rank the other way round, ties keep the order given, and all of it can be stored")
    func direction() throws {
        let values = [
            MethodValues(method: "large", values: [3, 5, 4]), MethodValues(method: "one", values: [1, 2, 1]),
            MethodValues(method: "two", values: [1, 2, 1]),
        ]
        let diagram = try CriticalDifferenceDiagram(values, direction: .lowerIsBetter)
        #expect(diagram.methods == ["one", "two", "large"] && diagram.averageRanks == [1.5, 1.5, 3])
        let stored = try JSONEncoder().encode(diagram)
        #expect(try JSONDecoder().decode(CriticalDifferenceDiagram.self, from: stored) == diagram)
    }

    @Test("says what is wrong with its input")
    func errors() {
        let one = MethodValues(method: "a", values: [1, 2])
        #expect(
            errorText { _ = try CriticalDifferenceDiagram([one, one]) }
                == "CriticalDifferenceDiagram: two methods are called \"a\". Give each its own alias.")
        #expect(
            errorText { _ = try CriticalDifferenceDiagram([one, MethodValues(method: "b", values: [1])]) }
                == "CriticalDifferenceDiagram, method \"b\": found 1 values, expected 2 like \"a\". "
                + "Run every method with the same data sets; tests are paired by data set.")
        #expect(errorText { _ = try CriticalDifferenceDiagram([one]) }.contains("at least 2 methods"))
        #expect(errorText { _ = try CriticalDifferenceDiagram([]) }.contains("at least 1 method"))
        #expect(
            errorText {
                _ = try CriticalDifferenceDiagram(
                    [one, MethodValues(method: "b", values: [1, 3])], confidence: 2)
            }.hasPrefix("Confidence is 2.0"))
    }
}
