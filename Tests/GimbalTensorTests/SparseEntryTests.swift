// Kernels over the entries of a sparse matrix, against gathering and scattering, and their derivatives.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("SparsePattern entries")
struct SparseEntryTests {
    /// Rows 0 to 4 over columns 0 to 3: parallel entries, an empty row, an empty column.
    private func pattern() throws -> SparsePattern {
        try SparsePattern(
            rowCount: 5, columnCount: 4, rowPointers: [0, 3, 3, 5, 9, 10],
            columns: [0, 1, 1, 0, 2, 0, 1, 2, 2, 1])
    }

    private func random(_ shape: [Int], _ seed: UInt64, _ dtype: DType) throws -> Tensor {
        try Tensor.randn(shape, dtype: dtype, using: try RandomStream(seed: seed))
    }

    /// Output and gradients of the sum of squares.
    private func derived(_ inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor) throws -> [Tensor] {
        let leaves = try inputs.map { try $0.detached().requiringGradient() }
        let output = try body(leaves)
        return [output] + (try gradients(of: output.square().sum(), withRespectTo: leaves))
    }

    private func expectSame(_ a: [Tensor], _ b: [Tensor], _ tolerance: Double) throws {
        #expect(a.count == b.count)
        for (x, y) in zip(a, b) {
            #expect(x.shape == y.shape)
            let difference = try (x - y).abs().max().item()
            #expect(difference <= tolerance)
        }
    }

    @Test("equal their compositions, gradients included", arguments: [DType.float32, .float64])
    func compositions(dtype: DType) throws {
        let p = try pattern()
        let tolerance = dtype == .float32 ? 1e-5 : 1e-12
        let rows = try p.rowOfEntry()
        for width in [1, 3, 8, 40] {
            let x = try random([4, width], 1, dtype), v = try random([10, width], 2, dtype)
            try expectSame(
                derived([x]) { try p.gathered($0[0], from: .column) },
                derived([x]) { try $0[0].indexSelect(p.columns, axis: 0) }, tolerance)
            try expectSame(
                derived([v]) { try p.sums(of: $0[0], over: .row) },
                derived([v]) {
                    try Tensor.zeros([5, width], dtype: dtype).indexAdd(rows, axis: 0, source: $0[0])
                }, tolerance)
            try expectSame(
                derived([v]) { try p.sums(of: $0[0], over: .column) },
                derived([v]) {
                    try Tensor.zeros([4, width], dtype: dtype).indexAdd(p.columns, axis: 0, source: $0[0])
                }, tolerance)
            try expectSame(
                derived([v]) { try p.softmax($0[0]) }, derived([v]) { try p.composedSoftmax($0[0]) },
                tolerance)
            let max = try p.max(x)
            let composed = try p.composedMax(x)
            #expect(try max.isEqual(to: composed))
        }
    }

    @Test("of several heads equal their compositions", arguments: [DType.float32, .float64])
    func heads(dtype: DType) throws {
        let p = try pattern()
        let tolerance = dtype == .float32 ? 1e-4 : 1e-12
        for (heads, width) in [(1, 1), (8, 1), (3, 2), (2, 5), (8, 8), (3, 16), (2, 32), (1, 70), (2, 100)] {
            let x = try random([4, heads, width], 3, dtype), w = try random([10, heads], 4, dtype)
            let a = try random([5, heads, width], 5, dtype)
            for transposed in [false, true] {
                let source = transposed ? a : x
                try expectSame(
                    derived([source, w]) { try p.matmul($0[0], headWeights: $0[1], transposed: transposed) },
                    derived([source, w]) { try p.composedMatmul($0[0], $0[1], transposed: transposed) },
                    tolerance)
            }
            let rows = try p.rowOfEntry()
            try expectSame(
                derived([a, x]) { try p.headInner($0[0], $0[1]) },
                derived([a, x]) {
                    try ($0[0].indexSelect(rows, axis: 0) * $0[1].indexSelect(p.columns, axis: 0)).sum(axes: [
                        2
                    ])
                }, tolerance)
        }
    }

    @Test(
        "take and return the largest: ties go to the first entry, empty rows are zero, nothing is not a number"
    )
    func extremes() throws {
        let p = try pattern()
        let x = try Tensor([1, 5, 2, 5, 3, .nan, -1, 7] as [Float], shape: [4, 2]).requiringGradient()
        let y = try p.max(x)
        let values = try y.floats()
        #expect(values[0] == 2 && values[1] == 5 && values[2] == 0 && values[3] == 0 && values[4] == 3)
        #expect(values[5].isNaN && values[7].isNaN)
        #expect(values[8] == 2 && values[9] == 5)
        let finite = try Tensor([1, 5, 2, 5, 3, 0, -1, 7] as [Float], shape: [4, 2]).requiringGradient()
        let gradient = try gradient(of: p.max(finite).sum(), withRespectTo: finite)
        // Column 1 of rows 0 and 3 ties between sources 0 and 1: the first entry is source 0's.
        #expect(try gradient.floats() == [0, 3, 2, 1, 2, 0, 0, 0])
        let smallest = try p.min(finite).floats()
        #expect(smallest == [1, 5, 0, 0, 1, 0, 1, 0, 2, 5])
    }

    @Test("have second derivatives that agree with differences")
    func secondDerivatives() throws {
        let p = try pattern()
        let x = try random([4, 2, 3], 6, .float64), w = try random([10, 2], 7, .float64)
        try checkGradients(
            of: { try p.matmul($0[0], headWeights: p.softmax($0[1])).square() }, at: [x, w], order: 2)
        let flat = try random([4, 3], 8, .float64)
        try checkGradients(of: { try p.max($0[0]).square() }, at: [flat], order: 2)
        try checkGradients(
            of: {
                let edges = try p.gathered($0[0], from: .column).tanh()
                return try p.sums(of: edges, over: .row) * p.sums(of: edges.square(), over: .row)
            }, at: [flat], order: 2)
    }

    @Test("give the same bits with any number of threads")
    func threads() throws {
        let count = 3000
        let stream = try RandomStream(seed: 9)
        let columns = try Tensor.randint([count * 20], low: 0, high: count, using: stream).integers()
        let p = try SparsePattern(
            rowCount: count, columnCount: count, rowPointers: (0...count).map { $0 * 20 },
            columns: stride(from: 0, to: columns.count, by: 20).flatMap { columns[$0..<$0 + 20].sorted() })
        let x = try random([count, 4, 8], 10, .float32), scores = try random([count * 20, 4], 11, .float32)
        let run = {
            try derived([x, scores]) {
                let attended = try p.matmul($0[0], headWeights: p.softmax($0[1])).reshaped([count, 32])
                return try attended + p.max($0[0].reshaped([count, 32]))
            }
        }
        let before = Machine.threadCount
        defer { Machine.threadCount = before }
        Machine.threadCount = 1
        let single = try run()
        Machine.threadCount = 2
        for (a, b) in zip(single, try run()) { #expect(try a.isEqual(to: b)) }
    }

    @Test("refuse shapes and types that do not fit")
    func refuses() throws {
        let p = try pattern()
        #expect(throws: TensorError.self) { try p.max(Tensor.zeros([5, 2])) }
        #expect(throws: TensorError.self) { try p.softmax(Tensor.zeros([4, 2])) }
        #expect(throws: TensorError.self) { try p.sums(of: Tensor.zeros([10]), over: .row) }
        #expect(throws: TensorError.self) {
            try p.matmul(Tensor.zeros([4, 2, 3]), headWeights: Tensor.zeros([10, 3]))
        }
        #expect(throws: TensorError.self) {
            try p.matmul(Tensor.zeros([4, 2, 3]), headWeights: Tensor.zeros([10, 2], dtype: .float64))
        }
        let half = try p.max(Tensor.ones([4, 2], dtype: .bfloat16))
        #expect(half.dtype == .bfloat16)
    }
}
