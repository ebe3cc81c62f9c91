// Softmax along the rows of a sparse pattern where scores are far apart, infinite or not numbers.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("SparsePattern softmax")
struct SparseSoftmaxTests {
    /// Rows of 0 to 8 entries, 20 columns.
    private func pattern() throws -> SparsePattern {
        let counts = (0..<60).map { $0 * 7 % 9 }
        let pointers = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        let columns = counts.flatMap { count in (0..<count).map { $0 * 2 } }
        return try SparsePattern(rowCount: 60, columnCount: 20, rowPointers: pointers, columns: columns)
    }

    @Test("equals the composition for scores far apart", arguments: [1, 2, 4, 7, 8, 13, 17])
    func farApart(_ width: Int) throws {
        let p = try pattern()
        for dtype in [DType.float32, .float64] {
            let scores = try SampleTensors.normal([p.entryCount, width], dtype: dtype) * 40
            let problem = try mismatch(
                p.softmax(scores), p.composedSoftmax(scores), dtype == .float32 ? .single : .double)
            #expect(problem == nil)
        }
    }

    @Test("scores that others dwarf weigh nothing; what is not a number stays in its row and column")
    func extremes() throws {
        let p = try SparsePattern(
            rowCount: 2, columnCount: 2, rowPointers: [0, 2, 4], columns: [0, 1, 0, 1])
        let scores: [Float] = [1000, 0, -1000, -.infinity, .nan, 3, 1, 3]
        let found = try p.softmax(Tensor(scores, shape: [4, 2])).doubles()
        #expect(found[0] == 1 && found[2] == 0)
        #expect(found[1] == 1 && found[3] == 0)
        #expect(found[4].isNaN && found[6].isNaN)
        #expect(found[5] == 0.5 && found[7] == 0.5)
    }
}
