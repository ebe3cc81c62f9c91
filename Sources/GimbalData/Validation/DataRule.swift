// The rules by which data are checked, each with its threshold.

/// A rule of validation; its finding has the code `data.check.` and the raw value.
public enum DataRule: String, Sendable, Codable, CaseIterable {
    /// A cell, feature or measurement that is there is NaN. Error.
    case nan
    /// A number is infinite. Error.
    case infinite
    /// There are no rows, images, graphs, tokens to learn from. Error.
    case empty
    /// No row of a column has a value. Warning; an error for a target.
    case emptyColumn = "empty-column"
    /// Values are missing. A note that tells what the policy does; a warning without a policy, where more than half
    /// of a column is missing, or where dropping rows would leave fewer than half; an error under `missing: error`.
    case missing
    /// The target has no value in some rows. Note; an error if no row has one.
    case unlabelled
    /// All values that are there are equal. Warning for a feature, error for a number to be predicted.
    case constant
    /// Two feature columns hold the same values in every row. Note.
    case duplicateColumn = "duplicate-column"
    /// A feature names the row instead of describing it: at least 20 values, all distinct, that are texts or
    /// categories, consecutive whole numbers in any order, or whole numbers that only rise or only fall. Warning.
    case identifier
    /// Values outside what the column's name allows: probabilities and fractions 0 to 1, percentages 0 to 100,
    /// ages, counts and durations from 0, pixels 0 to 255, latitudes -90 to 90, longitudes -180 to 360. Columns that
    /// were centred (mean below a hundredth of the deviation) are left alone. Warning.
    case outOfRange = "out-of-range"
    /// A number such as -999 or 9999 comes twice at least, is the lowest or highest, and lies ten robust deviations
    /// or more from the median; or at least 1 % of the dates (2 rows) are exactly 1970-01-01 or 1900-01-01 while
    /// others are a year away. Warning.
    case placeholder
    /// A date lies in the future. Warning.
    case futureDate = "future-date"
    /// At most 1 in 1,000 values (one at least) lie further than 30 robust deviations from the median; the robust
    /// deviation is the distance of the quartiles over 1.349. Note.
    case outlier
    /// Rows, images or graphs come again with the same target. A warning where 1 % or more do and some feature is
    /// continuous (whole numbers and categories repeat by chance), else a note.
    case duplicate
    /// Equal features with different classes. Severity as for `duplicate`.
    case conflictingLabels = "conflicting-labels"
    /// All labelled samples have one class. Error.
    case singleClass = "single-class"
    /// A class has fewer samples than there are folds (10 unless told). Warning.
    case rareClass = "rare-class"
    /// A class has a name but no sample. Note.
    case emptyClass = "empty-class"
    /// The largest class has 90 % of the samples or more, or 20 times as many as the smallest. Note.
    case imbalance
    /// A number to be predicted has only two distinct values. Note.
    case binaryTarget = "binary-target"
    /// A feature equals the target in every row, or renames its classes one to one. Error.
    case copyOfTarget = "copy-of-target"
    /// A feature gives the target away, in 50 rows or more: categories (at most one per 20 rows) of which half the
    /// rows predict the other half with 99.9 % accuracy; a number by whose order two classes are told apart with an
    /// area under the curve of 0.999, or more classes lie in one interval each; a number with a correlation of 0.999
    /// with the number to be predicted. Warning.
    case givesTargetAway = "gives-target-away"
    /// Survival data in which another column, by its name, tells death, event, censoring or follow-up. Warning.
    case survivalColumn = "survival-column"
    /// A time to an event is zero. Note; negative ones are refused as `data.survival.time`.
    case eventTime = "event-time"
    /// The event was seen in every row. Note; a column without events is refused as `data.survival.censored`.
    case noCensoring = "no-censoring"
    /// Rows, images or graphs of the training part come again in another part. Severity as for `duplicate`, without
    /// the 1 %.
    case duplicateAcrossParts = "duplicate-across-parts"
    /// A group (patient, user) has rows in two parts. Error.
    case groupAcrossParts = "group-across-parts"
    /// Rows of the training part are later than rows of the test part. Warning; only where a column orders the rows.
    case futureInTraining = "future-in-training"
    /// A class has samples in the validation or test part but none to learn from. Error; a warning for a rare class.
    case classNotInTraining = "class-not-in-training"
    /// A class has no sample in the test part. Note.
    case classNotInTest = "class-not-in-test"
    /// Nodes have no edge. Note.
    case isolatedNodes = "isolated-nodes"
    /// Edges lead from a node to itself. Note.
    case selfLoops = "self-loops"
    /// Two edges join the same nodes in the same direction. Warning.
    case parallelEdges = "parallel-edges"
    /// Nodes have no feature other than 0. Note.
    case zeroFeatures = "zero-features"
    /// Fewer than 5 % of the edges lack their reverse: a graph meant to be undirected, perhaps. Note.
    case almostUndirected = "almost-undirected"
    /// No training node can be reached from nodes of the test part. Note.
    case unreachable
    /// Edges to be predicted are edges of the graph that is learnt from. Error.
    case edgeInTraining = "edge-in-training"
    /// A graph has no nodes (error) or no edges (note).
    case emptyGraph = "empty-graph"
    /// An image cannot be decoded. Error; each of the first 20 is named.
    case corruptImage = "corrupt-image"
    /// Images differ in channels, height or width. Note.
    case mixedShapes = "mixed-shapes"
    /// All pixels of an image are equal. Warning.
    case constantImage = "constant-image"
    /// A token has no place in the vocabulary. Error.
    case tokenRange = "token-range"
    /// At least 5 % of a part's tokens are unknown. Warning.
    case unknownTokens = "unknown-tokens"
    /// At least 5 % of another part's stretches of 32 tokens occur in the training text. Warning.
    case repeatedText = "repeated-text"
    /// A block lacks samples. Note; a warning where it lacks more than half.
    case blockGaps = "block-gaps"
    /// No sample is in every block, or a sample is in none. Error; a warning for the first.
    case noOverlap = "no-overlap"

    /// What every rule's code begins with.
    public static let prefix = "data.check."

    /// The code of the rule's findings.
    public var code: String { Self.prefix + rawValue }
}
