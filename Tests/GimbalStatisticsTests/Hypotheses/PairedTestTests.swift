import GimbalStatistics
import Testing

struct PairedRows: Decodable {
    struct TTest: Decodable {
        let a, b: [Double]
        let confidence, statistic, pValue, low, high: Double
        let ratio, correctedStatistic, correctedPValue, correctedLow, correctedHigh: Double
    }
    struct Wilcoxon: Decodable {
        let differences: [Double]
        let confidence, statistic, pValue: Double
        let difference, low, high: Double?
    }
    let tTests: [TTest]
    let wilcoxon: [Wilcoxon]
}

@Suite("Paired t-test")
struct PairedTestTests {
    @Test("agrees with SciPy, plain and corrected for resampling")
    func oracle() throws {
        for row in try fixture("paired", as: PairedRows.self).tTests {
            let plain = try PairedTest.tTest(row.a, row.b, confidence: row.confidence)
            // The differences of rounded inputs carry their rounding, hence 1e-9.
            #expect(isClose(try #require(plain.statistic), row.statistic, relative: 1e-9))
            #expect(isClose(plain.pValue, row.pValue, relative: 1e-9))
            #expect(isClose(plain.low, row.low, relative: 1e-9))
            #expect(isClose(plain.high, row.high, relative: 1e-9))
            #expect(plain.degreesOfFreedom == Double(row.a.count - 1))
            let corrected = try PairedTest.correctedResampledTTest(
                row.a, row.b, testToTrainRatio: row.ratio, confidence: row.confidence)
            #expect(isClose(try #require(corrected.statistic), row.correctedStatistic, relative: 1e-9))
            #expect(isClose(corrected.pValue, row.correctedPValue, relative: 1e-9))
            #expect(isClose(corrected.low, row.correctedLow, relative: 1e-9))
            #expect(isClose(corrected.high, row.correctedHigh, relative: 1e-9))
        }
    }

    @Test("swapping the methods turns the sign and keeps the p-value")
    func symmetry() throws {
        let (a, b) = ([0.8, 0.9, 0.7, 0.85], [0.7, 0.6, 0.75, 0.8])
        let (forward, backward) = (try PairedTest.tTest(a, b), try PairedTest.tTest(b, a))
        #expect(forward.difference == -backward.difference)
        #expect(forward.low == -backward.high)
        #expect(forward.pValue == backward.pValue)
    }

    @Test("the interval excludes zero exactly when p is below the level")
    func duality() throws {
        var generator = Xoshiro256(seed: 5)
        for _ in 0..<200 {
            let a = (0..<6).map { _ in Double(generator.index(below: 1000)) / 1000 }
            let test = try PairedTest.tTest(a, [0.2, 0.3, 0.4, 0.3, 0.2, 0.3], confidence: 0.9)
            #expect((test.low > 0 || test.high < 0) == (test.pValue < 0.1))
        }
    }

    @Test("without a difference, one test in twenty says there is one")
    func level() throws {
        var generator = Xoshiro256(seed: 11)
        var rejections = 0
        for _ in 0..<4000 {
            let noise = try (0..<10).map { _ in
                try StandardNormal.quantile((Double(generator.index(below: 1 << 30)) + 0.5) / Double(1 << 30))
            }
            if try PairedTest.tTest(noise, [Double](repeating: 0, count: 10)).pValue < 0.05 {
                rejections += 1
            }
        }
        // 200 ± four standard deviations.
        #expect(abs(rejections - 200) < 56)
    }

    @Test("no difference anywhere gives p = 1, flagged")
    func identical() throws {
        let test = try PairedTest.tTest([0.5, 0.6], [0.5, 0.6])
        #expect(test.pValue == 1 && test.isDegenerate && test.statistic == nil)
        #expect(test.difference == 0 && test.low == 0 && test.high == 0)
    }

    @Test("one common difference gives p = 0 and no width, flagged, rounding aside")
    func constantDifference() throws {
        let test = try PairedTest.tTest([0.85, 0.84, 0.3], [0.83, 0.82, 0.28])
        #expect(test.pValue == 0 && test.isDegenerate && test.statistic == nil)
        #expect(isClose(test.difference, 0.02))
        #expect(test.low == test.difference && test.high == test.difference)
    }

    @Test("says what is wrong with its input")
    func errors() {
        #expect(
            errorText { _ = try PairedTest.tTest([1, 2, 3], [1, 2]) }
                == "Paired t-test: 3 values but 2 values, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try PairedTest.tTest([1], [2]) }
                == "Paired t-test: found 1, expected at least 2 pairs. Collect more pairs.")
        #expect(errorText { _ = try PairedTest.tTest([1, .nan], [1, 2]) }.contains("value 1 is nan"))
        #expect(
            errorText { _ = try PairedTest.correctedResampledTTest([1, 2], [2, 4], testToTrainRatio: 0) }
                == "testToTrainRatio is 0.0, expected a positive number. "
                + "Pass test size / training size, for example 1/9 in ten-fold cross-validation.")
    }
}
