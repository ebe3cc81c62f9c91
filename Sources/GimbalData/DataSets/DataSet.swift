// What can be read: a handful of kinds of data, each with its own type.
import GimbalCore

/// Something that a reader returns.
public protocol DataContent: Sendable {
    /// Where the data came from.
    var provenance: DataProvenance { get }
    /// The content as one case of all kinds.
    var dataSet: DataSet { get }
}

/// A data set of any kind.
public enum DataSet: Sendable {
    /// One graph whose nodes are described and perhaps labelled.
    case graph(GraphDataSet)
    /// Many graphs, each with a target.
    case graphs(GraphCollection)
    /// Rows and typed columns.
    case table(TableDataSet)
    /// Images, perhaps with classes.
    case images(ImageDataSet)
    /// Texts as numbered words or characters.
    case text(TextCorpus)
    /// Several tables about the same samples, of which some lack a table.
    case blocks(BlockDataSet)

    /// Word for the kind, as in messages and listings.
    public var kind: String {
        switch self {
        case .graph: "graph"
        case .graphs: "graphs"
        case .table: "table"
        case .images: "images"
        case .text: "text"
        case .blocks: "blocks"
        }
    }

    /// The content itself.
    public var content: any DataContent {
        switch self {
        case .graph(let content): content
        case .graphs(let content): content
        case .table(let content): content
        case .images(let content): content
        case .text(let content): content
        case .blocks(let content): content
        }
    }

    /// Where the data came from.
    public var provenance: DataProvenance { content.provenance }

    /// Short name.
    public var name: String { provenance.name }

    /// Returns the content as a type.
    ///
    /// - Throws: `DataError` if the data are of another kind.
    public func content<Content: DataContent>(as type: Content.Type, _ expected: String) throws -> Content {
        guard let content = content as? Content else {
            throw DataError(
                "data.kind",
                "data set \"\(name)\" is of the kind \"\(kind)\" (format \(provenance.format)), "
                    + "expected \(expected).", fix: "Choose a task for this kind of data, or other data.")
        }
        return content
    }
}
