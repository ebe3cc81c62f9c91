// The figures that describe a data set of any kind at a glance.
import GimbalCore

/// Counts, classes, columns and origin of a data set, for listings, cards and checks.
public struct DataSummary: Sendable, Codable, Equatable {
    /// A class and how many samples have it.
    public struct ClassCount: Sendable, Codable, Equatable {
        /// Name of the class.
        public let name: String
        /// Number of samples.
        public let count: Int
    }

    /// Sizes of a split's parts.
    public struct SplitCounts: Sendable, Codable, Equatable {
        /// Samples to learn from.
        public let train: Int
        /// Samples to choose on.
        public let validation: Int
        /// Samples to judge on.
        public let test: Int

        /// Counts the samples of a split.
        public init(_ split: DataSplit) {
            train = split.train.count
            validation = split.validation.count
            test = split.test.count
        }
    }

    /// A table among several about the same samples.
    public struct Part: Sendable, Codable, Equatable {
        /// Name of the block.
        public let name: String
        /// Samples that it describes.
        public let samples: Int
        /// Its columns.
        public let features: Int
    }

    /// A property that data have or have not.
    public enum Trait: String, Sendable, Codable, CaseIterable {
        /// Every edge has its reverse.
        case undirected
        /// Some edge has no reverse.
        case directed
        /// Edges have weights other than 1.
        case weighted
        /// Features are stored with their zeros.
        case dense
        /// Features are stored without their zeros.
        case sparse
        /// Images that follow one another.
        case sequence
        /// Images differ in size or channels.
        case mixedShapes = "mixed-shapes"
        /// A token is a word.
        case words
        /// A token is a character.
        case characters
    }

    /// Short name of the data set.
    public let name: String
    /// The kind: `graph`, `graphs`, `table`, `images`, `text` or `blocks`.
    public let kind: String
    /// Counts by name.
    public var figures: DataFigures
    /// Properties.
    public var traits: [Trait] = []
    /// Classes in the order of their numbers; empty where samples have none.
    public var classes: [ClassCount] = []
    /// Sizes of the split that the data set is published with, if any.
    public var publicSplit: SplitCounts?
    /// Columns of a table, or numbers to be predicted; empty where there are none.
    public var columns: [ColumnSummary] = []
    /// Tables about the same samples; empty where there is only one.
    public var parts: [Part] = []
    /// Where the data came from: format, files, checksum, origin, licence.
    public let provenance: DataProvenance

    init(_ content: some DataContent, figures: DataFigures = DataFigures()) {
        name = content.provenance.name
        kind = content.dataSet.kind
        self.figures = figures
        provenance = content.provenance
    }

    /// A count, or nil where the data have no such thing.
    public subscript(figure: DataFigure) -> Int? { figures[figure] }

    /// Adds the classes of samples.
    mutating func add(_ labels: ClassLabels) {
        classes = zip(labels.classNames, labels.counts).map { ClassCount(name: $0, count: $1) }
        figures[.classes] = classes.count
        let unlabelled = labels.classes.count { $0 == nil }
        figures[.unlabelled] = unlabelled > 0 ? unlabelled : nil
    }

    /// Adds what is to be predicted of samples.
    mutating func add(_ targets: SampleTargets) throws {
        switch targets {
        case .classes(let labels): add(labels)
        case .values(let values, let names):
            let numbers = try values.doubles()
            figures[.targets] = names.count
            for (column, name) in names.enumerated() {
                let own = stride(from: column, to: numbers.count, by: names.count).map { numbers[$0] }
                columns.append(ColumnSummary(target: name, values: own))
            }
            let missing = columns.reduce(0) { $0 + $1.missing }
            figures[.missing] = missing > 0 ? missing : nil
        case .none: break
        }
    }
}

extension DataSet {
    /// Counts what the data set holds.
    ///
    /// - Complexity: one pass over the data; images are not decoded.
    /// - Throws: `TensorError` if numbers cannot be read.
    public func summary() throws -> DataSummary {
        switch self {
        case .graph(let content): try DataSummary(graph: content)
        case .graphs(let content): try DataSummary(graphs: content)
        case .table(let content): try DataSummary(table: content)
        case .images(let content): DataSummary(images: content)
        case .text(let content): DataSummary(text: content)
        case .blocks(let content): try DataSummary(blocks: content)
        }
    }
}
