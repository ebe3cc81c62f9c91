// Ranks of methods, with ties.

import GimbalCore

/// Returns the rank of each value, 1 for the best; equal values share the mean of their ranks.
///
/// - Throws: `DataError` if there are no values or one is not finite.
public func ranks(_ values: [Double], higherIsBetter: Bool) throws -> [Double] {
    try Check.finite(values, for: "ranks")
    return midranks(higherIsBetter ? values.map { -$0 } : values)
}

/// Returns the mean rank of each method over data sets or seeds.
///
/// - Parameter table: one row for each data set or seed, one column for each method.
/// - Throws: `DataError` if there are no rows, rows differ in length, or a value is not finite.
public func averageRanks(_ table: [[Double]], higherIsBetter: Bool) throws -> [Double] {
    try Check.count(table.count, for: "averageRanks", what: "row")
    var sums = [Double](repeating: 0, count: table[0].count)
    for (number, row) in table.enumerated() {
        try Check.sameLength(
            ("values in row 0", sums.count), ("in row \(number)", row.count), for: "averageRanks")
        for (column, rank) in try ranks(row, higherIsBetter: higherIsBetter).enumerated() {
            sums[column] += rank
        }
    }
    return sums.map { $0 / Double(table.count) }
}

/// Returns ascending ranks from 1; equal values share the mean of their ranks.
func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for position in order[start..<end] { ranks[position] = Double(start + 1 + end) / 2 }
        start = end
    }
    return ranks
}
