// Reproductions: rows beside the paper's numbers, expectations that hold or not.
import GimbalCore
import GimbalExperiments
import Testing

@Suite("Reproduction")
struct ReproductionTests {
    private func paper() throws -> PaperFile { try PaperFile(yaml: samplePaper(), source: "sample.yaml") }

    @Test("puts measured, baseline and reported numbers side by side, all as fractions")
    func rows() throws {
        let result = try Reproduction(paper()).run(with: runner())
        #expect(result.rows.map(\.method) == ["mlp", "gcn"])
        let row = try #require(result.rows.last)
        #expect(row.measured.count == 2)
        #expect(row.baseline?.method == "gcn")
        #expect(row.reported.map(\.source) == ["Table 1"])
        #expect(abs((row.reported.first?.value ?? 0) - 0.815) < 1e-12)
        #expect(result.holds)
        #expect(result.comparisons.count == 1)
    }

    @Test("an expectation that does not hold is a result, not an error")
    func failing() throws {
        let result = try Reproduction(paper(), extent: .quick).run(with: runner())
        #expect(!result.holds)
        #expect(result.expectations.map(\.holds) == [false])
        #expect(result.expectations[0].bound == 1.5)
    }

    @Test("the full extent runs what data there are, says what is missing, and checks what it can")
    func missingData() throws {
        let full = """
            full:
              experiments:
                - {name: both, claim: x, task: node-classification, data: [cora, nowhere], methods: {gcn: gcn}, seeds: 1,
                   budget: 2epochs}
              expect: [gcn.accuracy@cora >= 0, gcn.accuracy@nowhere >= 2]
            """
        let paper = try PaperFile(yaml: samplePaper(extra: full), source: "sample.yaml")
        let result = try Reproduction(paper, extent: .full).run(with: runner())
        #expect(result.rows.map(\.data) == ["cora"])
        #expect(result.skipped.map(\.data) == ["nowhere"])
        #expect(result.expectations.map(\.text) == ["gcn.accuracy@cora >= 0"])
        #expect(result.holds)
    }

    @Test("experiments are chosen by name, and expectations that need others are left out")
    func chosen() throws {
        let all = try Reproduction(PaperCatalogue.named("dagnn"))
        #expect(all.plans.count == 2)
        let one = try Reproduction(PaperCatalogue.named("dagnn"), experiments: ["depth"])
        #expect(one.plans.count == 1)
        let error = #expect(throws: ConfigError.self) { try Reproduction(paper(), experiments: ["mian"]) }
        #expect(error?.fix == "Did you mean \"main\"?")
    }
}
