// Looking at a file or folder before using it.
import Foundation
import GimbalCore

/// What was found at a path: format, figures, and the card that describes it.
public struct DataInspection: Sendable, Codable, Equatable {
    /// Id of the format that was recognised.
    public let format: String
    /// Counts of nodes, edges, features and classes.
    public let summary: GraphSummary
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
        let dataSet = try reader.read(source).dataSet.content(as: GraphDataSet.self, "a graph")
        let summary = try dataSet.summary()
        return DataInspection(
            format: source.card.format, summary: summary, card: try reader.proposal(source),
            remarks: remarks(summary, dataSet))
    }

    private static func remarks(_ summary: GraphSummary, _ dataSet: GraphDataSet) -> [String] {
        var result: [String] = []
        if summary.classes.count < 2 {
            result.append(
                "Fewer than two classes: usable for links and embeddings, not for node classification."
            )
        }
        if summary.featureCount == summary.nodeCount && summary.featureEntryCount == summary.nodeCount {
            result.append(
                "No features: every node has an indicator of its own; nothing carries over to other graphs."
            )
        }
        if summary.isolatedNodeCount > 0 { result.append("\(summary.isolatedNodeCount) nodes have no edge.") }
        if let small = summary.classes.min(by: { $0.count < $1.count }), small.count < 10 {
            result.append("Class \"\(small.name)\" has \(small.count) nodes: its scores will be noisy.")
        }
        if summary.publicSplit == nil, summary.classes.count > 1 {
            result.append(
                "No split of its own: \(SplitStrategy.standard(for: dataSet)) is used without --split."
            )
        }
        return result
    }
}
