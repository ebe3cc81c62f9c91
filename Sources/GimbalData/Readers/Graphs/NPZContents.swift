// Arrays of a .npz file with the checks that every reader of such files needs.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Lends the arrays of a .npz file as checked Swift values.
struct NPZContents {
    private let archive: NPZArchive
    private let path: String

    /// Names of the arrays.
    var names: [String] { archive.names }

    init(_ url: URL) throws {
        archive = try NPZArchive(url)
        path = url.path
    }

    /// Checks that all arrays that a format demands are there.
    func require(_ keys: [String]) throws {
        let missing = keys.filter { !archive.contains($0) }
        guard let first = missing.first else { return }
        throw problem(
            "keys",
            "missing arrays: \(missing.joined(separator: ", ")); found: \(names.joined(separator: ", "))",
            fix: suggestion(for: first, in: names))
    }

    func contains(_ key: String) -> Bool { archive.contains(key) }

    /// Whole numbers of a vector.
    func integers(_ key: String, count: Int? = nil) throws -> [Int] {
        let tensor = try integerTensor(key)
        guard tensor.rank == 1, count.map({ $0 == tensor.count }) ?? true else {
            throw problem(
                "shape", "\(key) has shape \(tensor.shape), expected [\(count.map(String.init) ?? "n")]")
        }
        return try tensor.integers()
    }

    /// The numbers of a vector of truth values or whole numbers.
    func masked(_ key: String) throws -> [Int] {
        let tensor = try archive.tensor(key)
        guard tensor.rank == 1, !tensor.dtype.isFloatingPoint else {
            throw problem(
                "type",
                "\(key) has shape \(tensor.shape) and holds \(tensor.dtype), expected truth values [n]")
        }
        return try tensor.integers()
    }

    /// Whole numbers of a matrix with two rows.
    func pairs(_ key: String) throws -> (first: [Int], second: [Int]) {
        let tensor = try integerTensor(key)
        guard tensor.rank == 2, tensor.shape[0] == 2 else {
            throw problem("shape", "\(key) has shape \(tensor.shape), expected [2, n]")
        }
        let values = try tensor.integers()
        return (Array(values.prefix(values.count / 2)), Array(values.suffix(values.count / 2)))
    }

    /// Texts, if the array is there.
    func strings(_ key: String) throws -> [String]? { contains(key) ? try archive.strings(key) : nil }

    /// Finite numbers of a vector.
    func floats(_ key: String, count: Int) throws -> [Float] {
        let tensor = try archive.tensor(key)
        guard tensor.rank == 1, tensor.count == count else {
            throw problem("shape", "\(key) has shape \(tensor.shape), expected [\(count)]")
        }
        let values = try tensor.floats()
        if let position = values.firstIndex(where: { !$0.isFinite }) {
            throw problem("value", "\(key)[\(position)] is \(values[position]), expected a finite number")
        }
        return values
    }

    /// A sparse matrix stored as `prefix_data`, `_indices`, `_indptr` and `_shape`; columns ascend within its
    /// rows.
    func compressedRows(_ prefix: String) throws -> CompressedRows {
        try require(Self.keys(prefix))
        let shape = try integers("\(prefix)_shape", count: 2)
        guard shape.allSatisfy({ $0 > 0 && $0 < 1 << 32 }) else {
            throw problem("shape", "\(prefix)_shape is \(shape), expected two positive sizes")
        }
        let columns = try integers("\(prefix)_indices")
        let pointers = try integers("\(prefix)_indptr", count: shape[0] + 1)
        try check(pointers, "\(prefix)_indptr", end: columns.count)
        if let position = columns.firstIndex(where: { $0 < 0 || $0 >= shape[1] }) {
            throw problem(
                "index",
                "\(prefix)_indices[\(position)] is \(columns[position]), expected a column in 0..<\(shape[1])"
            )
        }
        var rows = CompressedRows(
            columnCount: shape[1], pointers: pointers, columns: columns,
            values: try floats("\(prefix)_data", count: columns.count))
        if let place = rows.sortRows() {
            throw problem(
                "duplicate", "row \(place.row) of \(prefix)_indices has column \(place.column) twice")
        }
        return rows
    }

    static func keys(_ prefix: String) -> [String] {
        ["data", "indices", "indptr", "shape"].map { "\(prefix)_\($0)" }
    }

    func problem(_ code: String, _ what: String, fix: String = "") -> DataError {
        DataError(
            "npz.\(code)", "\(path): \(what).",
            fix: fix.isEmpty
                ? "The file is damaged or was made for something else; make or download it again." : fix)
    }

    private func integerTensor(_ key: String) throws -> Tensor {
        let tensor = try archive.tensor(key)
        guard !tensor.dtype.isFloatingPoint, tensor.dtype != .bool else {
            throw problem("type", "\(key) holds \(tensor.dtype), expected whole numbers")
        }
        return tensor
    }

    private func check(_ pointers: [Int], _ key: String, end: Int) throws {
        guard pointers.first == 0, pointers.last == end else {
            throw problem(
                "pointer",
                "\(key) runs from \(pointers.first ?? -1) to \(pointers.last ?? -1), expected 0 to \(end)")
        }
        if let row = zip(pointers, pointers.dropFirst()).enumerated().first(where: { $1.0 > $1.1 })?.offset {
            throw problem(
                "pointer",
                "\(key) falls from \(pointers[row]) to \(pointers[row + 1]) at row \(row), expected ascending"
            )
        }
    }
}

/// A sparse matrix in Swift arrays, on its way from a file to a tensor.
struct CompressedRows {
    let columnCount: Int
    var pointers: [Int]
    var columns: [Int]
    var values: [Float]

    var rowCount: Int { pointers.count - 1 }

    /// The row of every entry.
    var rows: [Int] {
        (0..<rowCount).flatMap { repeatElement($0, count: pointers[$0 + 1] - pointers[$0]) }
    }

    /// Node features; ones are not stored.
    func features() throws -> NodeFeatures {
        let pattern = try SparsePattern(
            rowCount: rowCount, columnCount: columnCount, rowPointers: pointers, columns: columns)
        let areOnes = values.allSatisfy { $0 == 1 }
        return .sparse(SparseMatrix(pattern, values: areOnes ? nil : try Tensor(values)))
    }

    /// Sorts the entries of each row by column; returns the first entry that appears twice.
    mutating func sortRows() -> (row: Int, column: Int)? {
        for row in 0..<rowCount {
            let range = pointers[row]..<pointers[row + 1]
            if !zip(columns[range], columns[range].dropFirst()).allSatisfy({ $0 < $1 }) {
                let order = range.sorted { columns[$0] < columns[$1] }
                columns.replaceSubrange(range, with: order.map { columns[$0] })
                values.replaceSubrange(range, with: order.map { values[$0] })
                if let pair = zip(columns[range], columns[range].dropFirst()).first(where: { $0 == $1 }) {
                    return (row, pair.0)
                }
            }
        }
        return nil
    }

    /// One indicator column per row: the features of a graph whose source has none.
    static func identity(count: Int) -> CompressedRows {
        CompressedRows(
            columnCount: count, pointers: Array(0...count), columns: Array(0..<count),
            values: [Float](repeating: 1, count: count))
    }
}
