// The golden files that are at hand, and which of their cases are run.
import Foundation
import GimbalTestSupport
import Testing

/// A case with the place that it comes from.
struct GoldenEntry: Sendable, CustomTestStringConvertible {
    let golden: GoldenCase
    /// Empty for the files that ship.
    let origin: String
    var testDescription: String { origin + golden.label }
}

/// All golden files: those in `Tests/Fixtures/golden` and those in `GIMBAL_GOLDEN`.
struct GoldenCollection: Sendable {
    /// What is run: known subjects, and everything of papers that are declared implemented.
    let entries: [GoldenEntry]
    /// Cases of papers that are not implemented yet.
    let pending: [GoldenEntry]
    /// Files that could not be read.
    let problems: [String]
    /// Number of files read.
    let fileCount: Int

    static let shared = GoldenCollection()

    private init() {
        var all: [GoldenEntry] = [], problems: [String] = []
        var fileCount = 0
        for (folder, origin) in Self.folders {
            for url in GoldenFile.files(in: folder) {
                do {
                    all += try GoldenFile(url).cases().map { GoldenEntry(golden: $0, origin: origin) }
                    fileCount += 1
                } catch {
                    problems.append("\(origin)\(url.lastPathComponent): \(error)")
                }
            }
        }
        let isRun = { (entry: GoldenEntry) in
            GoldenSubjects.all[entry.golden.subject] != nil
                || Self.implementedPapers.contains(entry.golden.file.paper)
        }
        entries = all.filter(isRun)
        pending = all.filter { !isRun($0) }
        self.problems = problems
        self.fileCount = fileCount
    }

    /// Papers whose own file (`Papers/yaml/NN-slug.yaml`) says that they are implemented.
    static let implementedPapers: Set<Int> = {
        let folder = Fixtures.repository.appendingPathComponent("Papers/yaml")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return Set(names.filter { $0.hasSuffix(".yaml") }.compactMap { Int($0.prefix { $0 != "-" }) })
    }()

    private static var folders: [(URL, String)] {
        [(Fixtures.url("golden"), "")]
            + (TestEnvironment.goldenFolder.map { [($0, "GIMBAL_GOLDEN: ")] } ?? [])
    }
}
