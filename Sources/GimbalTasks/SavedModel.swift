// A trained model as a folder: written atomically, loaded in one call.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// A trained model with what it needs to predict on raw data.
///
/// The folder holds `config.json`, `weights.safetensors`, `preprocessing.json` and, for people, `card.md`.
public final class SavedModel {
    /// Method, data, run and versions.
    public let config: SavedModelConfig
    /// What is done to raw data before the network sees it.
    public let preprocessing: GraphPreprocessing
    /// The network, ready to predict.
    public let model: any GraphModel

    /// Pairs a model with what describes it.
    public init(config: SavedModelConfig, preprocessing: GraphPreprocessing, model: any GraphModel) {
        self.config = config
        self.preprocessing = preprocessing
        self.model = model
    }

    /// Writes the model as a folder, all or nothing: beside the target first, then renamed.
    ///
    /// A model that is already there is replaced; any other folder or file is left alone.
    ///
    /// - Throws: `EnvironmentError` if the folder cannot be written or holds something else.
    public func save(to folder: URL) throws {
        try SavedModelFolder(folder).replace { temporary in
            let weights = temporary.appendingPathComponent(SavedModelFolder.weights)
            try model.network.save(to: weights)
            var config = config
            config.weightsChecksum = try sha256(ofFileAt: weights)
            try Self.write(config, to: temporary.appendingPathComponent(SavedModelFolder.config))
            try Self.write(
                preprocessing, to: temporary.appendingPathComponent(SavedModelFolder.preprocessing))
            let card = Data(SavedModelCard(config: config, network: model.network).text.utf8)
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
        let config: SavedModelConfig = try place.read(SavedModelFolder.config)
        guard config.format <= SavedModelConfig.currentFormat else {
            throw CheckpointError(
                "version",
                "\(folder.path): the model has format \(config.format), this program reads up to "
                    + "\(SavedModelConfig.currentFormat).",
                fix: "Use a newer version of Gimbal (the model was written by \(config.gimbalVersion)).")
        }
        let preprocessing: GraphPreprocessing = try place.read(SavedModelFolder.preprocessing)
        let model = try emptyModel(config, registry, folder)
        let weights = try place.existing(SavedModelFolder.weights)
        try place.check(weights, checksum: config.weightsChecksum)
        do {
            try model.network.load(Safetensors.read(weights).tensors)
        } catch let error as any GimbalError {
            throw CheckpointError(
                "weights", "\(weights.path): \(error.message)",
                fix: "Train the model again, or restore the folder.")
        }
        return SavedModel(config: config, preprocessing: preprocessing, model: model)
    }

    private static func write(_ value: some Encodable, to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(encoder.encode(value) + Data("\n".utf8), to: url)
    }

    private static func emptyModel(_ config: SavedModelConfig, _ registry: MethodRegistry, _ folder: URL)
        throws
        -> any GraphModel
    {
        do {
            let specification = try MethodSpecification(config.method)
            guard let method = try registry.resolve(specification).method as? any GraphMethod else {
                throw ConfigError("method", "Method \"\(specification.id)\" does not take a graph.")
            }
            return try method.makeModel(
                inputCount: config.inputCount, outputCount: config.classNames.count,
                Context(seed: config.seed))
        } catch let error as any GimbalError {
            throw CheckpointError(
                "method", "\(folder.appendingPathComponent(SavedModelFolder.config).path): \(error.message)",
                fix: "Use the version of Gimbal that wrote the model (\(config.gimbalVersion)).")
        }
    }
}
