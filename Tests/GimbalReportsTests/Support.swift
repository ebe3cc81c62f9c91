// Results as the library writes them, read from JSON.
import Foundation
import GimbalExperiments

enum Samples {
    /// Two methods and three seeds on data with a split of its own.
    static func comparison(
        isResampled: Bool = false, budget: String? = nil, isReproducible: Bool = true,
        peakIsShared: Bool = false
    ) throws -> ComparisonOutcome {
        let json = """
            {"task": "node-classification", "data": "cora", "dataChecksum": "\(String(repeating: "0a", count: 32))",
             "split": "public", "metric": "accuracy", "verdict": "gcn is best.", "finding": "best",
             "seeds": [0, 1, 2], "margin": 0, "confidence": 0.95, "isResampled": \(isResampled),
             "isReproducible": \(isReproducible), "budget": \(budget.map { "\"\($0)\"" } ?? "null"),
             "environment": {"dtype": "float32", "device": "cpu", "threadCount": 2, "cpuCapability": "AVX2",
                             "gimbalVersion": "x", "torchVersion": "2.13.0"},
             "results": [\(method("gcn", "paper", 0.815, peakIsShared)), \(method("mlp", "untuned", 0.575, peakIsShared))],
             "tests": [{"a": "gcn", "b": "mlp", "metric": "accuracy", "difference": 0.24, "low": 0.23, "high": 0.25,
                        "pValue": 0.00001, "corrected": 0.00001, "isDegenerate": false, "outcome": "firstIsBetter"}]}
            """
        return try JSONDecoder().decode(ComparisonOutcome.self, from: Data(json.utf8))
    }

    static func reproduction(holds: Bool) throws -> ReproductionResult {
        let json = """
            {"paper": {"number": 35, "slug": "dagnn", "title": "Deeper", "published": "2020-07-17", "authors": 3},
             "extent": "quick", "holds": \(holds), "unconfirmed": [], "skipped": [], "deviations": ["fewer seeds"], "comparisons": [],
             "rows": [\(row("gcn", 0.815, reported: "")),
                      \(row("dagnn", 0.844, reported: "{\"value\": 0.844, \"deviation\": 0.005, \"source\": \"Table 3\"}"))],
             "expectations": [{"text": "dagnn.accuracy >= 0.835", "measured": 0.844, "bound": 0.835, "holds": \(holds)}]}
            """
        return try JSONDecoder().decode(ReproductionResult.self, from: Data(json.utf8))
    }

    private static func method(_ name: String, _ preset: String, _ mean: Double, _ peakIsShared: Bool)
        -> String
    {
        """
        {"method": "\(name)", "specification": "\(name)", "options": {"hidden": 16}, "preset": "\(preset)",
         "parameters": 23063, "secondsPerRun": 0.514, "peakBytes": 412000000, "peakIsShared": \(peakIsShared), "metrics": {
         "accuracy": {"mean": \(mean), "deviation": 0.004, "low": \(mean - 0.01), "high": \(mean + 0.01),
                      "values": [\(mean - 0.004), \(mean), \(mean + 0.004)], "rank": 1},
         "log-loss": {"mean": 0.61, "deviation": 0.02, "low": 0.56, "high": 0.66, "values": [0.59, 0.61, 0.63], "rank": null}}}
        """
    }

    private static func row(_ method: String, _ mean: Double, reported: String) -> String {
        """
        {"experiment": "main", "data": "cora", "split": "public", "method": "\(method)", "metric": "accuracy",
         "isFraction": true, "measured": {"mean": \(mean), "deviation": 0.008, "count": 2},
         "baseline": {"method": "gcn", "mean": 0.815}, "reported": [\(reported)]}
        """
    }
}
