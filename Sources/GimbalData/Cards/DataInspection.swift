// Looking at a file or folder before using it.
import Foundation
import GimbalCore

/// What was found at a path: format, figures, and the card that describes it.
public struct DataInspection: Sendable, Codable, Equatable {
    /// Id of the format that was recognised.
    public let format: String
    /// Counts, classes and columns.
    public let summary: DataSummary
    /// The card with everything that was recognised written out, for the user to correct.
    public let card: DataCard
    /// What a user should know before trusting the data; empty if nothing stands out.
    public let remarks: [String]

    /// Reads a file or folder and describes it.
    ///
    /// - Throws: `DataError` if nothing recognises it or it is malformed.
    public static func inspect(_ url: URL, formats: DataFormats = .standard) throws -> DataInspection {
        let source = try DataSource.resolving(url, formats: formats)
        let reader = try formats.reader(source.card.format)
        let proposal = try reader.proposal(source)
        // Read as the card says, so that the figures are those that the user will get with it.
        let dataSet = try reader.read(DataSource(source.url, card: proposal)).dataSet
        let summary = try dataSet.summary()
        return DataInspection(
            format: source.card.format, summary: summary, card: proposal,
            remarks: DataRemarks.remarks(on: dataSet, summary))
    }
}
