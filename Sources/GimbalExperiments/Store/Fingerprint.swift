// What a run's digits depend on.
import GimbalCore

/// Everything that decides a run's result: two runs with equal fingerprints give the same digits.
///
/// Budgets in seconds are the exception; see `Budget.isReproducible`.
public struct Fingerprint: Sendable, Codable, Hashable {
    /// Identifier of the task.
    public var task: String
    /// SHA-256 of everything that methods see of the data set.
    public var dataChecksum: String
    /// What was done to the data before training.
    public var preprocessing: String
    /// How the data were split.
    public var split: String
    /// The method with every option spelled out.
    public var method: String
    /// Seed of the run.
    public var seed: UInt64
    /// Budget, or empty for the method's own number of epochs.
    public var budget: String
    /// Element type of the parameters.
    public var dtype: String
    /// Device that computed.
    public var device: String
    /// Threads inside one operator; some products add in another order with another number.
    public var threadCount: Int
    /// Vector instructions that libtorch chose.
    public var cpuCapability: String
    /// Checksum of the running program: any change of Gimbal's code is another version.
    public var gimbalVersion: String
    /// Version of libtorch.
    public var torchVersion: String

    /// Describes a run.
    public init(
        task: String, dataChecksum: String, preprocessing: String, split: String, method: String,
        seed: UInt64,
        budget: String, environment: RunEnvironment
    ) {
        self.task = task
        self.dataChecksum = dataChecksum
        self.preprocessing = preprocessing
        self.split = split
        self.method = method
        self.seed = seed
        self.budget = budget
        dtype = environment.dtype
        device = environment.device
        threadCount = environment.threadCount
        cpuCapability = environment.cpuCapability
        gimbalVersion = environment.gimbalVersion
        torchVersion = environment.torchVersion
    }

    /// SHA-256 of all parts as 64 hexadecimal digits: the run's name in the store.
    public var digest: String {
        // The length before each value keeps values that contain separators apart.
        let text = parts.map { "\($0.name):\($0.value.utf8.count):\($0.value)\n" }.joined()
        var hash = SHA256()
        hash.update(text)
        return hash.hexadecimal()
    }

    private var parts: [(name: String, value: String)] {
        [
            ("task", task), ("data", dataChecksum), ("preprocessing", preprocessing), ("split", split),
            ("method", method), ("seed", "\(seed)"), ("budget", budget), ("dtype", dtype), ("device", device),
            ("threads", "\(threadCount)"), ("cpu", cpuCapability), ("gimbal", gimbalVersion),
            ("torch", torchVersion),
        ]
    }
}
