// Gimbal's layers against reference values, most of them made by the authors' own code.
import GimbalTestSupport
import Testing

@Suite("Golden vectors")
struct GoldenTests {
    private let runner = GoldenRunner(subjects: GoldenSubjects.all)

    @Test("outputs, gradients and state agree", arguments: GoldenCollection.shared.entries)
    func agrees(_ entry: GoldenEntry) {
        for failure in runner.failures(entry.golden) { Issue.record("\(failure)") }
    }

    @Test("every file is read, and every case is run or counted as pending")
    func summary() {
        let collection = GoldenCollection.shared
        for problem in collection.problems { Issue.record("\(problem)") }
        #expect(collection.fileCount >= 44)
        let passed = collection.entries.count { runner.failures($0.golden).isEmpty }
        let failed = collection.entries.count - passed
        let papers = Set(collection.pending.map(\.golden.file.paper))
        print(
            "golden: \(passed) passed, \(failed == 0 ? "" : "\(failed) failed, ")\(collection.pending.count) pending "
                + "in \(papers.count) papers")
    }

    @Test("every subject of an implemented paper is known")
    func implemented() {
        for entry in GoldenCollection.shared.entries {
            #expect(GoldenSubjects.all[entry.golden.subject] != nil, "\(entry.testDescription)")
        }
    }
}
