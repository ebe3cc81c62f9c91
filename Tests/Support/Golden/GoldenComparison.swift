// Compares what was found with what a golden file says.
import GimbalTensor

/// How one tensor is compared.
public struct GoldenComparison {
    /// Bounds and sense.
    public var output: GoldenTolerance.Output
    /// Share of values that may exceed the bound.
    public var fractionBeyond = 0.0
    /// Bound on the mean absolute difference.
    public var meanAbsolute: Double?
    /// Rows that are not compared.
    public var skippedRows: [Int] = []
    /// Whether each column has an arbitrary sign.
    public var isUpToColumnSign = false
    /// Whether values are integers, which must be equal.
    public var isInteger = false
    /// A bound per element (of the tensor's shape), where a subject sets its own.
    public var elementwise: Tensor?

    /// Compares in one sense, everything else as usual.
    public init(_ output: GoldenTolerance.Output) { self.output = output }

    /// Describes the difference, or returns nil where there is none.
    public func mismatch(_ found: Tensor, _ expected: Tensor) throws -> String? {
        let scalars = found.count == 1 && expected.count == 1 && found.rank <= 1 && expected.rank <= 1
        guard scalars || found.shape == expected.shape else {
            return "shape \(found.shape), expected \(expected.shape)"
        }
        let width = (expected.shape.dropFirst().reduce(1, *))
        var rows = Rows(found: try found.doubles(), expected: try expected.doubles(), width: max(width, 1))
        rows.bounds = try elementwise?.doubles()
        rows.skip(skippedRows)
        if isUpToColumnSign { rows.alignColumns() }
        return difference(of: rows, rank: expected.rank)
    }

    private func difference(of values: Rows, rank: Int) -> String? {
        var rows = values
        let bound = isInteger ? .exact : output.bound
        switch output.comparison {
        case .values: break
        case .extremes:
            return GimbalTestSupport.mismatch(extremes(rows.found), extremes(rows.expected), bound)
        case .sum:
            return GimbalTestSupport.mismatch([rows.found.reduce(0, +)], [rows.expected.reduce(0, +)], bound)
        case .upToSign: rank > 1 ? rows.alignRows() : rows.alignAll()
        }
        if let limit = meanAbsolute {
            let mean = rows.meanAbsoluteDifference
            guard mean <= limit else { return "mean absolute difference \(mean), expected at most \(limit)" }
        }
        if let bounds = rows.bounds {
            let beyond = rows.found.indices.filter {
                !(abs(rows.found[$0] - rows.expected[$0]) <= bounds[$0])
            }
            return beyond.first.map {
                "\(beyond.count) values beyond their bounds: at \($0) found \(rows.found[$0]), "
                    + "expected \(rows.expected[$0]) within \(bounds[$0])"
            }
        }
        let beyond = rows.found.indices.count { !bound.accepts(rows.found[$0], rows.expected[$0]) }
        if Double(beyond) <= fractionBeyond * Double(rows.found.count) { return nil }
        return GimbalTestSupport.mismatch(rows.found, rows.expected, bound)
    }

    private func extremes(_ values: [Double]) -> [Double] { [values.min() ?? .nan, values.max() ?? .nan] }
}

/// Two matrices of the same size, row by row.
private struct Rows {
    var found: [Double]
    var expected: [Double]
    var bounds: [Double]?
    let width: Int

    init(found: [Double], expected: [Double], width: Int) {
        self.found = found
        self.expected = expected
        self.width = width
    }

    var meanAbsoluteDifference: Double {
        found.isEmpty ? 0 : zip(found, expected).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(found.count)
    }

    mutating func skip(_ rows: [Int]) {
        guard !rows.isEmpty else { return }
        let kept = found.indices.filter { !rows.contains($0 / width) }
        found = kept.map { found[$0] }
        expected = kept.map { expected[$0] }
        if let all = bounds { bounds = kept.map { all[$0] } }
    }

    /// Flips the sign of what was found where that brings it nearer.
    private mutating func align(_ positions: [Int]) {
        let agreement = positions.reduce(0) { $0 + found[$1] * expected[$1] }
        if agreement < 0 { for position in positions { found[position].negate() } }
    }

    mutating func alignColumns() {
        for column in 0..<width { align(found.indices.filter { $0 % width == column }) }
    }

    mutating func alignRows() {
        for start in stride(from: 0, to: found.count, by: width) { align(Array(start..<start + width)) }
    }

    mutating func alignAll() { align(Array(found.indices)) }
}
