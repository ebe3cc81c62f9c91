import GimbalStatistics
import Testing

private struct DescriptiveRow: Decodable {
    let values, levels, quantiles: [Double]
    let mean, deviation, median, low, high: Double
}

@Suite("Descriptive statistics")
struct DescriptiveTests {
    @Test("agree with NumPy and SciPy")
    func oracle() throws {
        for row in try fixture("descriptive", as: [DescriptiveRow].self) {
            #expect(isClose(try row.values.mean(), row.mean, relative: 1e-15))
            #expect(isClose(try row.values.standardDeviation(), row.deviation, relative: 1e-9))
            #expect(isClose(try row.values.median(), row.median, relative: 1e-15))
            let quantiles = try row.values.quantiles(row.levels)
            #expect(zip(quantiles, row.quantiles).allSatisfy { isClose($0, $1, relative: 1e-15) })
            let interval = try row.values.meanInterval(confidence: 0.9)
            #expect(isClose(interval.low, row.low, relative: 1e-14))
            #expect(isClose(interval.high, row.high, relative: 1e-14))
        }
    }

    @Test("equal values have exactly that mean and no deviation", arguments: [0.1, 0.823, 0.333, -7.7])
    func equalValues(value: Double) throws {
        let values = [Double](repeating: value, count: 10)
        #expect(try values.mean() == value)
        #expect(try values.standardDeviation() == 0)
        #expect(try values.quantile(0.3) == value)
        #expect(try values.meanInterval() == Interval(low: value, high: value))
    }

    @Test("hand-computed values")
    func byHand() throws {
        #expect(try [2.0, 4, 4, 4, 5, 5, 7, 9].mean() == 5)
        #expect(isClose(try [2.0, 4, 4, 4, 5, 5, 7, 9].standardDeviation(), (32.0 / 7).squareRoot()))
        #expect(try [3.0, 1, 2].median() == 2)
        #expect(try [4.0, 1, 2, 3].median() == 2.5)
        #expect(try [7.0].median() == 7)
        #expect(try [10.0, 20].quantile(0.25) == 12.5)
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try [Double]().mean() }
                == "mean: found 0, expected at least 1 value. Check that the input is not empty.")
        #expect(
            errorText { _ = try [1.0].standardDeviation() }
                == "standardDeviation: found 1, expected at least 2 values. Collect more values.")
        #expect(
            errorText { _ = try [1, .nan].mean() }
                == "mean: value 1 is nan, expected a finite number. "
                + "Look for the run or the input that diverged, and leave it out or repair it.")
        #expect(errorText { _ = try [1.0, .infinity].median() }.hasPrefix("median: value 1 is inf"))
        #expect(
            errorText { _ = try [1.0].quantile(50) }
                == "quantile: the probability is 50.0, expected 0 to 1. Pass a fraction, not a percentage.")
    }
}
