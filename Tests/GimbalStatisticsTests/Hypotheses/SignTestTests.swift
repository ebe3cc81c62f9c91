import GimbalStatistics
import Testing

@Suite("Sign test")
struct SignTestTests {
    @Test("agrees with SciPy, the interval by the binomial distribution")
    func oracle() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).sign {
            guard !row.differences.isEmpty else {
                // Too many differences for a fixture: the same number of each sign.
                let signs = (0..<row.count).map { $0 < row.positive ? 1.0 : -1.0 }
                let test = try PairedTest.signTest(signs, signs.map { _ in 0 })
                #expect(isClose(test.pValue, row.pValue, relative: 1e-11))
                continue
            }
            let zeros = [Double](repeating: 0, count: row.count)
            let test = try PairedTest.signTest(row.differences, zeros, confidence: row.confidence)
            let label: Comment = "\(row.count) pairs"
            #expect(test.statistic == Double(row.positive), label)
            #expect(isClose(test.pValue, row.pValue), label)
            #expect(isClose(test.difference, row.median), label)
            #expect(isClose(test.low, row.low) && isClose(test.high, row.high), label)
        }
    }

    @Test("p-values by hand; ties are left out, and order and size do not matter")
    func byHand() throws {
        let test = try PairedTest.signTest([1, 2, 3, 4, 5, -1, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0])
        // One of six below: 2 (1 + 6) / 64.
        #expect(test.pValue == 0.21875)
        #expect(test.statistic == 5 && test.difference == 1.5 && !test.isDegenerate)
        #expect(test.degreesOfFreedom == nil)
        let large = try PairedTest.signTest([0, -9, 10, 2e5, 3, 4e9, 0, 5], [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(large.pValue == test.pValue)
    }

    @Test("swapping the methods turns the interval")
    func symmetry() throws {
        let (a, b) = ([3.0, 1, 4, 1, 5, 9, 2, 6], [2.0, 7, 1, 8, 2, 8, 1, 8])
        let (forward, backward) = (try PairedTest.signTest(a, b), try PairedTest.signTest(b, a))
        #expect(forward.pValue == backward.pValue && forward.difference == -backward.difference)
        #expect(forward.low == -backward.high && forward.high == -backward.low)
    }

    @Test("the interval excludes zero exactly when p is below the level")
    func duality() throws {
        var generator = Xoshiro256(seed: 15)
        for _ in 0..<200 {
            let values = (0..<15).map { _ in Double(generator.index(below: 1000)) - 350.5 }
            let test = try PairedTest.signTest(values, values.map { _ in 0 }, confidence: 0.9)
            #expect((test.low > 0 || test.high < 0) == (test.pValue < 0.1))
        }
    }

    @Test("equal pairs have defined results")
    func degenerate() throws {
        let values = (0..<6).map { Double($0) }
        let same = try PairedTest.signTest(values, values)
        #expect(same.pValue == 1 && same.isDegenerate && same.statistic == nil)
        #expect(same.difference == 0 && same.low == 0 && same.high == 0)
        let shifted = try PairedTest.signTest(values, values.map { $0 - 2 })
        #expect(shifted.pValue == 2.0 / 64 && shifted.isDegenerate && shifted.statistic == 6)
        #expect(shifted.low == 2 && shifted.high == 2)
    }

    @Test("asks for as many pairs as the confidence needs")
    func errors() {
        #expect(
            errorText { _ = try PairedTest.signTest([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]) }
                == "Sign test: found 5, expected at least 6 pairs. Collect more pairs.")
        #expect(
            errorText {
                _ = try PairedTest.signTest([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0], confidence: 0.99)
            }
            .contains("at least 8 pairs"))
        #expect(
            errorText { _ = try PairedTest.signTest([1, 2, 3, 4, 5, 6], [0, 0, 0]) }
                .hasPrefix("Sign test: 6 values but 3 values"))
        #expect(
            errorText { _ = try PairedTest.signTest([1], [1], confidence: 1) }.hasPrefix("Confidence is 1.0"))
        #expect(
            errorText { _ = try PairedTest.signTest([1, 2, 3, 4, 5, .nan], [0, 0, 0, 0, 0, 0]) }
                .contains("value 5 is nan"))
    }
}
