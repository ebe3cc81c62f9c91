import GimbalStatistics
import Testing

private struct BootstrapRow: Decodable {
    let seed, statistic: String
    let values, percentile, BCa: [Double]
    let resampleCount: Int
}

private func variance(_ values: [Double]) throws -> Double {
    let center = try values.mean()
    return try values.map { ($0 - center) * ($0 - center) }.mean()
}

@Suite("Bootstrap")
struct BootstrapTests {
    @Test("agrees with SciPy on the same draws")
    func oracle() throws {
        for row in try fixture("bootstrap", as: [BootstrapRow].self) {
            var bootstrap = Bootstrap(resampleCount: row.resampleCount, seed: try #require(UInt64(row.seed)))
            let statistic: ([Double]) throws -> Double = {
                try row.statistic == "mean" ? $0.mean() : variance($0)
            }
            for (method, expected) in [
                (Bootstrap.Method.percentile, row.percentile), (.biasCorrectedAccelerated, row.BCa),
            ] {
                bootstrap.method = method
                let interval = try bootstrap.interval(of: row.values, statistic: statistic)
                #expect(isClose(interval.low, expected[0], relative: 1e-10))
                #expect(isClose(interval.high, expected[1], relative: 1e-10))
            }
        }
    }

    @Test("the same seed gives the same interval, another seed another")
    func seeds() throws {
        let values = [0.81, 0.84, 0.79, 0.83, 0.82, 0.86]
        let interval = try Bootstrap(seed: 3).meanInterval(of: values)
        #expect(try Bootstrap(seed: 3).meanInterval(of: values) == interval)
        #expect(try Bootstrap(seed: 4).meanInterval(of: values) != interval)
        #expect(interval.contains(try values.mean()))
    }

    @Test("equal values give an interval without width")
    func equalValues() throws {
        for method in Bootstrap.Method.allCases {
            let interval = try Bootstrap(method: method).interval(of: [2, 2, 2]) { try $0.median() }
            #expect(interval == Interval(low: 2, high: 2))
        }
    }

    @Test("says what is wrong with its input")
    func errors() {
        #expect(
            errorText { _ = try Bootstrap().meanInterval(of: [1]) }
                == "bootstrap: found 1, expected at least 2 values. Collect more values.")
        #expect(
            errorText { _ = try Bootstrap(resampleCount: 9).meanInterval(of: [1, 2]) }
                == "Bootstrap: resampleCount is 9, expected at least 100. 9999 is usual.")
        #expect(
            errorText { _ = try Bootstrap().interval(of: [1, 2]) { 1 / ($0[0] - $0[1]) } }
                .hasPrefix("bootstrap: drawn statistic "))
    }
}

@Suite("Xoshiro256")
struct Xoshiro256Tests {
    @Test("gives the published sequence")
    func sequence() throws {
        // From the test vectors of the rand_xoshiro crate, made with the authors' C code.
        var generator = try #require(Xoshiro256(state: 1, 2, 3, 4))
        let expected: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
            607_988_272_756_665_600,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
        #expect(Xoshiro256(state: 0, 0, 0, 0) == nil)
    }

    @Test("draws every index equally often, within chance")
    func indices() {
        var generator = Xoshiro256(seed: 1)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
        // Five standard deviations around 10,000.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 463 })
        #expect(generator.index(below: 1) == 0)
    }
}
