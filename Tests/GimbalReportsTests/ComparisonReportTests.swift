// Comparisons and reproductions as people read them.
import GimbalReports
import Testing

@Suite("ComparisonReport")
struct ComparisonReportTests {
    @Test("ranks methods with mean, deviation and interval in percent, other metrics and cost")
    func ranking() throws {
        let text = ComparisonReport(try Samples.comparison()).report.rendered(.text)
        let expected = """
            node-classification on cora, split public, 3 seeds

            rank  method  accuracy %  95 % interval       log-loss  parameters  time/run  memory  options
            ----  ------  ----------  -------------  -------------  ----------  --------  ------  -------
               1  gcn     81.5 ± 0.4   [80.5, 82.5]  0.610 ± 0.020      23,063    0.51 s  412 MB  paper
               2  mlp     57.5 ± 0.4   [56.5, 58.5]  0.610 ± 0.020      23,063    0.51 s  412 MB  untuned

            Differences in accuracy %, paired by seed (t-test, Holm over all pairs)

            pair       difference  95 % interval         p  corrected p  finding
            ---------  ----------  -------------  --------  -----------  -------------
            gcn - mlp       +24.0   [23.0, 25.0]  < 0.0001     < 0.0001  gcn is better

            Verdict: gcn is best.
            """
        #expect(text.hasPrefix(expected), "\(text)")
    }

    @Test("notes what a reader must know", arguments: ["preset", "reuse", "seconds", "resampled", "jobs"])
    func notes(_ note: String) throws {
        let report =
            switch note {
            case "reuse": ComparisonReport(try Samples.comparison(), reusedCount: 4)
            case "seconds": ComparisonReport(try Samples.comparison(budget: "60s", isReproducible: false))
            case "resampled": ComparisonReport(try Samples.comparison(isResampled: true))
            case "jobs": ComparisonReport(try Samples.comparison(peakIsShared: true))
            default: ComparisonReport(try Samples.comparison())
            }
        let expected = [
            "preset": "\"untuned\" are defaults", "reuse": "4 of 6 runs were taken from the run store",
            "seconds": "other digits next time", "resampled": "corrected for their overlap",
            "jobs": "runs went side by side",
        ]
        #expect(report.report.rendered(.text).contains(try #require(expected[note])))
    }

    @Test("writes exact numbers in CSV, one line per method and metric")
    func csv() throws {
        let lines = ComparisonReport(try Samples.comparison()).report.rendered(.csv).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[1].hasPrefix("node-classification,cora,public,gcn,gcn,paper,accuracy,0.815,0.004,"))
    }
}

@Suite("ReproductionReport")
struct ReproductionReportTests {
    @Test("puts measured, baseline and paper side by side")
    func rows() throws {
        let text = ReproductionReport(try Samples.reproduction(holds: true)).report.rendered(.text)
        let line = try #require(
            text.split(separator: "\n").first { $0.contains("dagnn ") && $0.contains("Table 3") })
        for part in ["84.4 ± 0.8", "+2.9", "84.4 ± 0.5"] {
            #expect(line.contains(part), "\(part) in \(line)")
        }
        #expect(text.contains("Confirmed: all 1 expectations hold."))
        #expect(text.contains("- fewer seeds"))
    }

    @Test("says plainly when a claim does not hold")
    func notConfirmed() throws {
        let text = ReproductionReport(try Samples.reproduction(holds: false)).report.rendered(.text)
        #expect(text.contains("does not hold"))
        #expect(text.contains("Not confirmed here: 0 of 1 expectations hold."))
    }
}

@Suite("JSONText")
struct JSONTextTests {
    @Test("gives equal bytes for equal values, keys in order")
    func order() throws {
        #expect(try JSONText.encoded(["b": 1, "a": 2]) == "{\n  \"a\" : 2,\n  \"b\" : 1\n}\n")
    }

    @Test("refuses numbers that JSON has no word for")
    func notFinite() {
        #expect(throws: (any Error).self) { try JSONText.encoded(["x": Double.nan]) }
    }
}
