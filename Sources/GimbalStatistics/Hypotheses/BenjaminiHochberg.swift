// Correction of p-values for testing more than one pair: few false claims among those made.

/// Returns p-values corrected for the rate of false discoveries, in the order given.
///
/// Step-up: the i-th smallest (from 1) of m is multiplied by m / i, made monotone from the largest down. The
/// tests whose corrected value is below a level hold at most that share of false claims in the mean, for
/// independent or positively dependent tests. Weaker than Holm's correction, and meant for many tests. A NaN
/// counts as no evidence (1), and values outside 0...1 as the nearer bound.
/// - Paper: Benjamini, Hochberg 1995, "Controlling the false discovery rate". Deviation: none.
public func benjaminiHochbergCorrected(_ pValues: [Double]) -> [Double] {
    let clean = cleanPValues(pValues)
    var corrected = clean
    var smallest = 1.0
    let order = clean.indices.sorted { clean[$0] < clean[$1] }
    for (rank, position) in zip(1..., order).reversed() {
        smallest = min(smallest, clean[position] * (Double(clean.count) / Double(rank)))
        corrected[position] = smallest
    }
    return corrected
}
