// gimbal data validate: whether data can be trusted.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalData
import GimbalReports

struct DataValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check data: missing, constant, doubled, leaking ...; exit code 3 if they cannot be used.")
    @Argument(help: "A name from gimbal data list, or a file or folder of your own.", completion: .file())
    var data: String
    @Option(
        help: ArgumentHelp(
            "Split to check for leaks: public, ratio:0.6,0.2,0.2 ... or a file of gimbal data split.",
            valueName: "split"))
    var split: String?
    @Option(help: ArgumentHelp("Number of the split.", valueName: "seed"))
    var seed: UInt64 = 0
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let dataSet = try DataCommand.load(data)
        let drawn = try DataCommand.split(dataSet, split, seed: seed)
        let options = ValidationOptions(missing: try DataCommand.card(of: data)?.missing)
        let findings = try DataValidation.findings(in: dataSet, split: drawn?.split, options: options)
        let isUsable = !findings.contains { $0.severity == .error }
        if listing.json {
            try Console.output(
                json: Result(
                    valid: isUsable, data: dataSet.name, checksum: dataSet.provenance.checksum,
                    split: drawn?.strategy.text, parts: drawn.map { DataSummary.SplitCounts($0.split) },
                    findings: findings))
        } else {
            Console.output(findings.map { "\($0)\n" }.joined())
            Console.output(conclusion(dataSet, drawn, findings))
        }
        if !isUsable { throw ExitStatus.data }
    }

    private struct Result: Encodable {
        let valid: Bool
        let data: String
        let checksum: String
        let split: String?
        let parts: DataSummary.SplitCounts?
        let findings: [Finding]
    }

    private func conclusion(_ dataSet: DataSet, _ drawn: SavedSplit?, _ findings: [Finding]) -> String {
        let counts = Finding.Severity.allCases.map { severity in
            let count = findings.count { $0.severity == severity }
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let parts =
            drawn.map {
                "; split \($0.strategy.text): \($0.split.train.count) training, "
                    + "\($0.split.validation.count) validation, \($0.split.test.count) test"
            } ?? ""
        return "\(dataSet.name): \(counts.joined(separator: ", "))\(parts)\n"
    }
}
