// Metrics of clusters without known classes: how far apart they lie.

import GimbalCore

extension Metrics {
    /// Returns the mean silhouette of points in clusters, from −1 to 1; high where clusters are dense and far
    /// apart.
    ///
    /// - Shapes: points, a row of coordinates for each item.
    /// - Throws: as `silhouettes(points:clusters:)`.
    public static func silhouetteScore(points: [[Double]], clusters: [Int]) throws -> Double {
        try silhouettes(points: points, clusters: clusters).mean()
    }

    /// Returns the silhouette of each point, (b − a) / max(a, b).
    ///
    /// a is the mean Euclidean distance to the other points of its cluster, b the smallest mean distance to
    /// another cluster. 0 for a point alone in its cluster, or where both distances are 0.
    /// - Shapes: points, a row of coordinates for each item.
    /// - Throws: `DataError` on empty input, different lengths, rows of different lengths, coordinates that
    ///   are not finite, a negative cluster, or unless there are 2...n − 1 clusters.
    /// - Complexity: O(n² · coordinates) time, O(n · coordinates + clusters) memory.
    /// - Paper: Rousseeuw 1987, "Silhouettes", section 2. Deviation: none.
    public static func silhouettes(points: [[Double]], clusters: [Int]) throws -> [Double] {
        let blocks = try blocks(of: points, clusters)
        let numbers = Dictionary(
            uniqueKeysWithValues: Set(clusters).sorted().enumerated().map { ($0.element, $0.offset) })
        let groups = clusters.map { numbers[$0, default: 0] }
        var sizes = [Double](repeating: 0, count: numbers.count)
        for group in groups { sizes[group] += 1 }
        guard sizes.count > 1, sizes.count < points.count else {
            throw DataError(
                "statistics.clusterCount",
                "silhouettes: found \(sizes.count) clusters of \(points.count) points, expected 2 to "
                    + "\(max(2, points.count - 1)).",
                fix: "Ask for another number of clusters.")
        }
        return blocks.withUnsafeBufferPointer { blocks in
            groups.indices.map { silhouette(of: $0, blocks, groups, sizes) }
        }
    }

    private static func silhouette(
        of item: Int, _ blocks: UnsafeBufferPointer<SIMD4<Double>>, _ groups: [Int], _ sizes: [Double]
    ) -> Double {
        let width = blocks.count / groups.count
        let own = groups[item]
        guard sizes[own] > 1 else { return 0 }
        var sums = [Double](repeating: 0, count: sizes.count)
        for other in groups.indices {
            var squares = SIMD4<Double>.zero
            for i in 0..<width {
                let difference = blocks[item * width + i] - blocks[other * width + i]
                squares += difference * difference
            }
            sums[groups[other]] += squares.sum().squareRoot()
        }
        let within = sums[own] / (sizes[own] - 1)
        var between = Double.infinity
        for group in sizes.indices where group != own { between = min(between, sums[group] / sizes[group]) }
        let larger = max(within, between)
        return larger > 0 ? (between - within) / larger : 0
    }

    /// Returns the checked coordinates, point after point, in blocks of four filled up with zeros.
    private static func blocks(of points: [[Double]], _ clusters: [Int]) throws -> [SIMD4<Double>] {
        let name = "silhouettes"
        try Check.sameLength(("points", points.count), ("clusters", clusters.count), for: name)
        try Check.count(points.count, for: name, what: "point")
        try Check.classes(clusters, for: name, what: "cluster")
        for (number, point) in points.enumerated() {
            try Check.sameLength(
                ("coordinates of point 0", points[0].count), ("of point \(number)", point.count), for: name)
            try Check.finite(point, for: "\(name), point \(number)", what: "coordinate")
        }
        return points.flatMap { point in
            stride(from: 0, to: point.count, by: 4).map { start in
                var block = SIMD4<Double>.zero
                for i in start..<min(start + 4, point.count) { block[i - start] = point[i] }
                return block
            }
        }
    }
}
