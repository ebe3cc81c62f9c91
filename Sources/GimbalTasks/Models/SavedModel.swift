// A trained model as a folder: written atomically, loaded in one call.
import Foundation
import GimbalCore
import GimbalData
import GimbalNN
import GimbalTensor

/// A trained model with what it needs to predict on raw data.
///
/// The folder holds `config.json`, `weights.safetensors`, `preprocessing.json` and, for people, `card.md`.
public final class SavedModel {
    /// Method, data, run and versions.
    public let config: SavedModelConfig
    /// What is done to raw data before the network sees it.
    public let preprocessing: SavedPreprocessing
    /// The network, ready to predict.
    public let fitted: FittedModel

    /// The network's module.
    public var network: Module { fitted.model.network }

    /// Pairs a model with what describes it.
    public init(config: SavedModelConfig, preprocessing: SavedPreprocessing, fitted: FittedModel) {
        self.config = config
        self.preprocessing = preprocessing
        self.fitted = fitted
    }

    /// Writes the model as a folder, all or nothing: beside the target first, then renamed.
    ///
    /// A model that is already there is replaced; any other folder or file is left alone.
    ///
    /// - Throws: `EnvironmentError` if the folder cannot be written or holds something else.
    public func save(to folder: URL) throws {
        try SavedModelFolder(folder).replace { temporary in
            let weights = temporary.appendingPathComponent(SavedModelFolder.weights)
            try network.save(to: weights)
            var config = config
            config.weightsChecksum = try sha256(ofFileAt: weights)
            try Self.write(config, to: temporary.appendingPathComponent(SavedModelFolder.config))
            try Self.write(
                preprocessing, to: temporary.appendingPathComponent(SavedModelFolder.preprocessing))
            let card = Data(SavedModelCard(config: config, network: network).text.utf8)
            try AtomicFile.write(card, to: temporary.appendingPathComponent(SavedModelFolder.card))
        }
    }

    /// Checks that a model can be written to a folder, before the time is spent that makes one.
    ///
    /// - Throws: `EnvironmentError` if the place is taken by something else or cannot be written.
    public static func checkWritable(_ folder: URL) throws { try SavedModelFolder(folder).checkReplaceable() }

    /// Loads a model folder.
    ///
    /// - Throws: `CheckpointError` naming the file that is missing, damaged, or does not fit the others.
    public static func load(_ folder: URL, registry: MethodRegistry) throws -> SavedModel {
        let place = SavedModelFolder(folder)
        let version: SavedModelVersion = try place.read(SavedModelFolder.config)
        guard version.format == SavedModelConfig.currentFormat else {
            throw CheckpointError(
                "version",
                "\(folder.path): the model has format \(version.format), this program reads format "
                    + "\(SavedModelConfig.currentFormat).",
                fix: version.format > SavedModelConfig.currentFormat
                    ? "Use a newer version of Gimbal (the model was written by \(version.gimbalVersion))."
                    : "Train the model again, or use version \(version.gimbalVersion) of Gimbal.")
        }
        let config: SavedModelConfig = try place.read(SavedModelFolder.config)
        let preprocessing: SavedPreprocessing = try place.read(SavedModelFolder.preprocessing)
        let fitted = try emptyModel(config, registry, folder)
        let weights = try place.existing(SavedModelFolder.weights)
        try place.check(weights, checksum: config.weightsChecksum)
        do {
            try fitted.model.network.load(Safetensors.read(weights).tensors)
        } catch let error as any GimbalError {
            throw CheckpointError(
                "weights", "\(weights.path): \(error.message)",
                fix: "Train the model again, or restore the folder.")
        }
        return SavedModel(config: config, preprocessing: preprocessing, fitted: fitted)
    }

    private static func write(_ value: some Encodable, to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Scalings may hold NaN where a column has no spread in the training part.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        try AtomicFile.write(encoder.encode(value) + Data("\n".utf8), to: url)
    }

    private static func emptyModel(_ config: SavedModelConfig, _ registry: MethodRegistry, _ folder: URL)
        throws -> FittedModel
    {
        do {
            let task = try LearningTask.named(config.task)
            let method = try registry.resolve(MethodSpecification(config.method), input: task.input).method
            return try FittedModel(method, task, config.shape, Context(seed: config.seed))
        } catch let error as any GimbalError {
            throw CheckpointError(
                "method", "\(folder.appendingPathComponent(SavedModelFolder.config).path): \(error.message)",
                fix: "Use the version of Gimbal that wrote the model (\(config.gimbalVersion)).")
        }
    }
}
