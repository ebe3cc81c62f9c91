// Counts of labels against clusters, and the entropies that follow from them.

import GimbalCore
import Numerics

/// Counts how many items of each class lie in each cluster; only pairs that occur are stored.
struct ClusterTable {
    /// The items of a class that lie in a cluster.
    struct Cell {
        let label: Int
        let cluster: Int
        let count: Int
    }

    /// The number of items of each class, in the order of their numbers.
    let labelSizes: [Int]
    /// The number of items of each cluster, in the order of their numbers.
    let clusterSizes: [Int]
    /// The pairs that occur, in order, so that sums over them are the same in every run.
    let cells: [Cell]
    /// The number of items.
    let count: Int

    init(_ clusters: [Int], _ labels: [Int], for name: String) throws {
        try Check.labels(labels, predictions: clusters.count, for: name, what: "clusters")
        try Check.classes(clusters, for: name, what: "cluster")
        let (rows, columns) = (Self.numbered(labels), Self.numbered(clusters))
        let width = columns.count
        var counts: [Int: Int] = [:]
        for (row, column) in zip(rows.numbers, columns.numbers) {
            counts[row * width + column, default: 0] += 1
        }
        cells = counts.sorted { $0.key < $1.key }.map { key, count in
            Cell(label: key / width, cluster: key % width, count: count)
        }
        var (labelSizes, clusterSizes) = (
            [Int](repeating: 0, count: rows.count), [Int](repeating: 0, count: width)
        )
        for cell in cells {
            labelSizes[cell.label] += cell.count
            clusterSizes[cell.cluster] += cell.count
        }
        (self.labelSizes, self.clusterSizes, count) = (labelSizes, clusterSizes, labels.count)
    }

    /// Whether both put the same items together.
    var isSamePartition: Bool { cells.count == labelSizes.count && cells.count == clusterSizes.count }

    /// The entropy of the classes, in nats.
    var labelEntropy: Double { entropy(labelSizes) }

    /// The entropy of the clusters, in nats.
    var clusterEntropy: Double { entropy(clusterSizes) }

    /// The mutual information of classes and clusters, in nats.
    var mutualInformation: Double {
        let n = Double(count)
        let sum = cells.reduce(0) { sum, cell in
            let expected = Double(labelSizes[cell.label]) * Double(clusterSizes[cell.cluster]) / n
            return sum + Double(cell.count) / n * .log(Double(cell.count) / expected)
        }
        return max(0, sum)
    }

    private func entropy(_ sizes: [Int]) -> Double {
        let n = Double(count)
        return max(0, -sizes.reduce(0) { $0 + Double($1) / n * .log(Double($1) / n) })
    }

    /// Returns the values numbered from 0 in their order, and how many different ones there are.
    private static func numbered(_ values: [Int]) -> (numbers: [Int], count: Int) {
        let distinct = Set(values).sorted()
        let number = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($0.element, $0.offset) })
        return (values.map { number[$0, default: 0] }, distinct.count)
    }
}
