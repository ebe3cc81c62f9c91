// Sparse products whose dense factor does not fit into a core's cache: they take the prefetching loop.
import GimbalTensor
import Testing

@Suite("SparsePattern, far sources")
struct SparseFarSourceTests {
    @Test("sums over a large dense factor agree with gathered rows", arguments: [7, 9, 24, 80])
    func agreement(_ width: Int) throws {
        let count = 20_000
        let neighbours = [{ $0 }, { (7 * $0 + 1) % count }, { (13 * $0 + 5) % count }] as [(Int) -> Int]
        let pattern = try SparsePattern(
            rowCount: count, columnCount: count, rowPointers: (0...count).map { $0 * neighbours.count },
            columns: (0..<count).flatMap { row in neighbours.map { $0(row) } })
        let x = try Tensor.randn([count, width], using: RandomStream(seed: 1))
        var expected = try Tensor.zeros([count, width])
        for neighbour in neighbours {
            expected = try expected + x.indexSelect(Tensor((0..<count).map(neighbour)), axis: 0)
        }
        let difference = try (pattern.matmul(x) - expected).abs().amax(axes: []).item()
        #expect(difference < 1e-5)
    }
}
