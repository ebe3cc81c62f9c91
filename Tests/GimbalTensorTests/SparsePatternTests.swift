// Sparse products against dense ones, to second order.
import GimbalTensor
import GimbalTestSupport
import Testing

/// A small sparse matrix with its dense twin.
private struct Sample {
    let pattern: SparsePattern
    let rowCount: Int
    let columnCount: Int
    let positions: Tensor

    /// Rows of 0 to 4 entries; row 2 is empty, an entry occurs twice in row 3.
    init(isNarrow: Bool = true) throws {
        rowCount = 5
        columnCount = 4
        let columns = [0, 2, 3, 1, 2, 2, 3, 0, 1, 3]
        let pointers = [0, 3, 4, 4, 6, 10]
        pattern = try SparsePattern(
            rowCount: rowCount, columnCount: columnCount, rowPointers: pointers, columns: columns,
            isNarrow: isNarrow)
        let rows = [0, 0, 0, 1, 3, 3, 4, 4, 4, 4]
        positions = try Tensor(zip(rows, columns).map { $0 * 4 + $1 })
    }

    /// The dense matrix; entries at one place add up.
    func dense(_ weights: Tensor) throws -> Tensor {
        try Tensor.zeros([rowCount * columnCount], dtype: weights.dtype)
            .scatterAdd(positions, axis: 0, source: weights).reshaped([rowCount, columnCount])
    }
}

@Suite("SparsePattern")
struct SparsePatternTests {
    private let sample: Sample
    private let weights: Tensor

    init() throws {
        sample = try Sample()
        weights = try SampleTensors.normal([10], dtype: .float64, seed: 2)
    }

    @Test("products agree with dense ones for every width, in both directions and dtypes", arguments: 0...70)
    func widths(_ width: Int) throws {
        for dtype in [DType.float32, .float64] {
            let tolerance = dtype == .float64 ? Tolerance.double : .single
            let values = try weights.converted(to: dtype), dense = try sample.dense(values)
            let x = try SampleTensors.normal([4, width], dtype: dtype, seed: 3)
            let y = try SampleTensors.normal([5, width], dtype: dtype, seed: 4)
            let forward = try mismatch(sample.pattern.matmul(x, weights: values), dense.matmul(x), tolerance)
            #expect(forward == nil)
            let backward = try mismatch(
                sample.pattern.matmul(y, weights: values, transposed: true), dense.transposed(0, 1).matmul(y),
                tolerance)
            #expect(backward == nil)
            let ones = try sample.dense(values.onesLike())
            let plain = try mismatch(sample.pattern.matmul(x), ones.matmul(x), tolerance)
            #expect(plain == nil)
            let pairs = try y.matmul(x.transposed(0, 1)).reshaped([20]).indexSelect(sample.positions, axis: 0)
            let inner = try mismatch(sample.pattern.inner(y, x), pairs, tolerance)
            #expect(inner == nil)
        }
    }

    @Test("gradients to x and weights are right to second order", arguments: [false, true], [1, 3, 9, 17])
    func gradientsOfMatmul(_ transposed: Bool, _ width: Int) throws {
        let x = try SampleTensors.normal([transposed ? 5 : 4, width], dtype: .float64, seed: 5)
        // Squared, so that the second derivatives are not all zero.
        let function: ScalarFunction = { values in
            try sample.pattern.matmul(values[0], weights: values[1], transposed: transposed).pow(3).sum()
        }
        #expect(try gradientMismatch([x, weights], .differences, function) == nil)
        #expect(
            try secondGradientMismatch([x, weights], Tolerance(absolute: 1e-3, relative: 1e-4), function)
                == nil)
    }

    @Test("gradients of the inner product are right to second order", arguments: [1, 5, 18])
    func gradientsOfInner(_ width: Int) throws {
        let a = try SampleTensors.normal([5, width], dtype: .float64, seed: 6)
        let b = try SampleTensors.normal([4, width], dtype: .float64, seed: 7)
        let function: ScalarFunction = { try sample.pattern.inner($0[0], $0[1]).pow(3).sum() }
        #expect(try gradientMismatch([a, b], .differences, function) == nil)
        #expect(
            try secondGradientMismatch([a, b], Tolerance(absolute: 1e-3, relative: 1e-4), function) == nil)
    }

    @Test("a pattern without rows, columns or entries gives zeros of the right shape")
    func empty() throws {
        let nothing = try SparsePattern(rowCount: 0, columnCount: 3, rowPointers: [0], columns: [])
        #expect(try nothing.matmul(Tensor.ones([3, 2])).shape == [0, 2])
        #expect(try nothing.matmul(Tensor.ones([0, 2]), transposed: true).floats() == [0, 0, 0, 0, 0, 0])
        let rows = try SparsePattern(rowCount: 2, columnCount: 0, rowPointers: [0, 0, 0], columns: [])
        #expect(try rows.matmul(Tensor.ones([0, 2])).floats() == [0, 0, 0, 0])
        #expect(try rows.inner(Tensor.ones([2, 2]), Tensor.ones([0, 2])).shape == [0])
        #expect(try sample.pattern.matmul(Tensor.ones([4, 0])).shape == [5, 0])
    }

    @Test("wide indices give the same bits as narrow ones", arguments: [DType.float32, .float64])
    func wideIndices(_ dtype: DType) throws {
        let wide = try Sample(isNarrow: false).pattern, narrow = sample.pattern
        #expect(wide.columns.dtype == .int64 && narrow.columns.dtype == .int32)
        let values = try weights.converted(to: dtype)
        let x = try SampleTensors.normal([4, 11], dtype: dtype)
        let y = try SampleTensors.normal([5, 11], dtype: dtype)
        func products(_ pattern: SparsePattern) throws -> [Tensor] {
            try [
                pattern.matmul(x, weights: values), pattern.matmul(y, weights: values, transposed: true),
                pattern.matmul(x), pattern.inner(y, x),
            ]
        }
        for (a, b) in try zip(products(wide), products(narrow)) { #expect(try sameBits(a, b)) }
    }

    @Test("half precision goes through the composed path")
    func half() throws {
        let x = try SampleTensors.normal([4, 3], dtype: .bfloat16, seed: 3)
        let values = try weights.converted(to: .bfloat16)
        let expected = try sample.dense(values.converted(to: .float32)).matmul(x.converted(to: .float32))
        let found = try sample.pattern.matmul(x, weights: values)
        #expect(found.dtype == .bfloat16)
        let problem = try mismatch(
            found.converted(to: .float32), expected, Tolerance(absolute: 0.05, relative: 0.05))
        #expect(problem == nil)
    }

    @Test("the transpose lists the same entries")
    func transpose() throws {
        let pattern = sample.pattern
        #expect(try pattern.transposedRowPointers.integers() == [0, 2, 4, 7, 10])
        #expect(try pattern.transposedColumns.integers() == [0, 4, 1, 4, 0, 3, 3, 0, 4, 4])
        #expect(try pattern.permutation.integers() == [0, 7, 3, 8, 1, 4, 5, 2, 6, 9])
        #expect(pattern.columns.dtype == .int32)
    }

    @Test("wrong pointers and columns are refused with their place")
    func refusals() throws {
        let pointers = #expect(throws: TensorError.self) {
            try SparsePattern(rowCount: 2, columnCount: 2, rowPointers: [0, 2, 1], columns: [0])
        }
        #expect(
            pointers?.code == "tensor.sparse"
                && pointers?.message.contains("do not ascend from 0 to 1") == true)
        let column = #expect(throws: TensorError.self) {
            try SparsePattern(rowCount: 1, columnCount: 2, rowPointers: [0, 2], columns: [0, 2])
        }
        #expect(column?.message.contains("entry 1 is in column 2, expected 0..<2") == true)
    }

    @Test("operands of a wrong shape or dtype are refused with what was expected")
    func operands() throws {
        let pattern = sample.pattern
        let rows = #expect(throws: TensorError.self) { try pattern.matmul(Tensor.ones([5, 2])) }
        #expect(rows?.message.contains("x has 5 rows, expected 4 for a sparse matrix of [5, 4]") == true)
        #expect(throws: TensorError.self) { try pattern.matmul(Tensor.ones([4])) }
        #expect(throws: TensorError.self) {
            try pattern.matmul(Tensor.ones([4, 2]), weights: Tensor.ones([9]))
        }
        let dtype = #expect(throws: TensorError.self) {
            try pattern.matmul(Tensor.ones([4, 2]), weights: weights)
        }
        #expect(dtype?.code == "tensor.dtype")
        #expect(throws: TensorError.self) { try pattern.inner(Tensor.ones([5, 2]), Tensor.ones([4, 3])) }
    }
}

@Suite("Sparse kernels")
struct SparseKernelTests {
    /// A square pattern of a size that is worth several threads, with a hub in row 0.
    private static func large() throws -> SparsePattern {
        let count = 3000
        var pointers = [0], columns: [Int] = []
        for row in 0..<count {
            let degree = row == 0 ? 2000 : (row * 7919) % 12
            columns += (0..<degree).map { ($0 * 131 + row * 17) % count }.sorted()
            pointers.append(columns.count)
        }
        return try SparsePattern(rowCount: count, columnCount: count, rowPointers: pointers, columns: columns)
    }

    @Test("one and two threads give the same bits, forward and backward")
    func threads() async {
        // A process of its own: the number of threads is the whole process's.
        await #expect(processExitsWith: .success) {
            let pattern = try Self.large()
            let x = try SampleTensors.normal([3000, 7]).requiringGradient()
            let weights = try SampleTensors.normal([pattern.entryCount]).requiringGradient()
            let results = try [1, 2, 3].map { count in
                Machine.threadCount = count
                let y = try pattern.matmul(x, weights: weights)
                return try [y] + gradients(of: y.square().sum(), withRespectTo: [x, weights])
            }
            for other in results.dropFirst() {
                for (a, b) in zip(results[0], other) { #expect(try sameBits(a, b)) }
            }
        }
    }

    @Test("a kernel really runs on as many threads as were set")
    func team() async {
        await #expect(processExitsWith: .success) {
            for count in [1, 2] {
                Machine.threadCount = count
                try #require(Machine.threadCount == count)
                try #require(Machine.kernelThreadCount == count, "\(Machine.kernelThreadCount) of \(count)")
            }
        }
    }
}
