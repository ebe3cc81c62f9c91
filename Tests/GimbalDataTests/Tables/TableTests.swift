// Parts, figures, tensors and classes of tables.
import GimbalCore
import GimbalData
import GimbalTensor
import Testing

@Suite("Table")
struct TableTests {
    private func table() throws -> Table {
        try Table([
            try Column("size", .numbers([1, 2, 0, 4]), isMissing: [false, false, true, false]),
            try Column(
                "kind", .categories([1, 0, 1, -1], names: ["a", "b"]), isMissing: [false, false, false, true]),
            try Column("note", .texts(["x", "y", "x", "z"])), try Column("count", .numbers([3, 1, 3, 2])),
        ])
    }

    @Test("selects columns and rows")
    func parts() throws {
        let table = try table()
        #expect(try table.selecting(["note", "size"]).columnNames == ["note", "size"])
        #expect(try table.dropping(["note"]).columnNames == ["size", "kind", "count"])
        let rows = try table.rows([3, 0, 3])
        #expect(try rows.texts("note") == ["z", "x", "z"])
        #expect(try rows.texts("kind") == [nil, "b", nil])
        #expect(try rows.column("size").isMissing == nil)
        #expect(try table.head(2).rowCount == 2)
        #expect(try table.head(9).rowCount == 4)
        #expect(throws: DataError.self) { try table.rows([4]) }
        #expect(throws: DataError.self) { try table.selecting(["sizes"]) }
        #expect(throws: DataError.self) { try table.dropping(["sizes"]) }
    }

    @Test("summarises columns")
    func summaries() throws {
        let table = try table()
        let size = try table.column("size").figures()
        #expect(size.missingCount == 1)
        #expect(size.distinctCount == 3)
        #expect([size.minimum, size.maximum] == [1, 4])
        #expect(size.mean == 7.0 / 3)
        let deviation = try #require(size.standardDeviation)
        #expect(abs(deviation - (7.0 / 3).squareRoot()) < 1e-15)
        let note = try table.column("note").figures()
        #expect(note.mostFrequent == "x")
        #expect(note.mean == nil)
        let counts = try table.column("kind").valueCounts()
        #expect(counts.map(\.value) == ["b", "a"])
        #expect(counts.map(\.count) == [2, 1])
        #expect(try table.column("count").valueCounts().map(\.value) == ["3", "1", "2"])
        let empty = try Column("e", .numbers([0]), isMissing: [true]).figures()
        #expect(empty.mean == nil)
        #expect(empty.minimum == nil)
    }

    @Test("makes a matrix of numbers, with NaN where one is missing")
    func matrix() throws {
        let table = try table()
        let matrix = try table.numbers(of: ["count", "size"], dtype: .float64)
        #expect(matrix.shape == [4, 2])
        let values = try matrix.doubles()
        #expect(Array(values[0..<5]) == [3, 1, 1, 2, 3])
        #expect(values[5].isNaN)
        #expect(try table.numbers(of: ["count"]).dtype == .float32)
        let error = #expect(throws: DataError.self) { try table.numbers(of: ["kind"]) }
        #expect(error?.message.contains("column \"kind\" holds categories") == true)
        #expect(throws: DataError.self) { try table.numbers(of: ["size"], dtype: .int64) }
    }

    @Test("takes columns as classes")
    func classes() throws {
        let table = try table()
        #expect(try ClassLabels(try table.column("kind")).classes == [1, 0, 1, nil])
        #expect(try ClassLabels(try table.column("count")).classNames == ["1", "2", "3"])
        #expect(try ClassLabels(try table.column("size")).classes == [0, 1, nil, 2])
        #expect(try ClassLabels(try table.column("note")).classes == [0, 1, 0, 2])
        let error = #expect(throws: DataError.self) { try ClassLabels(try Column("f", .numbers([1, 1.5]))) }
        #expect(error?.message.contains("row 2: found 1.5") == true)
        #expect(throws: DataError.self) { try ClassLabels(try Column("d", .dates([0]))) }
    }

    @Test("applies policies about missing values and keeps count of the rows")
    func missing() throws {
        let split = try DataSplit(train: [0, 2], validation: [1], test: [3], count: 4)
        let dataSet = try TableDataSet(try table(), publicSplit: split, provenance: Samples.provenance)
        let dropped = try dataSet.applying(.drop)
        #expect(dropped.rows == [0, 1])
        #expect(dropped.dataSet.table.rowCount == 2)
        #expect(dropped.dataSet.publicSplit?.train == [0])
        #expect(dropped.dataSet.publicSplit?.validation == [1])
        #expect(dropped.dataSet.publicSplit?.test == [])
        #expect(try dataSet.applying(.impute).rows == [0, 1, 2, 3])
        let error = #expect(throws: DataError.self) { try dataSet.applying(.error) }
        #expect(error?.message.contains("row 3, column \"size\"") == true)
    }
}
