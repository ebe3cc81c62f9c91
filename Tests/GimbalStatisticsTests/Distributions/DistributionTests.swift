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
