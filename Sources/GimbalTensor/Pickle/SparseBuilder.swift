// Compressed rows from the sparse layouts of SciPy and PyTorch.
import Foundation

/// Makes sparse matrices: columns ascend within a row, and entries at one place are summed, as SciPy means them.
struct SparseBuilder {
    private let budget: PickleBudget

    init(_ budget: PickleBudget) { self.budget = budget }

    /// Makes the matrix of a SciPy object with the given attributes.
    func matrix(_ format: SparseFormat, _ attributes: PickleValue) throws -> SparseMatrix {
        let shape = try size(attributes["_shape"] ?? attributes["shape"])
        let values = try vector(attributes["data"], "data")
        switch format {
        case .csr, .csc:
            return try compressed(
                format, try integers(attributes["indptr"], "indptr"),
                try integers(attributes["indices"], "indices"),
                values, shape)
        case .coo:
            // Older versions keep `row` and `col`, newer ones a tuple `coords`.
            let coordinates = attributes["coords"]?.elements ?? []
            let rows = try integers(coordinates.first ?? attributes["row"], "row")
            let columns = try integers(coordinates.dropFirst().first ?? attributes["col"], "col")
            return try canonical(rows, columns, values, shape)
        }
    }

    /// Makes the matrix of a PyTorch tensor with the given parts.
    func matrix(_ format: SparseFormat, torch parts: [PickleValue]) throws -> SparseMatrix {
        if format != .coo {
            return try compressed(
                format, try integers(parts[0], "pointers"), try integers(parts[1], "indices"),
                try vector(parts[2], "values"), try size(parts[3]))
        }
        guard let indices = parts[0].tensorValue, indices.rank == 2, indices.shape[0] == 2 else {
            throw invalid("its indices are not of shape [2, entries]; only two axes are supported")
        }
        let all = try indices.integers()
        let count = indices.shape[1]
        return try canonical(
            Array(all[..<count]), Array(all[count...]), try vector(parts[1], "values"), try size(parts[2]))
    }

    private func compressed(
        _ format: SparseFormat, _ pointers: [Int], _ indices: [Int], _ values: Tensor, _ shape: [Int]
    ) throws -> SparseMatrix {
        let outerCount = format == .csr ? shape[0] : shape[1]
        guard pointers.count == outerCount + 1, pointers.first == 0, pointers.last == indices.count,
            zip(pointers, pointers.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw invalid("its pointers do not ascend from 0 to \(indices.count) in \(outerCount + 1) steps")
        }
        var outer = [Int](repeating: 0, count: indices.count)
        for index in 0..<outerCount {
            for entry in pointers[index]..<pointers[index + 1] { outer[entry] = index }
        }
        return format == .csr
            ? try canonical(outer, indices, values, shape) : try canonical(indices, outer, values, shape)
    }

    /// Sorts entries by row and column and sums those at one place.
    private func canonical(_ rows: [Int], _ columns: [Int], _ values: Tensor, _ shape: [Int]) throws
        -> SparseMatrix
    {
        guard rows.count == columns.count, values.count == rows.count else {
            throw invalid("it has \(rows.count) rows, \(columns.count) columns and \(values.count) values")
        }
        for (indices, size, name) in [(rows, shape[0], "row"), (columns, shape[1], "column")] {
            if let wrong = indices.first(where: { $0 < 0 || $0 >= size }) {
                throw invalid("an entry is in \(name) \(wrong), expected 0..<\(size)")
            }
        }
        // Pointers for both orders: an empty matrix may claim any shape.
        let (pointerCount, overflow) = shape[0].addingReportingOverflow(shape[1])
        try budget.take(
            bytes: overflow || pointerCount > Int.max / 64 ? Int.max : 16 * (pointerCount + 2 * rows.count),
            for: "a sparse matrix of shape \(shape)")
        let isCanonical = (1..<max(1, rows.count)).allSatisfy {
            (rows[$0 - 1], columns[$0 - 1]) < (rows[$0], columns[$0])
        }
        if isCanonical { return try matrix(rows, columns, values, shape) }
        let order = stableOrder(by: rows, after: stableOrder(by: columns, after: nil, shape[1]), shape[0])
        var (keptRows, keptColumns): ([Int], [Int]) = ([], [])
        var places = [Int](repeating: 0, count: rows.count)
        for entry in order {
            if keptRows.last != rows[entry] || keptColumns.last != columns[entry] {
                keptRows.append(rows[entry])
                keptColumns.append(columns[entry])
            }
            places[entry] = keptRows.count - 1
        }
        let sums = try Tensor.zeros([keptRows.count], dtype: values.dtype)
            .indexAdd(try Tensor(places), axis: 0, source: values)
        return try matrix(keptRows, keptColumns, sums, shape)
    }

    private func matrix(_ rows: [Int], _ columns: [Int], _ values: Tensor, _ shape: [Int]) throws
        -> SparseMatrix
    {
        var pointers = [Int](repeating: 0, count: shape[0] + 1)
        for row in rows { pointers[row + 1] += 1 }
        for row in 0..<shape[0] { pointers[row + 1] += pointers[row] }
        return SparseMatrix(
            try SparsePattern(
                rowCount: shape[0], columnCount: shape[1], rowPointers: pointers, columns: columns),
            values: values)
    }

    /// Positions in ascending order of their keys, keeping a given order among equal ones (a counting sort).
    private func stableOrder(by keys: [Int], after order: [Int]?, _ size: Int) -> [Int] {
        var next = [Int](repeating: 0, count: size + 1)
        for key in keys { next[key + 1] += 1 }
        for key in 0..<size { next[key + 1] += next[key] }
        var result = [Int](repeating: 0, count: keys.count)
        for position in order ?? Array(keys.indices) {
            result[next[keys[position]]] = position
            next[keys[position]] += 1
        }
        return result
    }

    private func size(_ value: PickleValue?) throws -> [Int] {
        let sizes = value?.elements?.compactMap(\.integerValue) ?? []
        guard sizes.count == 2, sizes.allSatisfy({ $0 >= 0 }) else {
            throw invalid("its shape is \(sizes), expected two sizes")
        }
        return sizes
    }

    private func vector(_ value: PickleValue?, _ name: String) throws -> Tensor {
        guard let tensor = value?.tensorValue, tensor.rank == 1 else {
            throw invalid("\(name) is \(value?.kindName ?? "missing"), expected numbers along one axis")
        }
        return tensor
    }

    private func integers(_ value: PickleValue?, _ name: String) throws -> [Int] {
        let tensor = try vector(value, name)
        guard !tensor.dtype.isFloatingPoint, tensor.dtype != .bool else {
            throw invalid("\(name) holds \(tensor.dtype), expected integers")
        }
        return try tensor.integers()
    }

    private func invalid(_ what: String) -> PickleFailure {
        PickleFailure(
            "sparse", "a sparse matrix cannot be read: \(what)",
            fix: "Convert it with .tocsr() and save it again.")
    }
}
