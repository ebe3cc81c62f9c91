// What a saved model's config.json holds.
import GimbalCore

/// Everything about a saved model that is not a number of its network.
public struct SavedModelConfig: Sendable, Codable, Equatable {
    /// The version of the folder's layout that this code writes and reads.
    public static let currentFormat = 2

    /// Version of the folder's layout.
    public var format = SavedModelConfig.currentFormat
    /// Identifier of the task.
    public var task: String
    /// Method with every option spelled out, such as `gcn[hidden=16,...]`.
    public var method: String
    /// `paper` where the authors' options for the data set were used, else `defaults`.
    public var preset: String
    /// The sizes that the model was made for.
    public var shape: ModelShape
    /// Names of the outputs in their order: classes, or the numbers that are predicted; empty where outputs have no
    /// names.
    public var outputNames: [String]
    /// Name of the data set that the model was trained on.
    public var data: String
    /// SHA-256 of that data set.
    public var dataChecksum: String
    /// How training, validation and test samples were chosen.
    public var split: String
    /// Seed of the run.
    public var seed: UInt64
    /// Budget of the run, if it had one.
    public var budget: String?
    /// What the run measured on the test part.
    public var metrics: [String: Double]
    /// What turns risks into curves; nil where nothing of survival is predicted.
    public var survival: SurvivalBaseline?
    /// Version of Gimbal that wrote the folder.
    public var gimbalVersion: String
    /// Version of libtorch that trained the model.
    public var torchVersion: String
    /// SHA-256 of `weights.safetensors`.
    public var weightsChecksum = ""

    /// Describes a model.
    public init(
        task: LearningTask, method: ResolvedMethod, shape: ModelShape, outputNames: [String],
        data: SavedModelData,
        run: SavedModelRun, survival: SurvivalBaseline? = nil, versions: SavedModelVersions
    ) {
        self.task = task.id
        self.method = method.canonical
        preset = method.preset
        self.shape = shape
        self.outputNames = outputNames
        self.data = data.name
        dataChecksum = data.checksum
        split = data.split
        seed = run.seed
        budget = run.budget
        metrics = run.metrics
        self.survival = survival
        gimbalVersion = versions.gimbal
        torchVersion = versions.torch
    }
}

/// The part of `config.json` that every version can read.
struct SavedModelVersion: Decodable {
    let format: Int
    let gimbalVersion: String
}

/// The data set that a model was trained on.
public struct SavedModelData: Sendable, Codable, Equatable {
    /// Name or path as the user gave it.
    public let name: String
    /// SHA-256 of its content.
    public let checksum: String
    /// The split's canonical text.
    public let split: String

    /// Describes a data set.
    public init(name: String, checksum: String, split: String) {
        self.name = name
        self.checksum = checksum
        self.split = split
    }
}

/// The run that trained a model.
public struct SavedModelRun: Sendable, Codable, Equatable {
    /// Its seed.
    public let seed: UInt64
    /// Its budget, if it had one.
    public let budget: String?
    /// What it measured on the test part.
    public let metrics: [String: Double]

    /// Describes a run.
    public init(seed: UInt64, budget: String?, metrics: [String: Double]) {
        self.seed = seed
        self.budget = budget
        self.metrics = metrics
    }
}

/// The programs that trained a model.
public struct SavedModelVersions: Sendable, Codable, Equatable {
    /// Version of Gimbal.
    public let gimbal: String
    /// Version of libtorch.
    public let torch: String

    /// Names versions.
    public init(gimbal: String, torch: String) {
        self.gimbal = gimbal
        self.torch = torch
    }
}
