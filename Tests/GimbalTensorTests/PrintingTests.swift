// What a printed tensor looks like, to the letter.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Printing")
struct PrintingTests {
    private let bare = TensorFormat(showsHeader: false)

    @Test("columns align, signs and all, with four digits")
    func columns() throws {
        let x = try Tensor([[1.0, -2.5, 3.25], [10.125, 0, 0.33333]], dtype: .float32)
        #expect(
            x.description == """
                Tensor float32 [2, 3]
                [[ 1.0000, -2.5000,  3.2500],
                 [10.1250,  0.0000,  0.3333]]
                """)
        #expect(x.debugDescription == "Tensor float32 [2, 3]")
        #expect(
            "\(try x.requiringGradient())".hasPrefix("Tensor float32 [2, 3] requires gradient\n[[ 1.0000"))
    }

    @Test("whole numbers keep their point, integers and truth values are plain")
    func whole() throws {
        #expect(try Tensor([1.0, 20, -3]).formatted(bare) == "[ 1., 20., -3.]")
        #expect(try Tensor([1.0, 2000]).formatted(bare) == "[   1., 2000.]")
        #expect(try Tensor.zeros([2]).formatted(bare) == "[0., 0.]")
        #expect(
            try Tensor([[1, -20], [300, 4]]).description == "Tensor int64 [2, 2]\n[[  1, -20],\n [300,   4]]")
        #expect(try Tensor([true, false]).description == "Tensor bool [2]\n[ true, false]")
        #expect(try Tensor([UInt8(7), 255]).formatted(bare) == "[  7, 255]")
        #expect(try Tensor([Int.min]).formatted(bare) == "[-9223372036854775808]")
    }

    @Test("what is not finite is named")
    func notFinite() throws {
        #expect(
            try Tensor([1.5, .nan, -.infinity, .infinity]).formatted(bare)
                == "[1.5000,    nan,   -inf,    inf]")
        #expect(try Tensor([Double.nan, 2]).formatted(bare) == "[nan,  2.]")
        #expect(try Tensor([-0.0, 1]).formatted(bare) == "[-0.,  1.]")
    }

    @Test("scientific where fixed digits would hide something")
    func scientific() throws {
        #expect(try Tensor([0.00001, 1.5]).formatted(bare) == "[1.0000e-05, 1.5000e+00]")
        #expect(try Tensor([1e8, -2]).formatted(bare) == "[ 1.0000e+08, -2.0000e+00]")
        #expect(try Tensor([0.5, 1000]).formatted(bare) == "[5.0000e-01, 1.0000e+03]")
        #expect(try Tensor([0.5, 100]).formatted(bare) == "[  0.5000, 100.0000]")
        #expect(
            try Tensor([0.00001, 1.5]).formatted(TensorFormat(notation: .fixed, showsHeader: false))
                == "[0.0000, 1.5000]")
        #expect(
            try Tensor([2.0]).formatted(TensorFormat(precision: 1, notation: .scientific, showsHeader: false))
                == "[2.0e+00]")
        #expect(try Tensor([2.375]).formatted(TensorFormat(precision: 1, showsHeader: false)) == "[2.4]")
    }

    @Test("complex numbers show both parts")
    func complex() throws {
        let z = try Tensor.complex(real: Tensor([1.5, -2]), imaginary: Tensor([0.25, -1.0]))
        #expect(z.description == "Tensor complex128 [2]\n[ 1.5000+0.2500i, -2.0000-1.0000i]")
    }

    @Test("scalars and empty tensors take one line")
    func small() throws {
        #expect(try Tensor(scalar: 2.5).description == "Tensor float64 [] 2.5000")
        #expect(try Tensor(scalar: 3).description == "Tensor int64 [] 3")
        #expect(try Tensor.zeros([0, 3]).description == "Tensor float32 [0, 3] []")
        #expect(try Tensor([1.5]).converted(to: .bfloat16).description == "Tensor bfloat16 [1]\n[1.5000]")
    }

    @Test("matrices of a stack are set apart by an empty line")
    func stacks() throws {
        #expect(
            try Tensor.arange(8).reshaped([2, 2, 2]).formatted(bare) == """
                [[[0, 1],
                  [2, 3]],

                 [[4, 5],
                  [6, 7]]]
                """)
        #expect(try Tensor.arange(2).reshaped([2, 1, 1, 1]).formatted(bare) == "[[[[0]]],\n\n\n [[[1]]]]")
    }

    @Test("large tensors show the edges of their axes")
    func summary() throws {
        #expect(try Tensor.arange(1001).formatted(bare) == "[   0,    1,    2, ...,  998,  999, 1000]")
        #expect(
            try Tensor.arange(10_000).reshaped([100, 100]).description == """
                Tensor int64 [100, 100]
                [[   0,    1,    2, ...,   97,   98,   99],
                 [ 100,  101,  102, ...,  197,  198,  199],
                 [ 200,  201,  202, ...,  297,  298,  299],
                 ...,
                 [9700, 9701, 9702, ..., 9797, 9798, 9799],
                 [9800, 9801, 9802, ..., 9897, 9898, 9899],
                 [9900, 9901, 9902, ..., 9997, 9998, 9999]]
                """)
        let small = TensorFormat(threshold: 3, edgeCount: 1, showsHeader: false)
        #expect(
            try Tensor.arange(12).reshaped([3, 4]).formatted(small)
                == "[[ 0, ...,  3],\n ...,\n [ 8, ..., 11]]")
    }

    @Test("long rows break at the width")
    func lines() throws {
        #expect(
            try Tensor.arange(12).formatted(TensorFormat(lineWidth: 24, showsHeader: false))
                == "[ 0,  1,  2,  3,  4,\n  5,  6,  7,  8,  9,\n 10, 11]")
        let rows = try Tensor.arange(100).description.split(separator: "\n")
        #expect(rows.allSatisfy { $0.count <= 80 })
    }

    @Test("no tensor prints megabytes, whatever its shape")
    func limits() throws {
        let many = try Tensor.zeros([1]).expanded(Array(repeating: 6, count: 12))
        #expect(many.description.utf8.count < 100_000)
        let halves = try Tensor.zeros([1]).expanded(Array(repeating: 2, count: 40))
        #expect(halves.description.utf8.count < 100_000)
        let large = try Tensor.zeros([1]).expanded([1_000_000, 1_000_000])
        #expect(large.description.utf8.count < 1000)
    }
}
