// x[...] against PyTorch: Tests/Oracles/indexing.py lists the expressions.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Indexing oracle")
struct IndexingOracleTests {
    private struct Case {
        let label: String
        let x: Tensor
        let indices: [any TensorIndex]
        let value: JSONValue

        init(_ value: JSONValue) throws {
            let shape = try #require(value["shape"]?.integers)
            x = try Tensor.arange(shape.reduce(1, *), dtype: .float64).reshaped(shape)
            indices = try #require(value["index"]?.list).map(IndexingOracleTests.index)
            label = "\(shape) \(indices.map { String(describing: $0.axisIndex) })"
            self.value = value
        }
    }

    private static func index(_ value: JSONValue) throws -> any TensorIndex {
        if let integer = value["integer"]?.integer { return integer }
        if value["ellipsis"] != nil { return AxisIndex.ellipsis }
        if value["new"] != nil { return AxisIndex.newAxis }
        if let truth = value["truth"]?.boolean { return truth }
        if let bounds = value["slice"]?.list {
            return AxisIndex.slice(bounds[0].integer, bounds[1].integer, step: bounds[2].integer ?? 1)
        }
        if let positions = value["positions"] { return try tensor(positions).converted(to: .int64) }
        return try tensor(#require(value["mask"])).converted(to: .bool)
    }

    private static func tensor(_ value: JSONValue) throws -> Tensor {
        guard let list = value.list else {
            return try Tensor(scalar: value.number ?? (value.boolean == true ? 1 : 0))
        }
        return list.isEmpty ? try Tensor([Double]()) : try Tensor.stacked(list.map(tensor))
    }

    private func cases() throws -> [Case] {
        try #require(Fixtures.json("oracles/indexing.json")["cases"]?.list).map(Case.init)
    }

    @Test("shapes and elements are PyTorch's")
    func values() throws {
        let cases = try cases()
        #expect(cases.count > 200)
        for entry in cases {
            let found = try entry.x.elements(indices: entry.indices)
            #expect(found.shape == entry.value["result_shape"]?.integers, "\(entry.label)")
            #expect(try found.doubles() == entry.value["result"]?.numbers, "\(entry.label)")
        }
    }

    @Test("gradients are PyTorch's")
    func gradients() throws {
        let cases = try cases().filter { $0.value["gradient"] != nil }
        #expect(cases.count > 40)
        for entry in cases {
            let leaf = try entry.x.requiringGradient()
            let selected = try leaf.elements(indices: entry.indices)
            let weights = try Tensor.arange(selected.count, dtype: .float64).reshaped(selected.shape) + 1
            let slope = try GimbalTensor.gradients(of: (selected * weights).sum(), withRespectTo: [leaf])[0]
            #expect(try slope.doubles() == entry.value["gradient"]?.numbers, "\(entry.label)")
        }
    }

    @Test("assignments are PyTorch's, in place and in a copy")
    func assignments() throws {
        let cases = try cases().filter { $0.value["assigned"] != nil }
        #expect(cases.count > 25)
        for entry in cases {
            let shape = try entry.x.elements(indices: entry.indices).shape
            let value = try -1 - Tensor.arange(shape.reduce(1, *), dtype: .float64).reshaped(shape)
            let copy = try entry.x.replacing(indices: entry.indices, with: value)
            #expect(try copy.doubles() == entry.value["assigned"]?.numbers, "\(entry.label)")
            #expect(try entry.x.doubles() == (0..<entry.x.count).map(Double.init), "\(entry.label)")
            try entry.x.replaceInPlace(indices: entry.indices, with: value)
            #expect(try entry.x.doubles() == copy.doubles(), "\(entry.label)")
        }
    }
}
