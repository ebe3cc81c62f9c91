// A split as a file: drawn once, used again by other runs and other programs.
import Foundation
import GimbalCore

/// A split with the rule and the data that it was drawn from: the content of `split.json`.
public struct SavedSplit: Sendable, Codable, Equatable {
    /// The rule that drew it.
    public let strategy: SplitStrategy
    /// Number of the split under that rule.
    public let seed: UInt64
    /// Short name of the data.
    public let data: String
    /// Checksum of the data.
    public let checksum: String
    /// Number of samples of the data.
    public let count: Int
    /// The parts.
    public let split: DataSplit

    /// Draws split number `seed` of a data set.
    ///
    /// - Throws: `DataError` if the rule cannot divide the data.
    public init(drawing strategy: SplitStrategy, of data: some DataContent & SplittableData, seed: UInt64)
        throws
    {
        let samples = try data.splitSamples()
        self.init(
            strategy: strategy, seed: seed, count: samples.count, provenance: data.provenance,
            split: try strategy.split(samples: samples, seed: seed))
    }

    /// Records a split of data with so many samples.
    public init(
        strategy: SplitStrategy, seed: UInt64, count: Int, provenance: DataProvenance, split: DataSplit
    ) {
        self.strategy = strategy
        self.seed = seed
        data = provenance.name
        checksum = provenance.checksum
        self.count = count
        self.split = split
    }

    /// Writes the file crash-atomically.
    ///
    /// - Throws: `EnvironmentError` that says which content the disk holds.
    public func write(to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try AtomicFile.write(try encoder.encode(self), to: url)
    }

    /// Reads a file that `write(to:)` wrote.
    ///
    /// - Throws: `DataError` naming what is missing or malformed.
    public static func read(from url: URL) throws -> SavedSplit {
        let content = try mappedContents(of: url)
        do {
            let saved = try JSONDecoder().decode(SavedSplit.self, from: content)
            try saved.split.check(count: saved.count, name: saved.data)
            return saved
        } catch let error as DecodingError {
            throw DataError(
                "split.file", "\(url.path) is no saved split: \(Self.reason(error)).",
                fix: "Save the split again; a table of id,part is read by other means.")
        } catch let error as any GimbalError {
            throw DataError("split.file", "\(url.path): \(error.message)", fix: error.fix)
        }
    }

    /// Returns the parts, if they are of this very data.
    ///
    /// - Throws: `DataError` if the number of samples or the checksum differs.
    public func parts(for provenance: DataProvenance, count: Int) throws -> DataSplit {
        guard count == self.count else {
            throw DataError(
                "split.count",
                "the saved split of \"\(data)\" divides \(self.count) samples, \"\(provenance.name)\" has \(count).",
                fix: "Use the data that the split was drawn from, or draw a new split.")
        }
        guard checksum == provenance.checksum else {
            throw DataError(
                "split.checksum",
                "the saved split of \"\(data)\" was drawn from data with checksum \(checksum.prefix(12))…, "
                    + "\"\(provenance.name)\" has \(provenance.checksum.prefix(12))….",
                fix: "Use the data that the split was drawn from, or draw a new split.")
        }
        return split
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the key \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the value of \"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has the wrong form"
        case .dataCorrupted(let context): "it cannot be understood (\(context.debugDescription))"
        @unknown default: "it is not understood"
        }
    }
}
