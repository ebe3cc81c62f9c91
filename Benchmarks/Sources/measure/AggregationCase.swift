// Fused sums over neighbours.
import Foundation
import Gimbal

/// The product of a sparse adjacency with `[N, F]`, forward alone and with the gradient to the dense factor.
func measureAggregation(graph: String, file: URL, widths: [Int], threads: Int) throws {
    Machine.threadCount = threads
    let matrix = try readMatrix(file)
    let stream = try RandomStream(seed: 0)
    for width in widths {
        let x = try Tensor.randn([matrix.pattern.columnCount, width], using: stream)
        let leaf = try x.requiringGradient()
        let cotangent = try Tensor.randn([matrix.pattern.rowCount, width], using: stream)
        let forward = try Stopwatch().seconds { _ = try matrix.matmul(x) }
        let both = try Stopwatch().seconds {
            _ = try optionalGradients(of: matrix.matmul(leaf), withRespectTo: [leaf], cotangent: cotangent)
        }
        try Line(case: "aggregate/\(graph)/\(width)/forward/\(threads)", seconds: forward).emit()
        try Line(case: "aggregate/\(graph)/\(width)/both/\(threads)", seconds: both).emit()
    }
}

private func readMatrix(_ file: URL) throws -> SparseMatrix {
    let tensors = try Safetensors.read(file).tensors
    func tensor(_ name: String) throws -> Tensor {
        guard let tensor = tensors[name] else {
            throw BenchmarkError("\(file.path) has no tensor \"\(name)\".")
        }
        return tensor
    }
    let pointers = try tensor("row_pointers").integers()
    let pattern = try SparsePattern(
        rowCount: pointers.count - 1, columnCount: pointers.count - 1, rowPointers: pointers,
        columns: tensor("columns").integers())
    return SparseMatrix(pattern, values: try tensor("values"))
}

/// Says what keeps a benchmark from running.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
