// Layers, losses, optimisers and schedules against PyTorch of the same version.
import GimbalTestSupport
import Testing

/// A case of a file that a script in `Tests/Oracles` has written.
struct OracleEntry: Sendable, CustomTestStringConvertible {
    let golden: GoldenCase
    var testDescription: String { golden.label }
}

/// All files in `Tests/Fixtures/oracles/torch`.
struct OracleCollection: Sendable {
    let entries: [OracleEntry]
    /// Files that could not be read.
    let problems: [String]

    static let shared = OracleCollection()

    private init() {
        var entries: [OracleEntry] = [], problems: [String] = []
        for url in GoldenFile.files(in: Fixtures.url("oracles/torch")) {
            do {
                entries += try GoldenFile(url).cases().map(OracleEntry.init)
            } catch {
                problems.append("\(url.lastPathComponent): \(error)")
            }
        }
        self.entries = entries
        self.problems = problems
    }
}

@Suite("Oracles of PyTorch")
struct OracleTests {
    private let runner = GoldenRunner(subjects: OracleSubjects.all)

    @Test("outputs, gradients and state agree", arguments: OracleCollection.shared.entries)
    func agrees(_ entry: OracleEntry) {
        for failure in runner.failures(entry.golden) { Issue.record("\(failure)") }
    }

    @Test("every file is read, and every subject has cases in float32 and float64")
    func coverage() {
        for problem in OracleCollection.shared.problems { Issue.record("\(problem)") }
        for subject in OracleSubjects.all.keys.sorted() {
            let dtypes = OracleCollection.shared.entries.filter { $0.golden.subject == subject }
                .compactMap { $0.golden.arguments["dtype"]?.text }
            #expect(Set(dtypes) == ["float32", "float64"], "\(subject)")
        }
    }
}
