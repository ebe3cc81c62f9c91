// Correction of p-values for testing more than one pair: no false claim at all.

/// Returns p-values corrected for the size of their family, in the order given.
///
/// Holm's step-down: the i-th smallest (from 0) of m is multiplied by m − i, made monotone and capped at 1.
/// Keeps the chance of any false claim in the family at the level, whatever the dependence between the tests.
/// A NaN counts as no evidence (1), and values outside 0...1 as the nearer bound.
/// - Paper: Holm 1979, "A simple sequentially rejective multiple test procedure". Deviation: none.
public func holmCorrected(_ pValues: [Double]) -> [Double] {
    let clean = cleanPValues(pValues)
    var corrected = clean
    var largest = 0.0
    for (step, position) in clean.indices.sorted(by: { clean[$0] < clean[$1] }).enumerated() {
        largest = max(largest, min(1, clean[position] * Double(clean.count - step)))
        corrected[position] = largest
    }
    return corrected
}

/// Returns the values inside 0...1, with NaN as 1.
func cleanPValues(_ pValues: [Double]) -> [Double] {
    pValues.map { $0.isNaN ? 1 : min(1, max(0, $0)) }
}
