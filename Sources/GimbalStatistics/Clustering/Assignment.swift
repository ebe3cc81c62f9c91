// The assignment problem: pairs rows with columns so that the pairs cost least together.

import GimbalCore

/// Holds the cheapest pairing of rows with columns, each used once at most.
///
/// Shortest augmenting paths with prices on rows and columns.
/// - Complexity: O(rows · columns · min(rows, columns)).
/// - Paper: Kuhn 1955, "The Hungarian method for the assignment problem"; in the form of Jonker, Volgenant
///   1987. Deviation: no reduction before the first path.
public struct Assignment: Sendable, Codable, Equatable {
    /// The column of each row; nil for a row without one, where there are more rows than columns.
    public let columns: [Int?]
    /// The sum of the costs of the pairs.
    public let cost: Double

    /// Finds the pairing with the smallest sum of costs; as many pairs as the shorter side has lines.
    ///
    /// - Shapes: costs, a row for each row, all of one length.
    /// - Throws: `DataError` if there are no costs, rows differ in length, or a cost is not finite.
    public init(costs: [[Double]]) throws {
        let name = "Assignment"
        try Check.count(costs.count, for: name, what: "row")
        try Check.count(costs[0].count, for: name, what: "column")
        for (number, row) in costs.enumerated() {
            try Check.sameLength(
                ("costs in row 0", costs[0].count), ("in row \(number)", row.count), for: name)
            try Check.finite(row, for: "\(name), row \(number)", what: "cost")
        }
        let isTall = costs.count > costs[0].count
        let wide = isTall ? costs[0].indices.map { column in costs.map { $0[column] } } : costs
        let chosen = Self.cheapestColumns(wide)
        var columns = [Int?](repeating: nil, count: costs.count)
        for (row, column) in chosen.enumerated() {
            if isTall { columns[column] = row } else { columns[row] = column }
        }
        self.columns = columns
        cost = columns.enumerated().reduce(0) { sum, pair in
            pair.element.map { sum + costs[pair.offset][$0] } ?? sum
        }
    }

    /// Finds the pairing with the largest sum of profits; `cost` is minus that sum.
    ///
    /// - Throws: as `init(costs:)`.
    public init(profits: [[Double]]) throws {
        try self.init(costs: profits.map { $0.map { -$0 } })
    }

    /// Returns the column of each row of costs that has at least as many columns as rows.
    private static func cheapestColumns(_ costs: [[Double]]) -> [Int] {
        var search = PathSearch(costs: costs)
        for row in costs.indices { search.assign(row) }
        var columns = [Int](repeating: 0, count: costs.count)
        for (column, row) in search.rowOfColumn.enumerated() {
            if let row { columns[row] = column }
        }
        return columns
    }
}

/// A pairing of the first rows that is cheapest, and prices that prove it: no cost is below the sum of its
/// two prices, and those of the pairs equal it.
private struct PathSearch {
    let costs: [[Double]]
    private(set) var rowOfColumn: [Int?]
    private var rowPrices: [Double]
    private var columnPrices: [Double]

    init(costs: [[Double]]) {
        self.costs = costs
        rowOfColumn = [Int?](repeating: nil, count: costs[0].count)
        rowPrices = [Double](repeating: 0, count: costs.count)
        columnPrices = [Double](repeating: 0, count: costs[0].count)
    }

    /// Pairs one more row, along the shortest path that ends in a free column.
    mutating func assign(_ first: Int) {
        let count = columnPrices.count
        var distances = [Double](repeating: .infinity, count: count)
        var previous = [Int?](repeating: nil, count: count)
        var isReached = [Bool](repeating: false, count: count)
        var (row, last, length) = (first, Int?.none, 0.0)
        var reached: [Int] = []
        while true {
            var nearest = -1
            for column in 0..<count where !isReached[column] {
                let step = length + costs[row][column] - rowPrices[row] - columnPrices[column]
                if step < distances[column] { (distances[column], previous[column]) = (step, last) }
                if nearest < 0 || distances[column] < distances[nearest] { nearest = column }
            }
            length = distances[nearest]
            isReached[nearest] = true
            guard let next = rowOfColumn[nearest] else {
                reprice(first, reached, distances, length)
                return turnOver(to: nearest, previous, first)
            }
            reached.append(nearest)
            (row, last) = (next, nearest)
        }
    }

    /// Moves the prices so that the path costs nothing more than its prices.
    private mutating func reprice(
        _ first: Int, _ reached: [Int], _ distances: [Double], _ length: Double
    ) {
        rowPrices[first] += length
        for column in reached {
            if let row = rowOfColumn[column] { rowPrices[row] += length - distances[column] }
            columnPrices[column] -= length - distances[column]
        }
    }

    /// Pairs the rows of the path anew, each with the column after it.
    private mutating func turnOver(to end: Int, _ previous: [Int?], _ first: Int) {
        var column = end
        while let before = previous[column] {
            rowOfColumn[column] = rowOfColumn[before]
            column = before
        }
        rowOfColumn[column] = first
    }
}
