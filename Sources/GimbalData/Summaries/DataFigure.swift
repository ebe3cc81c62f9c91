// The counts that describe data, under names that listings, cards and checks share.

/// A count of something in a data set; the raw value is its key in JSON.
public enum DataFigure: String, Sendable, Codable, CaseIterable {
    /// Graphs of a collection.
    case graphs
    /// Nodes: of the graph, or of all graphs together.
    case nodes
    /// Nodes without any edge.
    case isolatedNodes = "isolated-nodes"
    /// Directed edges: an undirected edge counts twice, a self-loop once; of all graphs together.
    case edges
    /// Edges from a node to itself.
    case selfLoops = "self-loops"
    /// Numbers per edge.
    case edgeFeatures = "edge-features"
    /// Rows of a table.
    case rows
    /// Columns of a table, those with a role included.
    case columns
    /// Rows whose event was seen, in survival data.
    case events
    /// Images, or frames of a sequence.
    case images
    /// Channels that all images share.
    case channels
    /// Rows of pixels that all images share.
    case height
    /// Pixels per row that all images share.
    case width
    /// Distinct tokens of a text.
    case vocabulary
    /// Tokens to learn from.
    case trainTokens = "train-tokens"
    /// Tokens to choose on.
    case validationTokens = "validation-tokens"
    /// Tokens to judge on.
    case testTokens = "test-tokens"
    /// Samples that blocks describe.
    case samples
    /// Samples that every block describes.
    case completeSamples = "complete-samples"
    /// Blocks of tables about the same samples.
    case blocks
    /// Feature columns: of nodes, of the table without its targets and other roles, of all blocks together.
    case features
    /// Stored entries of sparse features.
    case featureEntries = "feature-entries"
    /// Classes of the target.
    case classes
    /// Samples without a class.
    case unlabelled
    /// Labels of all samples together, where a sample may have several.
    case labels
    /// Columns to be predicted.
    case targets
    /// Cells without a value.
    case missing
    /// Splits that the data are published with, where there is more than one.
    case splits

    /// The key in words: `train tokens`.
    public var label: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}

/// Counts by name, in the order of `DataFigure`; in JSON one object with the figures' keys.
public struct DataFigures: Sendable, Equatable {
    private var counts: [DataFigure: Int]

    /// Takes counts.
    public init(_ counts: [DataFigure: Int] = [:]) { self.counts = counts }

    /// A count, or nil where the data have no such thing.
    public subscript(figure: DataFigure) -> Int? {
        get { counts[figure] }
        set { counts[figure] = newValue }
    }

    /// The figures that are known, in the order of `DataFigure`.
    public var entries: [(figure: DataFigure, count: Int)] {
        DataFigure.allCases.compactMap { figure in counts[figure].map { (figure, $0) } }
    }

    /// Returns the figures that differ from what is expected; figures that `expected` leaves out may be anything.
    public func differences(from expected: DataFigures) -> [DataFigure] {
        expected.entries.filter { counts[$0.figure] != $0.count }.map(\.figure)
    }
}

extension DataFigures: ExpressibleByDictionaryLiteral {
    /// Takes counts written as a literal; of two counts of one figure, the last one holds.
    public init(dictionaryLiteral elements: (DataFigure, Int)...) {
        counts = Dictionary(elements, uniquingKeysWith: { $1 })
    }
}

extension DataFigures: CustomStringConvertible {
    /// The figures in one line: `nodes 34, edges 156`.
    public var description: String {
        entries.map { "\($0.figure.label) \($0.count)" }.joined(separator: ", ")
    }
}

extension DataFigures: Codable {
    private struct CountKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads an object of counts.
    ///
    /// - Throws: `DecodingError` naming a key that is no figure.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CountKey.self)
        counts = [:]
        for key in container.allKeys {
            guard let figure = DataFigure(rawValue: key.stringValue) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "there is no figure \"\(key.stringValue)\"")
            }
            counts[figure] = try container.decode(Int.self, forKey: key)
        }
    }

    /// Writes an object of counts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CountKey.self)
        for (figure, count) in entries {
            try container.encode(count, forKey: CountKey(stringValue: figure.rawValue))
        }
    }
}
