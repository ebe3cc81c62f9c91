// gimbal data split: divides samples once, for all runs that are to share the parts.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalData

struct DataSplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Divide data into training, validation and test parts, and save them to share or reuse.")
    @Argument(help: "A name from gimbal data list, or a file or folder of your own.", completion: .file())
    var data: String
    @Option(
        help: ArgumentHelp(
            "public, per-class:20,30, ratio:0.6,0.2,0.2, k-fold:10, group-ratio:..., time:..., column:NAME "
                + "(default: the published split, else one by class).", valueName: "split"))
    var split: String?
    @Option(help: ArgumentHelp("Number of the split.", valueName: "seed"))
    var seed: UInt64 = 0
    @Option(
        help: ArgumentHelp(
            "File to write: .json (rule, checksum, indices) or .csv (id,part).", valueName: "file"))
    var save: String?
    @OptionGroup var listing: ListingOptions

    func run() throws {
        if let save { try checkWritable(save, option: "--save") }
        let dataSet = try DataCommand.load(data)
        guard let drawn = try DataCommand.split(dataSet, split, seed: seed) else {
            throw DataError(
                "split.kind",
                "data set \"\(dataSet.name)\" is of the kind \"\(dataSet.kind)\", which is not split.",
                fix: "Texts have parts of their own.")
        }
        if listing.json {
            try Console.output(json: drawn)
        } else {
            let parts = drawn.split
            Console.output(
                "\(dataSet.name), split \(drawn.strategy.text), number \(seed): \(parts.train.count) training, "
                    + "\(parts.validation.count) validation, \(parts.test.count) test of \(drawn.count)\n")
        }
        guard let save else { return }
        let url = URL(fileURLWithPath: save)
        if url.pathExtension.lowercased() == "csv" {
            try drawn.split.writeTable(to: url)
        } else {
            try drawn.write(to: url)
        }
        Console.note("wrote \(save)")
    }
}

extension DataCommand {
    /// Draws a split, or reads one that was saved; nil for data that are not split.
    ///
    /// - Parameter text: a rule, the name of a saved split, or nil for what is usual for the data.
    /// - Throws: `ConfigError` if the text is no rule, `DataError` if the rule cannot divide the data.
    static func split(_ dataSet: DataSet, _ text: String?, seed: UInt64) throws -> SavedSplit? {
        guard let samples = try (dataSet.content as? any SplittableData)?.splitSamples() else { return nil }
        if let text, text.hasSuffix(".json") {
            let saved = try SavedSplit.read(from: URL(fileURLWithPath: text))
            _ = try saved.parts(for: dataSet.provenance, count: samples.count)
            return saved
        }
        let strategy = try text.map { try SplitStrategy(parsing: $0) } ?? SplitStrategy.standard(for: samples)
        return SavedSplit(
            strategy: strategy, seed: seed, count: samples.count, provenance: dataSet.provenance,
            split: try strategy.split(samples: samples, seed: seed))
    }
}
