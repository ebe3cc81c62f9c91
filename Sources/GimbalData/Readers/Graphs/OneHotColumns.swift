// Whole numbers as indicator columns.

/// The values that occur in a column of labels, ascending: one indicator column each.
struct OneHotColumns {
    let values: [Int]
    private let places: [Int: Int]

    init(_ labels: some Sequence<Int>) {
        values = Set(labels).sorted()
        places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    }

    var count: Int { values.count }

    /// Column of a value that occurs.
    func place(of value: Int) -> Int { places[value] ?? 0 }

    func names(_ prefix: String) -> [String] { values.map { "\(prefix) \($0)" } }
}

/// Labels and numbers of nodes or edges, side by side, as rows of features.
struct FeatureRows {
    /// Columns of numbers, row-major.
    var numbers: [Float] = []
    var numberCount = 0
    /// Columns of labels; each becomes one indicator per value.
    var labels: [[Int]] = []
    /// Whether the labels are of nodes, else of edges.
    let what: String

    init(_ what: String) { self.what = what }

    var isEmpty: Bool { numberCount == 0 && labels.isEmpty }

    /// The rows: numbers first, then the indicators of each column of labels.
    func encoded(rowCount: Int) -> (values: [Float], names: [String]) {
        let columns = labels.map { OneHotColumns($0) }
        let width = numberCount + columns.reduce(0) { $0 + $1.count }
        var values = [Float](repeating: 0, count: rowCount * width)
        for row in 0..<rowCount {
            for column in 0..<numberCount {
                values[row * width + column] = numbers[row * numberCount + column]
            }
            var start = row * width + numberCount
            for (column, oneHot) in columns.enumerated() {
                values[start + oneHot.place(of: labels[column][row])] = 1
                start += oneHot.count
            }
        }
        var names = numberCount == 1 ? ["attribute"] : (0..<numberCount).map { "attribute \($0 + 1)" }
        for (number, column) in columns.enumerated() {
            names += column.names(columns.count == 1 ? "label" : "label \(number + 1):")
        }
        return (values, names)
    }
}
