// The preprocessing that graph methods expect unless the user says otherwise.
import GimbalData
import GimbalGraphs

extension GraphPreprocessing {
    /// Chooses the field's habit: rows of features that have no negative number are divided by their sum.
    ///
    /// - Parameter rowNormalizeFeatures: the user's choice; nil for the habit.
    public static func standard(fitting dataSet: GraphDataSet, rowNormalizeFeatures: Bool? = nil) throws
        -> GraphPreprocessing
    {
        try GraphPreprocessing(
            fitting: dataSet,
            rowNormalizeFeatures: rowNormalizeFeatures ?? dataSet.features.areNonNegative())
    }

    /// What decides results, for fingerprints and summaries.
    var fingerprintText: String {
        (rowNormalizeFeatures ? "row-normalized features" : "features as given")
            + (undirected ? "" : ", directed edges")
    }
}

extension NodeFeatures {
    /// Whether no feature is below zero.
    fileprivate func areNonNegative() throws -> Bool {
        switch self {
        case .dense(let x): return try x.count == 0 || x.min().item() >= 0
        case .sparse(let x):
            guard let values = x.values, values.count > 0 else { return true }
            return try values.min().item() >= 0
        }
    }
}
