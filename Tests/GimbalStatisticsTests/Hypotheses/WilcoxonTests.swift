import GimbalStatistics
import Testing

@Suite("Wilcoxon signed-rank test")
struct WilcoxonTests {
    @Test("agrees with SciPy, ties counted by hand, the interval by inverting the test")
    func oracle() throws {
        for row in try fixture("paired", as: PairedRows.self).wilcoxon {
            let zeros = [Double](repeating: 0, count: row.differences.count)
            let test = try PairedTest.wilcoxon(row.differences, zeros, confidence: row.confidence)
            let label: Comment = "\(row.differences.count) pairs"
            #expect(test.statistic == row.statistic, label)
            #expect(isClose(test.pValue, row.pValue, relative: 1e-12), label)
            guard let difference = row.difference, let low = row.low, let high = row.high else { continue }
            #expect(isClose(test.difference, difference, relative: 1e-14), label)
            #expect(isClose(test.low, low, relative: 1e-14), label)
            #expect(isClose(test.high, high, relative: 1e-14), label)
        }
    }

    @Test("all differences on one side give the smallest p, 2 / 2ⁿ", arguments: [8, 12, 30])
    func smallest(count: Int) throws {
        let values = (1...count).map(Double.init)
        let test = try PairedTest.wilcoxon(values, values.map { $0 / 2 })
        var expected = 2.0
        for _ in 0..<count { expected /= 2 }
        #expect(test.pValue == expected)
        #expect(test.degreesOfFreedom == nil && !test.isDegenerate)
    }

    @Test("swapping the methods turns the sign and keeps the p-value", arguments: [9, 70])
    func symmetry(count: Int) throws {
        var generator = Xoshiro256(seed: 2)
        let a = (0..<count).map { _ in Double(generator.index(below: 100)) }
        let b = (0..<count).map { _ in Double(generator.index(below: 100)) }
        let (forward, backward) = (try PairedTest.wilcoxon(a, b), try PairedTest.wilcoxon(b, a))
        #expect(forward.pValue == backward.pValue)
        #expect(forward.difference == -backward.difference && forward.low == -backward.high)
    }

    @Test("equal pairs have defined results")
    func degenerate() throws {
        let values = (0..<8).map { Double($0) }
        let same = try PairedTest.wilcoxon(values, values)
        #expect(same.pValue == 1 && same.isDegenerate && same.statistic == nil)
        let shifted = try PairedTest.wilcoxon(values, values.map { $0 - 1 })
        #expect(shifted.pValue == 2.0 / 256 && shifted.isDegenerate)
        #expect(shifted.difference == 1 && shifted.low == 1 && shifted.high == 1)
    }

    @Test("differences that agree to rounding are ties")
    func rounding() throws {
        // In exact arithmetic the differences are ±0.02 and ±0.01; in binary their last places differ.
        let first = [0.85, 0.84, 0.83, 0.3, 0.71, 0.62, 0.53, 0.44]
        let second = [0.83, 0.82, 0.81, 0.28, 0.72, 0.61, 0.52, 0.43]
        let test = try PairedTest.wilcoxon(first, second)
        // Ranks: four of 2.5 (one of them negative), four of 6.5.
        #expect(test.statistic == 33.5)
    }

    @Test("refuses fewer than eight pairs")
    func tooFew() {
        #expect(
            errorText { _ = try PairedTest.wilcoxon([1, 2, 3], [3, 2, 1]) }
                == "Wilcoxon signed-rank test: found 3 pairs, expected at least 8. "
                + "Run more seeds, or use the paired t-test.")
    }
}
