// Checking data before they are learnt from.
import Foundation
import GimbalCore

/// What a check needs to know beyond the data.
public struct ValidationOptions: Sendable {
    /// What will happen to missing values; nil if nobody has decided.
    public var missing: MissingPolicy?
    /// Folds of the cross-validation that is planned (every class needs as many samples), 10 unless told.
    public var foldCount = 10
    /// How many columns, classes or images one rule names before it only counts, 20 unless told.
    public var limit = 20
    /// The moment after which a date lies in the future.
    public var now: Date

    /// Starts with what is usual.
    public init(missing: MissingPolicy? = nil, now: Date = Date()) {
        self.missing = missing
        self.now = now
    }
}

/// What is wrong, doubtful or worth knowing about data.
public struct DataValidation: Sendable, Codable, Equatable {
    /// Counts of the data; nil if they could not be read.
    public let summary: DataSummary?
    /// Findings: errors first, then warnings, then notes; each in the order of the rules, then of the columns.
    public let findings: [Finding]

    /// Whether there is no error.
    public var isUsable: Bool { !findings.contains { $0.severity == .error } }

    /// Number of findings of a severity.
    public func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }

    /// Reads a file, folder or card and checks it; what cannot be read is a finding, too.
    ///
    /// - Parameters:
    ///   - url: what `DataSet.load` reads.
    ///   - formats: the formats that are read.
    ///   - options: what is known beyond the data; the card's policy for missing values goes before.
    public static func validate(
        _ url: URL, formats: DataFormats = .standard, options: ValidationOptions = ValidationOptions()
    ) -> DataValidation {
        do {
            let source = try DataSource.resolving(url, formats: formats)
            let dataSet = try formats.reader(source.card.format).read(source).dataSet
            var options = options
            options.missing = source.card.missing ?? options.missing
            return DataValidation(
                summary: try dataSet.summary(), findings: try findings(in: dataSet, options: options))
        } catch let error as any GimbalError {
            return DataValidation(summary: nil, findings: [Finding(error)])
        } catch {
            let unknown = DataError("check.failed", "\(url.path) cannot be checked: \(error).")
            return DataValidation(summary: nil, findings: [Finding(unknown)])
        }
    }

    /// Checks data that were read.
    ///
    /// - Parameters:
    ///   - dataSet: data of any kind.
    ///   - split: the split to be used; the published one if nil.
    ///   - options: what is known beyond the data.
    /// - Returns: errors, warnings, notes in a stable order; empty if nothing stands out.
    /// - Throws: `TensorError` if numbers cannot be read.
    public static func findings(
        in dataSet: DataSet, split: DataSplit? = nil, options: ValidationOptions = ValidationOptions()
    ) throws -> [Finding] {
        var list = FindingList(options)
        switch dataSet {
        case .graph(let content): try GraphChecks.run(content, split ?? content.publicSplit, &list)
        case .graphs(let content): try CollectionChecks.run(content, split ?? content.publicSplit, &list)
        case .table(let content): try TableChecks.run(content, split ?? content.publicSplit, &list)
        case .images(let content): try ImageChecks.run(content, split ?? content.publicSplit, &list)
        case .text(let content): TextChecks.run(content, &list)
        case .blocks(let content): try BlockChecks.run(content, split ?? content.publicSplit, &list)
        }
        return list.sorted
    }
}
