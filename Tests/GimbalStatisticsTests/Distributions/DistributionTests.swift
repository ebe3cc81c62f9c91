import GimbalStatistics
import Testing

private struct DistributionRows: Decodable {
    let studentT, studentTQuantiles, chiSquare, normal, normalQuantiles: [[Double]]
}

@Suite("Distributions")
struct DistributionTests {
    private let rows: DistributionRows

    init() throws { rows = try fixture("distributions") }

    @Test("Student's t agrees with 50-digit arithmetic, tails included")
    func studentT() throws {
        for row in rows.studentT {
            let distribution = try StudentT(degreesOfFreedom: row[0])
            #expect(isClose(distribution.survival(row[1]), row[2]), "survival(\(row[1])), df \(row[0])")
            #expect(isClose(distribution.cdf(row[1]), row[3]), "cdf(\(row[1])), df \(row[0])")
        }
    }

    @Test("Student's t quantiles agree with 50-digit arithmetic")
    func studentTQuantiles() throws {
        for row in rows.studentTQuantiles {
            let quantile = try StudentT(degreesOfFreedom: row[0]).quantile(row[1])
            #expect(isClose(quantile, row[2]), "quantile(\(row[1])), df \(row[0])")
        }
    }

    @Test("chi-square tails agree with 50-digit arithmetic")
    func chiSquare() throws {
        for row in rows.chiSquare {
            let survival = try ChiSquare(degreesOfFreedom: row[0]).survival(row[1])
            #expect(isClose(survival, row[2]), "survival(\(row[1])), df \(row[0])")
        }
    }

    @Test("the normal distribution agrees with 50-digit arithmetic")
    func normal() throws {
        for row in rows.normal { #expect(isClose(StandardNormal.cdf(row[0]), row[1]), "cdf(\(row[0]))") }
        for row in rows.normalQuantiles {
            #expect(isClose(try StandardNormal.quantile(row[0]), row[1]), "quantile(\(row[0]))")
        }
    }

    @Test(
        "closed forms hold: Cauchy, two degrees of freedom, exponential",
        arguments: [0.1, 0.7, 1.0, 3.0, 25.0])
    func closedForms(x: Double) throws {
        let two = try StudentT(degreesOfFreedom: 2)
        #expect(isClose(two.cdf(x), 0.5 + x / (2 * (2 + x * x).squareRoot()), relative: 1e-14))
        #expect(isClose(two.survival(x) + two.cdf(x), 1, relative: 1e-15))
        #expect(two.survival(x) == two.cdf(-x))
        let p = two.cdf(x)
        #expect(isClose(try two.quantile(p), (2 * p - 1) / (2 * p * (1 - p)).squareRoot(), relative: 1e-12))
        #expect(isClose(try StudentT(degreesOfFreedom: 1).quantile(0.75), 1, relative: 1e-15))
    }

    @Test("many degrees of freedom approach the normal distribution", arguments: [1e8, 1e12])
    func limit(degreesOfFreedom: Double) throws {
        let distribution = try StudentT(degreesOfFreedom: degreesOfFreedom)
        for z in [0.5, 1.96, 3, 6] {
            #expect(isClose(distribution.survival(z), StandardNormal.survival(z), relative: 1e-5))
        }
    }

    @Test("ends and impossible arguments have defined results")
    func ends() throws {
        let distribution = try StudentT(degreesOfFreedom: 3)
        #expect(distribution.cdf(0) == 0.5)
        #expect(distribution.cdf(.infinity) == 1)
        #expect(distribution.survival(.infinity) == 0)
        #expect(distribution.cdf(.nan).isNaN)
        #expect(distribution.survival(1e200) >= 0)
        #expect(try distribution.quantile(0) == -.infinity)
        #expect(try distribution.quantile(1) == .infinity)
        #expect(try StandardNormal.quantile(0) == -.infinity)
        #expect(try StandardNormal.quantile(1) == .infinity)
        #expect(try ChiSquare(degreesOfFreedom: 4).survival(0) == 1)
        #expect(try ChiSquare(degreesOfFreedom: 4).survival(.infinity) == 0)
    }

    @Test("degrees of freedom must be positive")
    func errors() {
        #expect(
            errorText { _ = try StudentT(degreesOfFreedom: 0) }
                == "StudentT: degrees of freedom are 0.0, expected a positive number. "
                + "A test of n pairs has n - 1."
        )
        #expect(
            errorText { _ = try ChiSquare(degreesOfFreedom: -1) }
                == "ChiSquare: degrees of freedom are -1.0, expected a positive number. "
                + "A test among k groups has k - 1.")
        #expect(
            errorText { _ = try StandardNormal.quantile(1.5) }
                == "StandardNormal.quantile: the probability is 1.5, expected 0 to 1. "
                + "Pass a fraction, not a percentage.")
    }
}

@Suite("Distributions of ratios and ranges")
struct RangeDistributionTests {
    private let rows: HypothesisFixture

    init() throws { rows = try fixture("hypotheses") }

    @Test("F tails agree with mpmath, and with the square of Student's t")
    func fisher() throws {
        for row in rows.fisher {
            let survival = try FisherF(numerator: row[0], denominator: row[1]).survival(row[2])
            #expect(isClose(survival, row[3]), "survival(\(row[2])), df \(row[0]), \(row[1])")
        }
        let t = try StudentT(degreesOfFreedom: 7).survival(1.3)
        #expect(isClose(try FisherF(numerator: 1, denominator: 7).survival(1.69), 2 * t, relative: 1e-12))
        let distribution = try FisherF(numerator: 3, denominator: 8)
        #expect(distribution.survival(0) == 1 && distribution.survival(-2) == 1)
        #expect(distribution.survival(.infinity) == 0 && distribution.survival(.nan).isNaN)
    }

    @Test("the studentised range agrees with mpmath, tails included")
    func studentizedRange() throws {
        for row in rows.studentizedRange {
            let distribution = try StudentizedRange(groupCount: Int(row[1]))
            let label: Comment = "q \(row[0]), k \(row[1])"
            #expect(isClose(distribution.survival(row[0]), row[2], relative: 1e-11), label)
            #expect(isClose(distribution.cdf(row[0]), row[3], relative: 1e-11, absolute: 1e-13), label)
        }
    }

    @Test("quantiles of the studentised range agree with SciPy, and invert the distribution")
    func studentizedRangeQuantiles() throws {
        for row in rows.studentizedRangeQuantiles {
            let distribution = try StudentizedRange(groupCount: Int(row[1]))
            let quantile = try distribution.quantile(row[0])
            #expect(isClose(quantile, row[2], relative: 1e-8), "quantile(\(row[0])), k \(row[1])")
            #expect(isClose(distribution.cdf(quantile), row[0], relative: 1e-12))
        }
    }

    @Test("closed forms: two values, and many", arguments: [0.2, 1, 3, 9.0])
    func closedForms(q: Double) throws {
        // The difference of two is normal with variance 2.
        let two = try StudentizedRange(groupCount: 2)
        let tail = 2 * StandardNormal.survival(q / 2.0.squareRoot())
        #expect(isClose(two.survival(q), tail, relative: 1e-12))
        for count in [2, 3, 40, 1000] {
            let distribution = try StudentizedRange(groupCount: count)
            #expect(isClose(distribution.survival(q) + distribution.cdf(q), 1, relative: 1e-12))
        }
        // More values reach further.
        let fewer = try StudentizedRange(groupCount: 4).cdf(q)
        #expect(try StudentizedRange(groupCount: 5).cdf(q) < fewer)
    }

    @Test("ends and impossible arguments have defined results")
    func ends() throws {
        let distribution = try StudentizedRange(groupCount: 4)
        #expect(distribution.cdf(0) == 0 && distribution.survival(-1) == 1)
        #expect(distribution.cdf(.infinity) == 1 && distribution.survival(.infinity) == 0)
        #expect(distribution.cdf(.nan).isNaN && distribution.survival(.nan).isNaN)
        #expect(try distribution.quantile(0) == 0 && distribution.quantile(1) == .infinity)
        #expect(
            errorText { _ = try StudentizedRange(groupCount: 1) }
                == "StudentizedRange: groupCount is 1, expected 2 or more. Compare two methods at least.")
        #expect(errorText { _ = try distribution.quantile(2) }.contains("the probability is 2.0"))
        #expect(
            errorText { _ = try FisherF(numerator: 2, denominator: 0) }
                == "FisherF: degrees of freedom are 0.0, expected a positive number. "
                + "A test of k methods on n data sets has k - 1 and (k - 1) (n - 1).")
    }
}
