// How samples are divided into training, validation and test sets, as a value and as text.
import GimbalCore

/// A rule that divides samples; seed *i* gives split *i* of every rule that draws.
///
/// Where samples have classes or numbers to be predicted, only those with a known target take part.
public enum SplitStrategy: Sendable, Hashable {
    /// The split that the data set is published with; seed *i* is published split *i* modulo their number.
    case `public`
    /// Some samples per class for training and for validation; all others are for the test.
    case perClass(train: Int, validation: Int)
    /// Some samples per class for training; fixed totals of the others for validation and test.
    case perClassWithTotals(train: Int, validation: Int, test: Int)
    /// Shares of each class (stratified); what the shares leave over is not used.
    ///
    /// Numbers to be predicted are stratified by their tenths; without targets the shares are those of the whole.
    case ratio(train: Double, validation: Double, test: Double)
    /// Shares of the whole, whatever the classes.
    case randomRatio(train: Double, validation: Double, test: Double)
    /// Folds with the classes spread evenly: one tests, the next one validates, the others train.
    ///
    /// Seed *i* tests fold *i* modulo `count`; folds are drawn anew after every `count` seeds.
    case kFold(count: Int)
    /// Shares of the whole as near as whole groups allow: no group is in two parts.
    case groupRatio(train: Double, validation: Double, test: Double)
    /// Folds of whole groups, of sizes as near as they allow; seeds as in `kFold`.
    case groupKFold(count: Int)
    /// The earliest samples train, the latest ones test; samples of one time stay together.
    case time(train: Double, validation: Double, test: Double)
    /// A column whose texts are `train`, `validation` or `test`, or usual short forms of these.
    case column(String)

    /// The sizes of the Planetoid splits, drawn anew: 20 per class, 500 and 1000.
    ///
    /// - Paper: Yang, Cohen, Salakhutdinov 2016, arXiv 1603.08861, section 5.
    public static let random = SplitStrategy.perClassWithTotals(train: 20, validation: 500, test: 1000)

    /// The sizes of the benchmark of Shchur et al.: 20 and 30 per class, the rest for the test.
    ///
    /// - Paper: Shchur et al. 2018, arXiv 1811.05868, section 3.
    public static let benchmark = SplitStrategy.perClass(train: 20, validation: 30)

    /// Whether every seed draws another split, so that test sets overlap and variances need a correction.
    public var isResampled: Bool { isResampled(publicSplitCount: 1) }

    /// Whether seeds give different splits of data that is published with so many of them.
    public func isResampled(publicSplitCount: Int) -> Bool {
        switch self {
        case .public: publicSplitCount > 1
        case .time, .column: false
        default: true
        }
    }

    /// The canonical form: the same text for the same rule, for tables and fingerprints.
    public var text: String {
        switch self {
        case .public: "public"
        case .perClass(let train, let validation): "per-class:\(train),\(validation)"
        case .perClassWithTotals(let train, let validation, let test):
            "per-class:\(train),\(validation),\(test)"
        case .ratio(let train, let validation, let test): "ratio:\(train),\(validation),\(test)"
        case .randomRatio(let train, let validation, let test): "random-ratio:\(train),\(validation),\(test)"
        case .kFold(let count): "k-fold:\(count)"
        case .groupRatio(let train, let validation, let test): "group-ratio:\(train),\(validation),\(test)"
        case .groupKFold(let count): "group-k-fold:\(count)"
        case .time(let train, let validation, let test): "time:\(train),\(validation),\(test)"
        case .column(let name): "column:\(name)"
        }
    }
}

extension SplitStrategy: CustomStringConvertible {
    /// The canonical form.
    public var description: String { text }
}

extension SplitStrategy: Codable {
    /// Reads the canonical form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the canonical form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
