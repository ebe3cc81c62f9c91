import GimbalStatistics
import Testing

struct HypothesisFixture: Decodable {
    struct Ranks: Decodable {
        let table, nemenyi: [[Double]]
        let averageRanks, dunn: [Double]
        let statistic, pValue, fStatistic, fPValue, nemenyiDifference, dunnDifference: Double
    }
    struct Sign: Decodable {
        let differences: [Double]
        let count, positive: Int
        let confidence, pValue, median, low, high: Double
    }
    struct McNemar: Decodable {
        let onlyFirst, onlySecond: Int
        let exact, statistic, corrected: Double
    }
    struct Discoveries: Decodable { let raw, corrected: [Double] }
    let studentizedRange, studentizedRangeQuantiles, fisher: [[Double]]
    let ranks: [Ranks]
    let sign: [Sign]
    let mcnemar: [McNemar]
    let discoveries: [Discoveries]
}

@Suite("Friedman test and what follows")
struct RankTestTests {
    @Test("agrees with SciPy, ties included")
    func friedman() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).ranks {
            let test = try FriedmanTest(row.table, higherIsBetter: true)
            #expect(test.dataSetCount == row.table.count)
            #expect(zip(test.averageRanks, row.averageRanks).allSatisfy { isClose($0, $1) })
            #expect(isClose(try #require(test.statistic), row.statistic, relative: 1e-11))
            #expect(isClose(test.pValue, row.pValue, relative: 1e-11))
            #expect(isClose(try #require(test.fStatistic), row.fStatistic, relative: 1e-11))
            #expect(isClose(test.fPValue, row.fPValue, relative: 1e-11))
        }
    }

    @Test("pairs agree with scikit-posthocs, differences with SciPy")
    func differences() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).ranks {
            let differences = RankDifferences(try FriedmanTest(row.table, higherIsBetter: true))
            let pairs = try differences.nemenyiPValues()
            for (ours, theirs) in zip(pairs, row.nemenyi) {
                #expect(ours.count == theirs.count)
                // SciPy's distribution is good to nine digits.
                #expect(zip(ours, theirs).allSatisfy { isClose($0, $1, relative: 1e-8) })
            }
            let against = try differences.bonferroniDunnPValues(control: 0)
            #expect(zip(against, row.dunn).allSatisfy { isClose($0, $1, relative: 1e-10) })
            let nemenyi = try differences.nemenyiCriticalDifference()
            #expect(isClose(nemenyi, row.nemenyiDifference, relative: 1e-8))
            let dunn = try differences.bonferroniDunnCriticalDifference()
            #expect(isClose(dunn, row.dunnDifference, relative: 1e-10))
        }
    }

    @Test("Demšar's example: critical differences of four learners on fourteen data sets")
    func published() throws {
        // Demšar 2006, section 3.2: average ranks 3.143, 2.000, 2.893, 1.964; critical differences 1.25 and
        // 1.12 (Nemenyi, levels 0.05 and 0.1), 1.16 (Dunn, 0.05), cut off after two decimals.
        let ranks = [44, 28, 40.5, 27.5].map { $0 / 14 }
        let differences = try RankDifferences(averageRanks: ranks, dataSetCount: 14)
        #expect(abs(try differences.nemenyiCriticalDifference(confidence: 0.95) - 1.25) < 0.01)
        #expect(abs(try differences.nemenyiCriticalDifference(confidence: 0.9) - 1.12) < 0.01)
        #expect(abs(try differences.bonferroniDunnCriticalDifference(confidence: 0.95) - 1.16) < 0.01)
    }

    @Test("rising transforms, other data-set orders and turned signs change nothing")
    func invariances() throws {
        let table = try fixture("hypotheses", as: HypothesisFixture.self).ranks[1].table
        let test = try FriedmanTest(table, higherIsBetter: true)
        let cubes = try FriedmanTest(
            table.reversed().map { $0.map { $0 * $0 * $0 + 2 } }, higherIsBetter: true)
        #expect(isClose(try #require(cubes.statistic), try #require(test.statistic)))
        let errors = try FriedmanTest(table.map { $0.map { -$0 } }, higherIsBetter: false)
        #expect(errors == test)
    }

    @Test("all ties show nothing, full agreement everything")
    func degenerate() throws {
        let ties = try FriedmanTest([[1, 1, 1], [2, 2, 2]], higherIsBetter: true)
        #expect(ties.statistic == nil && ties.pValue == 1 && ties.fStatistic == nil && ties.fPValue == 1)
        #expect(ties.averageRanks == [2, 2, 2])
        let agreed = try FriedmanTest([[3, 2, 1], [9, 5, 2], [0.3, 0.2, 0.1]], higherIsBetter: true)
        #expect(isClose(try #require(agreed.statistic), 6))
        #expect(agreed.fStatistic == nil && agreed.fPValue == 0)
        #expect(isClose(agreed.pValue, 0.049787068367863944))  // e⁻³
    }

    @Test("two methods: Nemenyi's test is the normal test of the difference, as Dunn's")
    func twoMethods() throws {
        let differences = try RankDifferences(averageRanks: [1.2, 1.8], dataSetCount: 20)
        let pair = try differences.nemenyiPValues()
        let dunn = try differences.bonferroniDunnPValues(control: 1)
        #expect(isClose(pair[0][1], dunn[0], relative: 1e-11))
        #expect(pair[0][0] == 1 && dunn[1] == 1 && pair[0][1] == pair[1][0])
        let nemenyi = try differences.nemenyiCriticalDifference()
        #expect(isClose(nemenyi, try differences.bonferroniDunnCriticalDifference(), relative: 1e-11))
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try FriedmanTest([[1, 2]], higherIsBetter: true) }
                == "Friedman test: found 1, expected at least 2 data sets. Collect more data sets.")
        #expect(
            errorText { _ = try FriedmanTest([[1], [2]], higherIsBetter: true) }
                .contains("at least 2 methods"))
        #expect(
            errorText { _ = try FriedmanTest([[1, 2], [2]], higherIsBetter: true) }
                .contains("2 values in row 0 but 1 in row 1"))
        #expect(
            errorText { _ = try FriedmanTest([[1, 2], [2, .nan]], higherIsBetter: true) }.contains("nan"))
        #expect(
            errorText { _ = try RankDifferences(averageRanks: [0.9, 1.2], dataSetCount: 5) }
                == "RankDifferences: average rank 0 is 0.9, expected 1 to 2, the number of methods. "
                + "Pass average ranks, not values.")
        #expect(
            errorText { _ = try RankDifferences(averageRanks: [1, 2], dataSetCount: 1) }
                .contains("at least 2 data sets"))
        #expect(
            errorText {
                let differences = try RankDifferences(averageRanks: [1, 2], dataSetCount: 9)
                _ = try differences.bonferroniDunnPValues(control: 2)
            } == "Bonferroni-Dunn test: the control is method 2, expected 0 to 1. "
                + "Pass the position of the control among the average ranks.")
        #expect(
            errorText {
                let differences = try RankDifferences(averageRanks: [1, 2], dataSetCount: 9)
                _ = try differences.nemenyiCriticalDifference(confidence: 95)
            }.contains("Did you mean 0.95?"))
        #expect(
            errorText {
                let differences = try RankDifferences(averageRanks: [1, 2], dataSetCount: 9)
                _ = try differences.bonferroniDunnCriticalDifference(confidence: 0)
            }.hasPrefix("Confidence is 0.0"))
    }
}
