// The values of MATLAB: what the parts of a matrix element mean.
import Foundation
import GimbalCore
import GimbalTensor

extension MATBytes {
    /// Reads the parts of a matrix: flags, sizes, name and content.
    mutating func matrix() throws -> (name: String, value: MATValue) {
        // MATLAB writes an empty field or cell as a matrix without any part.
        if isAtEnd { return ("", .numbers(try Tensor.zeros([0, 0], dtype: .float64))) }
        let flags = try naturals("the flags of a variable").first ?? 0
        let shape = try naturals("the sizes of a variable")
        let name = try text("the name of a variable")
        let what = name.isEmpty ? "a nested value" : "\"\(name)\""
        let count = shape.reduce(1) { product, size in
            let (value, overflow) = product.multipliedReportingOverflow(by: size)
            return overflow ? Int.max : value
        }
        guard shape.count >= 2, count < 1 << 40 else {
            throw problem("shape", "\(what) has the shape \(shape)")
        }
        if flags & 0x800 != 0 { return (name, .other("complex numbers \(shape)")) }
        switch flags & 0xFF {
        case 1: return (name, .cells(try nested(count, what)))
        case 2: return (name, try structures(count, what))
        case 4: return (name, .texts(try characters(shape, count, what)))
        case 5: return (name, .sparse(try sparse(shape, what)))
        case 6...15: return (name, .numbers(try full(shape, count, what)))
        case 3: return (name, .other("an object"))
        case 16: return (name, .other("a function"))
        default: return (name, .other("a value of class \(flags & 0xFF)"))
        }
    }

    /// Reads values that follow one another.
    private mutating func nested(_ count: Int, _ what: String) throws -> [MATValue] {
        var values: [MATValue] = []
        for index in 0..<count {
            let (type, content) = try element("element \(index) of \(what)")
            guard type == Kind.matrix else {
                throw problem("element", "element \(index) of \(what) has type \(type), expected a value")
            }
            var inner = try inside(content)
            values.append(try inner.matrix().value)
        }
        return values
    }

    private mutating func structures(_ count: Int, _ what: String) throws -> MATValue {
        let length = try naturals("the length of field names of \(what)").first ?? 0
        let content = try element("the field names of \(what)").content
        guard length > 0, content.count % length == 0 else {
            throw problem("fields", "\(what) has \(content.count) bytes of field names of \(length) each")
        }
        let names = stride(from: 0, to: content.count, by: length).map { start in
            String(decoding: content[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
        }
        guard !names.isEmpty else { return .structure([]) }
        var elements: [MATValue] = []
        for _ in 0..<count {
            let values = try nested(names.count, what)
            elements.append(.structure(zip(names, values).map { (name: $0, value: $1) }))
        }
        return elements.count == 1 ? elements[0] : .cells(elements)
    }

    private mutating func characters(_ shape: [Int], _ count: Int, _ what: String) throws -> [String] {
        let codes = try numbers("the text \(what)")
        guard codes.count == count else {
            throw problem("count", "the text \(what) has \(codes.count) characters, expected \(count)")
        }
        guard count > 0 else { return [] }
        return (0..<shape[0]).map { row in
            let scalars = stride(from: row, to: count, by: max(shape[0], 1)).map { place in
                Unicode.Scalar(UInt32(codes[place])) ?? "\u{FFFD}"
            }
            return String(String.UnicodeScalarView(scalars))
        }
    }

    /// Numbers stand column by column; turned round, the axes are row by row.
    private mutating func full(_ shape: [Int], _ count: Int, _ what: String) throws -> Tensor {
        let values = try numbers(what)
        guard values.count == count else {
            throw problem("count", "\(what) has \(values.count) numbers, expected \(count) for \(shape)")
        }
        let reversed = try Tensor(values, shape: shape.reversed())
        return try reversed.permuted(Array((0..<shape.count).reversed())).contiguous()
    }

    /// Rows and values of the entries of each column, made into rows by a counting sort.
    private mutating func sparse(_ shape: [Int], _ what: String) throws -> SparseMatrix {
        let rows = try naturals("the rows of \(what)")
        let starts = try naturals("the columns of \(what)")
        let values = try numbers("the values of \(what)")
        let count = starts.last ?? 0
        // A file of a few bytes may claim any number of rows.
        guard shape.count == 2, shape[0] < 1 << 27, starts.count == shape[1] + 1, starts.first == 0,
            count <= rows.count,
            count <= values.count, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw problem(
                "sparse",
                "the columns of \(what) do not ascend from 0 to \(min(rows.count, values.count)) in \(shape) steps"
            )
        }
        var pointers = [Int](repeating: 0, count: shape[0] + 1)
        for row in rows.prefix(count) {
            guard row < shape[0] else {
                throw problem("index", "\(what) has an entry in row \(row), expected 0..<\(shape[0])")
            }
            pointers[row + 1] += 1
        }
        for row in 0..<shape[0] { pointers[row + 1] += pointers[row] }
        var next = pointers
        var columns = [Int](repeating: 0, count: count), sorted = [Float](repeating: 0, count: count)
        for column in 0..<shape[1] {
            for entry in starts[column]..<starts[column + 1] {
                let place = next[rows[entry]]
                if place > pointers[rows[entry]], columns[place - 1] == column {
                    throw problem("duplicate", "\(what) has the entry [\(rows[entry]), \(column)] twice")
                }
                (columns[place], sorted[place]) = (column, Float(values[entry]))
                next[rows[entry]] += 1
            }
        }
        let pattern = try SparsePattern(
            rowCount: shape[0], columnCount: shape[1], rowPointers: pointers, columns: columns)
        return SparseMatrix(pattern, values: sorted.allSatisfy { $0 == 1 } ? nil : try Tensor(sorted))
    }
}
