// gimbal embed: the vectors by which a saved model tells samples apart.
import ArgumentParser
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalImages
import GimbalReports
import GimbalTasks

/// Writes what a saved model's last layer sees of each sample.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Describe samples by vectors: what a saved model's last layer sees.",
        discussion: """
            Formats, by the ending of the file: .csv (id, then the numbers), .npy and .npz (array "embeddings"; the ids go \
            to NAME.ids.csv beside it), .safetensors (tensor "embeddings", ids in the metadata).
            Example:
              gimbal embed --model my-model --data my-folder --out vectors.npy
            """)

    @Option(help: ArgumentHelp("Folder that gimbal train --save has written.", valueName: "folder"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "Data set: a name from gimbal data list, or a file or folder of your own.", valueName: "data"))
    var data: String

    @Option(help: ArgumentHelp("File to write: .csv, .npy, .npz or .safetensors.", valueName: "file"))
    var out: String

    @OptionGroup var machine: MachineOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        try checkWritable(out, option: "--out")
        let format: VectorFormat = try fileFormat(of: out)
        _ = try machine.prepare()
        let saved = try SavedModel.load(
            URL(fileURLWithPath: model, isDirectory: true), registry: Catalogue.methods)
        let raw = try DataSet.load(data, dataRoot: Settings.current.dataRoot, formats: .withImages)
        let embeddings = try saved.embeddings(for: raw)
        let file = URL(fileURLWithPath: out)
        try embeddings.write(to: file, as: format)
        let result = Written(
            sample: embeddings.sample, count: embeddings.ids.count, width: embeddings.vectors.shape.last ?? 0,
            file: out, ids: format.hasSeparateIDs ? VectorFormat.idFile(of: file).relativePath : nil)
        if listing.json { return try Console.output(json: result) }
        let beside = result.ids.map { ", ids in \($0)" } ?? ""
        Console.note(
            "wrote \(out): \(NumberText.count(result.count)) vectors of \(result.width) numbers\(beside)")
    }

    /// What --json writes.
    private struct Written: Encodable {
        let sample: String
        let count: Int
        let width: Int
        let file: String
        let ids: String?
    }
}

/// The format that a file's ending says.
///
/// - Throws: `ConfigError` naming the endings that are known.
func fileFormat<Format: RawRepresentable & CaseIterable>(of path: String) throws -> Format
where Format.RawValue == String {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    if let format = Format(rawValue: ending) { return format }
    throw ConfigError(
        "format", "--out \(path) ends with \(ending.isEmpty ? "no format" : "\".\(ending)\"").",
        fix: "End it with \(Format.allCases.map { "." + $0.rawValue }.joined(separator: ", ")).")
}
