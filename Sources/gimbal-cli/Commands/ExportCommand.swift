// gimbal export: the weights of a saved model for other programs.
import ArgumentParser
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalTasks

/// Writes the weights of a saved model in a format of other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a saved model's weights as safetensors, npz, csv or pt.",
        discussion: """
            Every tensor has the name that PyTorch's modules use, such as layers.0.weight. A .pt file is a state dict: \
            torch.load("weights.pt", weights_only=True).
            """)

    @Option(help: ArgumentHelp("Folder that gimbal train --save has written.", valueName: "folder"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "safetensors, npz, csv or pt (default: by the ending of FILE).", valueName: "format"))
    var to: String?

    @Option(help: ArgumentHelp("File to write.", valueName: "file"))
    var out: String

    @OptionGroup var listing: ListingOptions

    func run() throws {
        try checkWritable(out, option: "--out")
        let format = try to.map(Self.format) ?? fileFormat(of: out)
        let saved = try SavedModel.load(
            URL(fileURLWithPath: model, isDirectory: true), registry: Catalogue.methods)
        try saved.exportWeights(to: URL(fileURLWithPath: out), as: format)
        let tensors = try saved.network.stateDict().map { Item(name: $0.key, shape: $0.value.shape) }
        if listing.json { return try Console.output(json: Written(file: out, tensors: tensors)) }
        Console.note("wrote \(out): \(tensors.count) tensors of \(saved.config.method)")
    }

    private static func format(_ name: String) throws -> WeightFormat {
        if let format = WeightFormat(rawValue: name) { return format }
        throw ConfigError(
            "format", "--to \(name) is unknown.",
            fix: suggestion(for: name, in: WeightFormat.allCases.map(\.rawValue)))
    }

    private struct Item: Encodable {
        let name: String
        let shape: [Int]
    }

    /// What --json writes.
    private struct Written: Encodable {
        let file: String
        let tensors: [Item]
    }
}
