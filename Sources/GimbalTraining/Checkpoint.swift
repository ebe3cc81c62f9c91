// A training on disk: everything that its next step depends on, in one file.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import OrderedCollections

/// Everything that a training's next step depends on.
///
/// One safetensors file, written crash-atomically: tensors under `network.`, `optimizer.0.`, `average.`, `best.`,
/// `streams.`, `hooks.0.` and `parts.NAME.`, and in the metadata the numbers as JSON and a SHA-256 over all of it.
public struct Checkpoint: Sendable {
    /// Says which run it is of.
    public let fingerprint: String
    /// Epochs that are over.
    public let epoch: Int
    /// Steps of the optimiser so far.
    public let step: Int
    /// Seconds so far.
    public let seconds: Double
    /// Whether the training is over, and the network's state its result.
    public let isFinished: Bool
    /// What the epochs measured.
    public let history: [EpochRecord]

    /// Sums of the present epoch, and other numbers of the loop.
    let numbers: Numbers
    /// Tensors by section and name.
    let tensors: StateDict

    /// What of a loop is not a tensor.
    struct Numbers: Codable, Sendable {
        var fingerprint: String
        var seconds: Double
        var isFinished: Bool
        var progress: LoopProgress
        var stopping: EarlyStopping.Numbers
        var position: String
        var history: [EpochRecord]
    }

    init(_ numbers: Numbers, _ tensors: StateDict) {
        fingerprint = numbers.fingerprint
        epoch = numbers.progress.epoch
        step = numbers.progress.step
        seconds = numbers.seconds
        isFinished = numbers.isFinished
        history = numbers.history
        self.numbers = numbers
        self.tensors = tensors
    }
}

// MARK: - Files

extension Checkpoint {
    /// Number of the file's format; grows when it changes.
    public static let formatVersion = 1
    private static let versionKey = "gimbal.training", stateKey = "state", checksumKey = "sha256"

    /// Writes the file: the former one or the whole new one is there afterwards, whatever happens on the way.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be written.
    func write(to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let state = String(decoding: try encoder.encode(numbers), as: UTF8.self)
        let metadata = [
            Self.versionKey: "\(Self.formatVersion)", Self.stateKey: state,
            Self.checksumKey: try Self.checksum(state, tensors),
        ]
        try Safetensors.write(tensors, metadata: metadata, to: url)
    }

    /// Reads and checks a file.
    ///
    /// - Throws: `CheckpointError` if it is missing, truncated, damaged, or of a later version.
    public static func read(_ url: URL) throws -> Checkpoint {
        let problem = Problem(path: url.path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw CheckpointError(
                "training.missing", "\(url.path): there is no checkpoint.",
                fix: "Start the training without going on from it.")
        }
        let contents = try problem.explaining { try Safetensors.read(url) }
        guard let version = contents.metadata[versionKey] else {
            throw problem("format", "the file holds tensors, but is no checkpoint of a training")
        }
        guard let number = Int(version), number <= formatVersion else {
            throw CheckpointError(
                "training.version",
                "\(url.path): the checkpoint has format \(version), this program reads formats up to "
                    + "\(formatVersion).", fix: "Update Gimbal, or remove the file to start anew.")
        }
        guard let state = contents.metadata[stateKey], let expected = contents.metadata[checksumKey] else {
            throw problem("format", "the header lacks the state or its checksum")
        }
        let found = try checksum(state, contents.tensors)
        guard found == expected else {
            throw problem(
                "checksum",
                "SHA-256 of the content is \(found.prefix(12))..., expected \(expected.prefix(12))...")
        }
        return Checkpoint(try numbers(state, problem), contents.tensors)
    }

    /// Reads and checks the file of a run.
    ///
    /// - Throws: `CheckpointError`, also if the file is of another run.
    public static func read(_ url: URL, fingerprint: String) throws -> Checkpoint {
        let checkpoint = try read(url)
        guard checkpoint.fingerprint == fingerprint else {
            throw CheckpointError(
                "training.fingerprint",
                "\(url.path): the checkpoint is of the run \"\(checkpoint.fingerprint)\", expected "
                    + "\"\(fingerprint)\".",
                fix: "Start the run that it is of, or remove the file to start anew.")
        }
        return checkpoint
    }

    private static func numbers(_ state: String, _ problem: Problem) throws -> Numbers {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(Numbers.self, from: Data(state.utf8))
        } catch is DecodingError {
            throw problem("format", "the state in the header is not as this version writes it")
        }
    }

    /// Covers the numbers, and name, type, shape and bytes of every tensor in order.
    private static func checksum(_ state: String, _ tensors: StateDict) throws -> String {
        var hash = SHA256()
        hash.update("\(state.utf8.count) \(state)")
        for (name, tensor) in tensors {
            hash.update("\(name.utf8.count) \(name) \(tensor.dtype) \(tensor.shape)")
            try tensor.withUnsafeBytes { hash.update($0) }
        }
        return hash.hexadecimal()
    }

    /// Makes the errors of one file.
    private struct Problem {
        let path: String
        private static let fix = "The file is damaged; remove it to start anew."

        func callAsFunction(_ code: String, _ what: String) -> CheckpointError {
            CheckpointError("training.\(code)", "\(path): \(what).", fix: Self.fix)
        }

        /// Safetensors' own errors, with what to do about a checkpoint.
        func explaining<Result>(_ body: () throws -> Result) throws -> Result {
            do {
                return try body()
            } catch let error as CheckpointError {
                let code = error.code.dropFirst(CheckpointErrors.prefix.count + 1)
                throw CheckpointError(String(code), error.message, fix: Self.fix)
            }
        }
    }
}
