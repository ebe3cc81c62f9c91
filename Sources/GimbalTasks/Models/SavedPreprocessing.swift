// What is done to raw data before a saved model sees them: one case per input kind.
import GimbalData

/// The preprocessing of a saved model: the content of `preprocessing.json`.
public enum SavedPreprocessing: Sendable, Codable, Equatable {
    /// Features and labels of a graph.
    case graph(GraphPreprocessing)
    /// Features of the nodes and targets of many graphs.
    case graphs(GraphsPreprocessing)
    /// Columns of a table.
    case table(TablePreprocessor)
    /// Size, statistics and classes of images.
    case images(ImagePreprocessing)
    /// Tokens of texts.
    case text(TextPreprocessing)
    /// Several tables about the same samples.
    case blocks(BlockPreprocessing)
}
