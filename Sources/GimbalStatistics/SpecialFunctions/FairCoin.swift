// Tails of the number of heads of a fair coin, on which tests of signs rest.

/// Returns P(X ≤ k) for the heads X of `count` throws of a fair coin.
///
/// Exact up to 53 throws; beyond, the regularised incomplete beta function I_½(count − k, k + 1).
/// - Complexity: O(√count).
func fairCoinTail(_ k: Int, of count: Int) -> Double {
    if k < 0 { return 0 }
    guard k < count else { return 1 }
    guard count > 53 else {
        // Sums of whole numbers up to 2⁵³: nothing is rounded.
        var (ways, sum) = (1, 1)
        for heads in 0..<k {
            ways = ways * (count - heads) / (heads + 1)
            sum += ways
        }
        return Double(sum) / Double(1 << count)
    }
    return regularizedIncompleteBeta(Double(count - k), Double(k + 1), at: UnitPoint(x: 0.5, complement: 0.5))
}

/// Returns the two-sided p-value of so many heads and tails.
func fairCoinPValue(_ heads: Int, _ tails: Int) -> Double {
    min(1, 2 * fairCoinTail(min(heads, tails), of: heads + tails))
}
