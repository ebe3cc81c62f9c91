// x[...] as it is written in Swift: spellings, views, gradients, and what errors say.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Indexing")
struct IndexingTests {
    private let x: Tensor

    init() throws { x = try Tensor.arange(12).reshaped([3, 4]) }

    @Test("ranges of every kind, negative bounds from the end")
    func ranges() throws {
        let row = try x[1]
        #expect(try row.integers() == [4, 5, 6, 7])
        #expect(try x[-1, 0].integerItem() == 8)
        #expect(try row[1..<3].integers() == [5, 6] && row[1...3].integers() == [5, 6, 7])
        #expect(try row[2...].integers() == [6, 7] && row[..<2].integers() == [4, 5])
        #expect(try row[...1].integers() == [4, 5] && row[(-2)...].integers() == [6, 7])
        #expect(try row[..<(-1)].integers() == [4, 5, 6] && row[...(-1)].integers() == [4, 5, 6, 7])
        #expect(try row[(-3)...(-1)].integers() == [5, 6, 7] && row[(-3)..<0].integers() == [5, 6, 7])
        #expect(try row[(-3)..<(-1)].integers() == [5, 6] && row[2..<100].integers() == [6, 7])
        #expect(try row[3..<3].shape == [0])
    }

    @Test("slices and strides with steps")
    func steps() throws {
        let line = try Tensor.arange(10)
        #expect(try line[.slice(1, 9, step: 3)].integers() == [1, 4, 7])
        #expect(try line[.slice(1, -1)].count == 8 && line[.slice(step: 4)].integers() == [0, 4, 8])
        #expect(try line[stride(from: 0, to: 10, by: 5)].integers() == [0, 5])
        #expect(try line[stride(from: 1, through: 9, by: 4)].integers() == [1, 5, 9])
        #expect(try line[stride(from: -4, to: 0, by: 2)].integers() == [6, 8])
        #expect(try line[stride(from: -1, through: 1, by: 1)].integers() == [9, 0, 1])
        #expect(try line[stride(from: 3, through: 0, by: -1)].integers() == [3, 2, 1, 0])
        #expect(try line[stride(from: 3, to: 3, by: 1)].shape == [0])
    }

    @Test("lists, masks, ellipsis and new axes in one bracket")
    func mixed() throws {
        #expect(try x[[0, 2], [1, -1]].integers() == [1, 11])
        #expect(try x[.ellipsis, 1].integers() == [1, 5, 9] && x[.newAxis, .ellipsis].shape == [1, 3, 4])
        #expect(try x[[true, false, true], 0].integers() == [0, 8])
        #expect(try x[x .> 9].integers() == [10, 11] && x[.all, .newAxis, 1...].shape == [3, 1, 3])
        #expect(try x[Tensor([2, 0])].shape == [2, 4] && x[Tensor([Int16(1)]), 0].integers() == [4])
        let indices: [any TensorIndex] = [1, AxisIndex.all]
        #expect(try x.elements(indices: indices).integers() == [4, 5, 6, 7])
        #expect(try x.elements(indices: []).shape == [3, 4])
    }

    @Test("basic indices give views, lists give copies")
    func views() throws {
        let buffer = try x.cloned()
        try buffer[1, 2...].fillInPlace(0)
        try buffer[.ellipsis, .newAxis, 0].addInPlace(100)
        #expect(try buffer.integers() == [100, 1, 2, 3, 104, 5, 0, 0, 108, 9, 10, 11])
        try buffer[[0, 1]].fillInPlace(7)
        #expect(try buffer[0, 0].integerItem() == 100)
    }

    @Test("replacing leaves the tensor alone, in place changes it; values broadcast and convert")
    func replacing() throws {
        let y = try x.replacing(at: 0, 1..<3, with: Tensor([[7.9]]))
        #expect(try y[0].integers() == [0, 7, 7, 3] && x[0].integers() == [0, 1, 2, 3])
        #expect(try x.replacing(at: x .< 10, with: -1).integers().suffix(3) == [-1, 10, 11])
        #expect(try x.replacing(at: [0, 2], with: Tensor([1.0, 2, 3, 4]))[2].integers() == [1, 2, 3, 4])
        #expect(try x.replacing(at: [true, false, false], 1, with: 0.5)[0].integers() == [0, 0, 2, 3])
        let buffer = try x.cloned()
        try buffer.replaceInPlace(at: -1, .ellipsis, with: 0)
        try buffer.replaceInPlace(at: [0, 1], [0, 1], with: Tensor([50, 60]))
        #expect(try buffer.integers() == [50, 1, 2, 3, 4, 60, 6, 7, 0, 0, 0, 0])
        try buffer.replaceInPlace(at: buffer .< 0, with: Tensor([9]))
    }

    @Test("gradients of every order flow through selections and replacements")
    func gradients() throws {
        let a = try SampleTensors.normal([3, 4], dtype: .float64)
        let b = try SampleTensors.normal([2, 2], dtype: .float64, seed: 2)
        let mask = try a .> 0
        func selected(_ x: [Tensor]) throws -> Tensor {
            let basic = try x[0][1..., .slice(step: 2)].pow(3).sum()
            return try basic + x[0][[0, 0, 2], [1, 1, 3]].pow(3).sum() + x[0][mask].square().sum()
        }
        #expect(try gradientMismatch([a], .differences, selected) == nil)
        #expect(try secondGradientMismatch([a], .secondDifferences, selected) == nil)
        func replaced(_ x: [Tensor]) throws -> Tensor {
            let basic = try x[0].replacing(at: 1..., ..<2, with: x[1]).pow(3).sum()
            let listed = try x[0].replacing(at: [0, 2], [1, 3], with: x[1][0]).pow(3).sum()
            return try basic + listed + x[0].replacing(at: mask, with: 0).square().sum()
        }
        #expect(try gradientMismatch([a, b], .differences, replaced) == nil)
        #expect(try secondGradientMismatch([a, b], .secondDifferences, replaced) == nil)
    }

    @Test("a selection holds its tensor no longer than it lives")
    func references() throws {
        for indices: [any TensorIndex] in [
            [1], [0..<2], [AxisIndex.ellipsis], [[0, 1]], [AxisIndex.newAxis, true],
        ] {
            #expect(try x.elements(indices: indices).referenceCount == 1)
        }
        #expect(try x[0].referenceCount == 1 && x.referenceCount == 1)
        _ = try? x[0, 9]
        _ = try? x.replacing(at: 0, with: Tensor([1, 2, 3]))
        #expect(x.referenceCount == 1)
    }
}

@Suite("Indexing errors")
struct IndexingErrorTests {
    private let x: Tensor

    init() throws { x = try Tensor.zeros([3, 4]) }

    private func text(_ body: () throws -> Tensor) throws -> String {
        let error = #expect(throws: TensorError.self) { _ = try body() }
        return try #require(error).description
    }

    @Test("the axis, its size and the allowed indices are named")
    func positions() throws {
        let expected =
            "subscript: index 3 is out of range for axis 0 of shape [3, 4]. Use an index in -3..<3."
        #expect(try text { try x[3] } == expected)
        #expect(try text { try x[3, 0] } == expected)
        #expect(try text { try x[[0, 3]] } == expected)
        #expect(
            try text { try x[.ellipsis, Tensor([0, -5])] }
                == "subscript: index -5 is out of range for axis 1 of shape [3, 4]. Use an index in -4..<4.")
        #expect(
            try text { try Tensor.zeros([0])[0] }
                == "subscript: index 0 is out of range for axis 0 of shape [0]. The axis is empty.")
    }

    @Test("too many indices, several ellipses, and steps that do not advance")
    func structure() throws {
        #expect(
            try text { try x[0, 1, 2] }
                == "subscript: 3 axes are indexed, shape [3, 4] has 2. Leave 1 out, or insert axes with `.newAxis`."
        )
        #expect(
            try text { try Tensor(scalar: 1.0)[0] }
                == "subscript: 1 axes are indexed, shape [] has 0. Leave 1 out, or insert axes with `.newAxis`."
        )
        #expect(
            try text { try x[.ellipsis, .ellipsis] }
                == "subscript: 2 ellipses leave open which axes they stand for. Keep one and write `.all` for the "
                + "other axes.")
        #expect(
            try text { try x[0, .slice(step: -1)] }
                == "subscript: the slice of axis 1 has step -1. Use a positive step; `flipped(axis: 1)` reverses."
        )
    }

    @Test("masks and lists that do not fit")
    func lists() throws {
        #expect(
            try text { try x[[true, false]] }
                == "subscript: a mask of shape [2] does not cover [3], axis 0 of shape [3, 4]. Give a mask of shape "
                + "[3].")
        #expect(
            try text { try x[[0, 1], [0, 1, 2]] }
                == "subscript: positions of shapes [2] and [3] do not broadcast. Give as many positions for each axis, "
                + "or select one axis after the other.")
        #expect(
            try text { try x[Tensor([0.0, 1])] }
                == "subscript: the index of axis 0 is float64. Use `.bool` for a mask or `.int64` for positions: "
                + "`converted(to:)`.")
        #expect(try text { try x[Tensor([UInt8(0)])] }.contains("axis 0 is uint8"))
    }

    @Test("values that do not fit, and leaves that want a gradient")
    func values() throws {
        #expect(
            try text { try x.replacing(at: 0, 1..., with: Tensor([1.0, 2])) }
                == "replacing: a value of shape [2] does not fit the selected [3]. Give a value that broadcasts to "
                + "[3].")
        let leaf = try x.requiringGradient()
        let error = #expect(throws: TensorError.self) { try leaf.replaceInPlace(at: 0, with: 1) }
        #expect(
            error?.description
                == "replaceInPlace: a tensor that requires a gradient is not changed in place. Use "
                + "`replacing(at:with:)`, or write inside `withoutGradient { ... }`.")
        try withoutGradient { try leaf.replaceInPlace(at: 0, with: 1) }
        #expect(try leaf.sum().item() == 4)
    }
}
