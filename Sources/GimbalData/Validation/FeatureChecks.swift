// Checks of matrices of features.
import GimbalGraphs
import GimbalTensor

/// What one pass over a matrix `[rows, columns]` shows.
struct MatrixProfile {
    private(set) var nanCount = 0
    private(set) var infiniteCount = 0
    /// Row and column of the first NaN or infinite number.
    private(set) var firstBad: (row: Int, column: Int)?
    /// Rows of zeros.
    private(set) var zeroRows: [Int] = []
    /// A hash of each row.
    private(set) var hashes: [UInt64] = []
    /// Columns whose value is the same in every row.
    private(set) var constantColumns: [Int] = []

    /// Reads numbers in row-major order.
    ///
    /// - Parameter allowsNaN: whether NaN stands for a missing value.
    init(_ tensor: Tensor, allowsNaN: Bool = false) throws {
        let rows = tensor.shape.first ?? 0
        let width = rows == 0 ? 0 : tensor.count / rows
        let numbers = tensor.dtype == .float32 ? tensor : try tensor.converted(to: .float32)
        hashes.reserveCapacity(rows)
        var isConstant = [Bool](repeating: rows > 1, count: width)
        try numbers.withUnsafeElements(of: Float.self) { values in
            for row in 0..<rows {
                let own = UnsafeBufferPointer(rebasing: values[(row * width)..<((row + 1) * width)])
                var hash = ContentHash()
                hash.add(UnsafeRawBufferPointer(own))
                hashes.append(hash.value)
                var isZero = true
                for column in 0..<width {
                    let value = own[column]
                    if value != 0 { isZero = false }
                    if value != values[column] { isConstant[column] = false }
                    if !value.isFinite { note(value, row, column, allowsNaN) }
                }
                if isZero { zeroRows.append(row) }
            }
        }
        constantColumns = isConstant.indices.filter { isConstant[$0] }
    }

    private mutating func note(_ value: Float, _ row: Int, _ column: Int, _ allowsNaN: Bool) {
        if value.isNaN {
            if allowsNaN { return }
            nanCount += 1
        } else {
            infiniteCount += 1
        }
        firstBad = firstBad ?? (row, column)
    }

    /// Reports numbers that are not finite.
    func report(unit: Finding.Unit, column name: (Int) -> String, _ list: inout FindingList) {
        guard let firstBad else { return }
        for (rule, count, what) in [
            (DataRule.nan, nanCount, "NaN"), (.infinite, infiniteCount, "infinite numbers"),
        ]
        where count > 0 {
            list.add(
                .error, rule, row: firstBad.row, unit: unit, column: name(firstBad.column), count: count,
                "\(count) \(what) among the features", expected: "finite numbers",
                fix: "Correct them, or impute them before.")
        }
    }
}
