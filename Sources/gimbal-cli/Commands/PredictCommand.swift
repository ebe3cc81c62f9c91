// gimbal predict: a saved model on data as the user has them.
import ArgumentParser
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalImages
import GimbalReports
import GimbalTasks

/// Predicts with a saved model.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Predict with a saved model.",
        discussion: """
            Writes one line per sample (node, row, image, graph): its id, the prediction, and the probability of each class \
            where classes are predicted. The model does to the raw data what was done in training.
            """)

    @Option(help: ArgumentHelp("Folder that gimbal train --save has written.", valueName: "folder"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "Data set: a name from gimbal data list, or a file or folder of your own.", valueName: "data"))
    var data: String

    @Option(help: ArgumentHelp("CSV file to write (default: stdout).", valueName: "file"))
    var out: String?

    @OptionGroup var machine: MachineOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        _ = try machine.prepare()
        if let out { try checkWritable(out, option: "--out") }
        let folder = URL(fileURLWithPath: model, isDirectory: true)
        let saved = try SavedModel.load(folder, registry: Catalogue.methods)
        let raw = try DataSet.load(data, dataRoot: Settings.current.dataRoot, formats: .withImages)
        let predictions = try saved.predictions(for: raw)
        if listing.json {
            if let out { try Console.output(PredictionTable(predictions).csv, to: out) }
            return try Console.output(json: predictions)
        }
        try Console.output(PredictionTable(predictions).csv, to: out)
        Console.note(summary(predictions))
    }

    private func summary(_ predictions: Predictions) -> String {
        let count = NumberText.count(predictions.count)
        guard let first = predictions.metrics.sorted(by: { $0.key < $1.key }).first else {
            return "\(count) predictions"
        }
        return "\(count) predictions; \(first.key) \(NumberText.decimal(first.value, places: 4)) of the "
            + "\(NumberText.count(predictions.knownCount)) whose target is in the data (training samples included)"
    }
}
