import GimbalStatistics
import Testing

@Suite("Assignment")
struct AssignmentTests {
    @Test("agrees with SciPy, wide and tall")
    func oracle() throws {
        for row in try fixture("clustering", as: ClusteringFixture.self).assignments {
            let assignment = try Assignment(costs: row.costs)
            #expect(isClose(assignment.cost, row.total, relative: 1e-12))
            var expected = [Int?](repeating: nil, count: row.costs.count)
            for (line, column) in zip(row.rows, row.columns) { expected[line] = column }
            #expect(assignment.columns == expected)
        }
    }

    @Test("is the best of all pairings, ties and all, in small cases")
    func exhaustive() throws {
        var generator = Xoshiro256(seed: 21)
        for rows in 1...5 {
            for columns in 1...5 {
                for _ in 0..<20 {
                    let costs = (0..<rows).map { _ in
                        (0..<columns).map { _ in Double(generator.index(below: 7)) - 3 }
                    }
                    let assignment = try Assignment(costs: costs)
                    #expect(assignment.cost == cheapest(costs, from: 0, taken: []))
                    let used = assignment.columns.compactMap { $0 }
                    #expect(used.count == min(rows, columns) && Set(used).count == used.count)
                }
            }
        }
    }

    /// Returns the smallest cost of pairing as many of the rows as there can be pairs, by trying all.
    private func cheapest(_ costs: [[Double]], from row: Int, taken: Set<Int>) -> Double {
        let (rows, columns) = (costs.count, costs[0].count)
        let missing = min(rows, columns) - taken.count
        if missing == 0 { return 0 }
        var best = Double.infinity
        if rows - row > missing { best = cheapest(costs, from: row + 1, taken: taken) }
        for column in 0..<columns where !taken.contains(column) {
            let rest = cheapest(costs, from: row + 1, taken: taken.union([column]))
            best = min(best, costs[row][column] + rest)
        }
        return best
    }

    @Test("finds a hidden pairing among many, and the largest profit")
    func hidden() throws {
        let count = 150
        var order = Array(0..<count)
        var generator = Xoshiro256(seed: 22)
        order.shuffle(using: &generator)
        let profits = (0..<count).map { row in
            (0..<count).map { $0 == order[row] ? 10 : Double(generator.index(below: 10)) }
        }
        let assignment = try Assignment(profits: profits)
        #expect(assignment.columns == order.map { $0 })
        #expect(assignment.cost == Double(-10 * count))
    }

    @Test("says what is wrong with its input")
    func errors() {
        #expect(
            errorText { _ = try Assignment(costs: []) }
                == "Assignment: found 0, expected at least 1 row. Check that the input is not empty.")
        #expect(errorText { _ = try Assignment(costs: [[]]) }.contains("at least 1 column"))
        #expect(
            errorText { _ = try Assignment(costs: [[1, 2], [1]]) }
                .hasPrefix("Assignment: 2 costs in row 0 but 1 in row 1"))
        #expect(
            errorText { _ = try Assignment(costs: [[1, 2], [1, .infinity]]) }
                .hasPrefix("Assignment, row 1: cost 1 is inf"))
    }
}
