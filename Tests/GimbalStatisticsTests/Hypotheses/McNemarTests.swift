import GimbalStatistics
import Testing

@Suite("McNemar's test")
struct McNemarTests {
    @Test("agrees with statsmodels, exact and corrected")
    func oracle() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).mcnemar {
            let test = try McNemarTest(onlyFirstRight: row.onlyFirst, onlySecondRight: row.onlySecond)
            #expect(isClose(test.exactPValue, row.exact))
            #expect(isClose(try #require(test.statistic), row.statistic))
            #expect(isClose(test.correctedPValue, row.corrected))
        }
    }

    @Test("counts what only one of the two got right")
    func counts() throws {
        let labels = [0, 1, 2, 0, 1, 2, 0]
        let test = try McNemarTest(
            first: [0, 1, 2, 1, 1, 0, 1], second: [0, 2, 1, 1, 0, 2, 2], labels: labels)
        #expect(test.onlyFirstRight == 3 && test.onlySecondRight == 1)
        #expect(test.exactPValue == 0.625 && test.statistic == 0.25)
        let swapped = try McNemarTest(
            first: [0, 2, 1, 1, 0, 2, 2], second: [0, 1, 2, 1, 1, 0, 1], labels: labels)
        #expect(swapped.exactPValue == test.exactPValue && swapped.statistic == test.statistic)
    }

    @Test("no disagreement, and an even one, show nothing")
    func edges() throws {
        let none = try McNemarTest(first: [1, 0], second: [1, 0], labels: [1, 1])
        #expect(none.exactPValue == 1 && none.correctedPValue == 1 && none.statistic == nil)
        let even = try McNemarTest(onlyFirstRight: 4, onlySecondRight: 4)
        #expect(even.exactPValue == 1 && even.correctedPValue == 1 && even.statistic == 0)
    }

    @Test("says what is wrong with its input")
    func errors() {
        #expect(
            errorText { _ = try McNemarTest(onlyFirstRight: -1, onlySecondRight: 4) }
                == "McNemar's test: the counts are -1 and 4, expected 0 or more. "
                + "Count the items that only one of the two got right.")
        #expect(
            errorText { _ = try McNemarTest(first: [1], second: [1, 0], labels: [1]) }
                .hasPrefix("McNemar's test: 2 predictions but 1 labels"))
        #expect(
            errorText { _ = try McNemarTest(first: [-1], second: [1], labels: [1]) }
                .hasPrefix("McNemar's test: prediction 0 is -1"))
        #expect(errorText { _ = try McNemarTest(first: [], second: [], labels: []) }.contains("found 0"))
    }
}
