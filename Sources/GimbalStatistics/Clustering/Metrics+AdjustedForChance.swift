// Metrics of clusters against known classes, corrected so that random clusters score 0.

import GimbalCore
import Numerics

extension Metrics {
    /// Returns the adjusted Rand index: the share of pairs of items on which clusters and classes agree,
    /// corrected for chance.
    ///
    /// 1 where both put the same items together, 0 in the mean of random clusters of the same sizes, and
    /// below where they agree less than that.
    /// - Throws: `DataError` on empty input, different lengths, or a negative number; leave out noise.
    /// - Paper: Hubert, Arabie 1985, "Comparing partitions", eq. 5. Deviation: none.
    public static func adjustedRandIndex(clusters: [Int], labels: [Int]) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "adjustedRandIndex")
        if table.isSamePartition { return 1 }
        let together = pairs(table.cells.map(\.count))
        let (inClasses, inClusters) = (pairs(table.labelSizes), pairs(table.clusterSizes))
        let expected = inClasses * inClusters / pairs([table.count])
        return (together - expected) / ((inClasses + inClusters) / 2 - expected)
    }

    /// Returns the adjusted mutual information, (information − expected) / (mean entropy − expected).
    ///
    /// The expectation is over random clusters of the same sizes, which score 0 in the mean; 1 where both put
    /// the same items together. 0 where sizes leave no room between chance and the best.
    /// - Throws: as `adjustedRandIndex`.
    /// - Complexity: O(n) and, for each pair of sizes that occur, O(√n) terms.
    /// - Paper: Vinh, Epps, Bailey 2010, "Information theoretic measures for clusterings comparison", eq.
    ///   24a. Deviation: the hypergeometric weights come from their ratios, not from factorials.
    public static func adjustedMutualInformation(
        clusters: [Int], labels: [Int], mean: EntropyMean = .arithmetic
    ) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "adjustedMutualInformation")
        if table.isSamePartition { return 1 }
        let expected = expectedMutualInformation(table)
        let scale = mean(table.labelEntropy, table.clusterEntropy)
        // What is left of the difference of equal numbers is rounding.
        guard scale - expected > 1e-13 * max(1, scale) else { return 0 }
        return (table.mutualInformation - expected) / (scale - expected)
    }

    private static func pairs(_ sizes: [Int]) -> Double {
        sizes.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
    }

    private static func expectedMutualInformation(_ table: ClusterTable) -> Double {
        let (labelSizes, clusterSizes) = (
            multiplicities(table.labelSizes), multiplicities(table.clusterSizes)
        )
        var sum = 0.0
        for a in labelSizes {
            for b in clusterSizes {
                let information = expectedInformation(a.size, b.size, of: table.count)
                sum += Double(a.count) * Double(b.count) * information
            }
        }
        return sum
    }

    /// Returns each size with how often it occurs.
    private static func multiplicities(_ sizes: [Int]) -> [(size: Int, count: Int)] {
        Dictionary(sizes.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
            .map { (size: $0.key, count: $0.value) }
    }

    /// Returns the expectation of k/n · log(n k / (a b)) where k of the a items of a class fall into a
    /// cluster of b items, out of n.
    private static func expectedInformation(_ a: Int, _ b: Int, of n: Int) -> Double {
        let (a, b, n) = (Double(a), Double(b), Double(n))
        let (least, most) = (max(0, a + b - n), min(a, b))
        let mode = min(most, max(least, ((a + 1) * (b + 1) / (n + 2)).rounded(.down)))
        // Weights in units of that of the mode, outwards until they do not count.
        var (weights, sum) = (0.0, 0.0)
        func add(_ k: Double, _ weight: Double) {
            weights += weight
            if k > 0 { sum += weight * (k / n) * .log(n * k / (a * b)) }
        }
        var (k, weight) = (mode, 1.0)
        while k <= most, weight > 1e-30 {
            add(k, weight)
            weight *= (a - k) / (k + 1) * ((b - k) / (n - a - b + k + 1))
            k += 1
        }
        (k, weight) = (mode, 1.0)
        while k > least {
            weight *= k / (a - k + 1) * ((n - a - b + k) / (b - k + 1))
            k -= 1
            guard weight > 1e-30 else { break }
            add(k, weight)
        }
        return sum / weights
    }
}
