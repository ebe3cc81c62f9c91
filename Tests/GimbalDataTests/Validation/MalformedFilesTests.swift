// Malformed files of every format: each has an answer of its own, with code, place and fix.
import Foundation
import GimbalData
import Testing

@Suite("malformed files")
struct MalformedFilesTests {
    static let files =
        MalformedFile.delimited + MalformedFile.carded + MalformedFile.attributed + MalformedFile.graphFolders
        + MalformedFile.arrays + MalformedFile.textGraphs + MalformedFile.binaryGraphs
        + MalformedFile.imageArrays
        + MalformedFile.moleculeTables + MalformedFile.textFiles + MalformedFile.blocks

    @Test("are answered with code, place, finding and fix", arguments: files)
    func answers(file: MalformedFile) throws {
        let (validation, answer) = try file.validate()
        #expect(!validation.isUsable)
        let finding = try #require(validation.findings.first)
        #expect(finding.severity == .error)
        #expect(finding.code == file.code, "\(answer)")
        #expect(answer.contains(file.hint), "\(answer)")
        #expect(!finding.fix.isEmpty, "\(answer)")
    }

    @Test("are more than sixty, and no two have the same answer")
    func distinct() throws {
        let answers = try Self.files.map { try $0.validate().answer }
        #expect(answers.count >= 60)
        let repeated = Dictionary(grouping: answers) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(repeated.isEmpty, "\(repeated)")
    }
}
