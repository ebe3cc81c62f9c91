// Metrics of clusters against known classes: what they share, and how well they can be matched.

import GimbalCore

/// Says which mean of two entropies scales a mutual information.
public enum EntropyMean: String, Sendable, Codable, CaseIterable {
    /// Half the sum, the usual choice.
    case arithmetic
    /// The root of the product.
    case geometric
    /// The larger one.
    case maximum
    /// The smaller one.
    case minimum

    func callAsFunction(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .arithmetic: (a + b) / 2
        case .geometric: (a * b).squareRoot()
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        }
    }
}

extension Metrics {
    /// Returns the normalised mutual information of clusters and classes, from 0 to 1.
    ///
    /// Mutual information / mean of the two entropies. 1 where both put the same items together, 0 where one
    /// says nothing about the other. How clusters are numbered does not matter, here and below.
    /// - Throws: `DataError` on empty input, different lengths, or a negative number; leave out noise.
    /// - Paper: Strehl, Ghosh 2002, "Cluster ensembles", eq. 2, for the geometric mean; Vinh, Epps, Bailey
    ///   2010, table 2, for all. Deviation: none.
    public static func normalizedMutualInformation(
        clusters: [Int], labels: [Int], mean: EntropyMean = .arithmetic
    ) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "normalizedMutualInformation")
        if table.isSamePartition { return 1 }
        let information = table.mutualInformation
        let scale = mean(table.labelEntropy, table.clusterEntropy)
        return scale > 0 ? min(1, information / scale) : 0
    }

    /// Returns the homogeneity, mutual information / entropy of the classes: 1 if every cluster holds one
    /// class only.
    ///
    /// - Throws: as `normalizedMutualInformation`.
    /// - Paper: Rosenberg, Hirschberg 2007, "V-measure", eq. 1. Deviation: none.
    public static func homogeneity(clusters: [Int], labels: [Int]) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "homogeneity")
        return explained(table.mutualInformation, of: table.labelEntropy)
    }

    /// Returns the completeness, mutual information / entropy of the clusters: 1 if every class lies in one
    /// cluster only.
    ///
    /// - Throws: as `normalizedMutualInformation`.
    /// - Paper: Rosenberg, Hirschberg 2007, "V-measure", eq. 2. Deviation: none.
    public static func completeness(clusters: [Int], labels: [Int]) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "completeness")
        return explained(table.mutualInformation, of: table.clusterEntropy)
    }

    /// Returns the V-measure, (1 + beta) · homogeneity · completeness / (beta · homogeneity + completeness).
    ///
    /// - Parameter beta: the weight of completeness; with 1 the V-measure is the normalised mutual
    ///   information.
    /// - Throws: as `normalizedMutualInformation`, and `ConfigError` unless beta is 0 or more and finite.
    /// - Paper: Rosenberg, Hirschberg 2007, "V-measure", section 2. Deviation: none.
    public static func vMeasure(clusters: [Int], labels: [Int], beta: Double = 1) throws -> Double {
        guard beta >= 0, beta.isFinite else {
            throw ConfigError(
                "statistics.beta", "vMeasure: beta is \(beta), expected 0 or more.",
                fix: "1 weighs homogeneity and completeness alike.")
        }
        let table = try ClusterTable(clusters, labels, for: "vMeasure")
        let pure = explained(table.mutualInformation, of: table.labelEntropy)
        let complete = explained(table.mutualInformation, of: table.clusterEntropy)
        let scale = beta * pure + complete
        return scale > 0 ? (1 + beta) * pure * complete / scale : 0
    }

    /// Returns the purity, the fraction of items that belong to the commonest class of their cluster.
    ///
    /// Many small clusters are pure, too: compare only with the same number of clusters.
    /// - Throws: as `normalizedMutualInformation`.
    public static func purity(clusters: [Int], labels: [Int]) throws -> Double {
        let table = try ClusterTable(clusters, labels, for: "purity")
        var largest = [Int](repeating: 0, count: table.clusterSizes.count)
        for cell in table.cells { largest[cell.cluster] = max(largest[cell.cluster], cell.count) }
        return Double(largest.reduce(0, +)) / Double(table.count)
    }

    /// Returns the accuracy of the best matching of clusters with classes, each used once at most.
    ///
    /// Items of clusters without a class count as wrong.
    /// - Throws: as `normalizedMutualInformation`, and `DataError` for more than 4096 classes or clusters.
    /// - Complexity: O(n + classes · clusters · min(classes, clusters)).
    /// - Paper: Xie, Girshick, Farhadi 2016, arXiv 1511.06335, eq. 10. Deviation: none.
    public static func clusteringAccuracy(clusters: [Int], labels: [Int]) throws -> Double {
        let name = "clusteringAccuracy"
        let table = try ClusterTable(clusters, labels, for: name)
        let (rows, columns) = (table.labelSizes.count, table.clusterSizes.count)
        guard max(rows, columns) <= ConfusionMatrix.classLimit else {
            throw DataError(
                "statistics.label",
                "\(name): found \(rows) classes and \(columns) clusters, expected at most "
                    + "\(ConfusionMatrix.classLimit) of each.",
                fix: "Use the adjusted Rand index, which needs no matching.")
        }
        let row = [Double](repeating: 0, count: columns)
        var profits = [[Double]](repeating: row, count: rows)
        for cell in table.cells { profits[cell.label][cell.cluster] = Double(cell.count) }
        return try -Assignment(profits: profits).cost / Double(table.count)
    }

    /// Returns information / entropy; 1 where there is nothing to explain.
    private static func explained(_ information: Double, of entropy: Double) -> Double {
        entropy > 0 ? min(1, information / entropy) : 1
    }
}
