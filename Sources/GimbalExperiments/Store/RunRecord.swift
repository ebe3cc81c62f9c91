// One run as the store keeps it.
import Foundation
import GimbalTraining

/// A run that has ended: what it was, what it measured, what it cost.
public struct RunRecord: Sendable, Codable, Equatable, Identifiable {
    /// How a run ended; interrupted runs leave nothing behind.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// It has metrics.
        case finished
        /// It stopped with an error.
        case failed
    }

    /// Everything that decides the result.
    public let fingerprint: Fingerprint
    /// Name of the data set.
    public let data: String
    /// Identifier of the method.
    public let methodID: String
    /// How it ended.
    public let status: Status
    /// Name and value of each metric; empty for a failed run.
    public let metrics: [String: Double]
    /// Number of trained numbers.
    public let parameterCount: Int
    /// Seconds of training and evaluation.
    public let seconds: Double
    /// Largest resident size of the process during the run; nil where the system does not tell.
    public let peakBytes: Int?
    /// Whether other runs shared the process, so that their memory is part of the peak.
    public let peakIsShared: Bool
    /// When it began.
    public let startedAt: Date
    /// When it ended.
    public let finishedAt: Date
    /// What went wrong with a failed run.
    public let error: String?

    /// The fingerprint's digest: the run's name in the store.
    public var id: String { fingerprint.digest }
}

/// Losses per epoch, as two lists of the same length.
public struct RunHistory: Sendable, Codable, Equatable {
    /// Loss on the training part, first epoch first.
    public let trainLoss: [Double]
    /// Loss on the validation part, where it was measured.
    public let validationLoss: [Double?]

    /// Takes the losses out of what a training recorded.
    public init(_ epochs: [EpochRecord]) {
        trainLoss = epochs.map(\.trainLoss)
        validationLoss = epochs.map(\.validationLoss)
    }

    /// The epochs, numbered from 1.
    public var epochs: [EpochRecord] {
        zip(trainLoss, validationLoss).enumerated().map {
            EpochRecord(epoch: $0.offset + 1, trainLoss: $0.element.0, validationLoss: $0.element.1)
        }
    }
}

/// Chooses runs of a store; nil leaves a property open.
public struct RunFilter: Sendable, Equatable {
    /// Identifier of the task.
    public var task: String?
    /// Name of the data set.
    public var data: String?
    /// Identifier of the method.
    public var methodID: String?
    /// How runs ended.
    public var status: RunRecord.Status?
    /// At most this many, newest first.
    public var limit: Int?

    /// Chooses runs.
    public init(
        task: String? = nil, data: String? = nil, methodID: String? = nil, status: RunRecord.Status? = nil,
        limit: Int? = nil
    ) {
        self.task = task
        self.data = data
        self.methodID = methodID
        self.status = status
        self.limit = limit
    }
}
