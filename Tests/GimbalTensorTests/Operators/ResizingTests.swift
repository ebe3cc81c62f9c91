// Resizing, pooling and windows: closed forms, inverse pairs, refused settings. Values of PyTorch are in OperatorOracleTests.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Resizing")
struct ResizingTests {
    @Test("modes read where they say")
    func modes() throws {
        let x = try Tensor([1.0, 2, 3, 4], shape: [1, 1, 4])
        #expect(try x.interpolated(to: [8]).doubles() == [1, 1, 2, 2, 3, 3, 4, 4])
        #expect(try x.interpolated(to: [3]).doubles() == [1, 2, 3])
        #expect(try x.interpolated(to: [3], mode: .nearestExact).doubles() == [1, 3, 4])
        #expect(
            try x.interpolated(to: [7], mode: .linear, alignCorners: true).doubles() == [
                1, 1.5, 2, 2.5, 3, 3.5, 4,
            ])
        #expect(try x.interpolated(to: [2], mode: .area).doubles() == [1.5, 3.5])
        #expect(try x.interpolated(scale: [0.5], mode: .linear).doubles() == [1.5, 3.5])
        let image = try Tensor.ones([1, 1, 8, 8])
        #expect(try image.interpolated(to: [4], mode: .bilinear, antialias: true).shape == [1, 1, 4, 4])
        #expect(try image.interpolated(scale: [0.5, 2], mode: .bicubic).shape == [1, 1, 4, 16])
    }

    @Test("a factor that does not divide evenly places elements by the factor itself")
    func factors() throws {
        let x = try Tensor.arange(5, dtype: .float64).reshaped([1, 1, 5])
        // Centres at (i + 0.5) / 1.5 - 0.5, not at (i + 0.5) 5 / 7 - 0.5.
        let expected = (0..<7).map { max(0, (Double($0) + 0.5) / 1.5 - 0.5) }
        let found = try x.interpolated(scale: [1.5], mode: .linear).doubles()
        for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-12) }
    }

    @Test("settings that a mode does not have are refused")
    func refused() throws {
        func message(_ body: () throws -> Tensor) -> String {
            do {
                _ = try body()
                return "no error"
            } catch { return (error as? TensorError)?.message ?? "\(error)" }
        }
        let image = try Tensor.ones([1, 1, 4, 4])
        #expect(
            message { try image.interpolated(to: [0, 2]) } == "interpolated: size [0, 2] is not positive.")
        #expect(
            message { try image.interpolated(to: [1, 2, 3]) }
                == "interpolated: size has 3 values for 2 spatial axes of shape [1, 1, 4, 4].")
        #expect(
            message { try image.interpolated(to: [2], mode: .trilinear) }
                == "interpolated: mode trilinear takes 5 axes, shape [1, 1, 4, 4] has 4.")
        #expect(
            message { try image.interpolated(to: [2], alignCorners: true) }
                == "interpolated: mode nearest has no corners to align.")
        #expect(
            message { try image.interpolated(to: [2], mode: .area, antialias: true) }
                == "interpolated: mode area has no antialiasing.")
        #expect(
            message { try image.interpolated(scale: [0.1]) }
                == "interpolated: scale [0.1, 0.1] makes nothing of shape [1, 1, 4, 4].")
        #expect(
            message { try Tensor.ones([4]).interpolated(to: [2]) }.hasPrefix(
                "interpolated: shape [4] has 1 axes, expected [N, C, L]"))
        #expect(
            message { try Tensor.ones([4]).localResponseNorm(size: 2) }
                == "localResponseNorm: shape [4] with size 2, expected at least three axes and a positive size."
        )
        let indices = try Tensor.zeros([1, 1, 2, 2], dtype: .int64)
        #expect(
            message { try Tensor.ones([1, 1, 2, 2]).maxUnpool2d(indices, kernelSize: [2, 2, 2]) }
                == "maxUnpool2d: shape [1, 1, 2, 2], kernel [2, 2, 2], stride [2, 2, 2] and padding [0] do not have 2 spatial axes."
        )
    }

    @Test("windows folded back count how often each pixel was seen")
    func windows() throws {
        let x = try Tensor.randn([2, 3, 5, 6], dtype: .float64, using: RandomStream(seed: 1))
        let columns = try x.unfolded(kernelSize: [3, 2], padding: [1, 0], stride: [2, 1])
        #expect(columns.shape == [2, 18, 15])
        let seen = try Tensor.ones([2, 3, 5, 6], dtype: .float64).unfolded(
            kernelSize: [3, 2], padding: [1, 0], stride: [2, 1])
        func fold(_ t: Tensor) throws -> Tensor {
            try t.folded(size: [5, 6], kernelSize: [3, 2], padding: [1, 0], stride: [2, 1])
        }
        #expect(try fold(columns).allClose(x * fold(seen)))
        #expect(try Tensor.arange(6).unfolded(axis: 0, size: 3, step: 1).shape == [4, 3])
    }

    @Test("unpooling puts maxima back, in one to three dimensions")
    func unpooling() throws {
        let line = try Tensor([1.0, 5, 2, 3, 4], shape: [1, 1, 5])
        let pooled = try line.maxPool1dWithIndices(kernelSize: [2])
        #expect(
            try pooled.values.maxUnpool1d(pooled.indices, kernelSize: 2, length: 5).doubles() == [
                0, 5, 0, 3, 0,
            ])
        #expect(try pooled.values.maxUnpool1d(pooled.indices, kernelSize: 2).shape == [1, 1, 4])
        let image = try Tensor.randn([2, 3, 6, 6], using: RandomStream(seed: 1))
        let (values, indices) = try image.maxPool2dWithIndices(kernelSize: [2, 2])
        let back = try values.maxUnpool2d(indices, kernelSize: [2])
        #expect(
            try back.shape == image.shape
                && back.maxPool2d(kernelSize: [2, 2]).clamped(min: 0).allClose(values.clamped(min: 0)))
        let volume = try Tensor.rand([1, 2, 4, 4, 4], using: RandomStream(seed: 1))
        let deep = try volume.maxPool3dWithIndices(kernelSize: [2])
        #expect(
            try deep.values.maxUnpool3d(deep.indices, kernelSize: [2]).maxPool3d(kernelSize: [2]).isEqual(
                to: deep.values))
    }

    @Test("margins in every mode")
    func margins() throws {
        let x = try Tensor([1.0, 2, 3], shape: [1, 1, 3])
        #expect(try x.padded([1, 2], value: 9).doubles() == [9, 1, 2, 3, 9, 9])
        #expect(try x.padded([1, 2], mode: .reflect).doubles() == [2, 1, 2, 3, 2, 1])
        #expect(try x.padded([1, 2], mode: .replicate).doubles() == [1, 1, 2, 3, 3, 3])
        #expect(try x.padded([1, 2], mode: .circular).doubles() == [3, 1, 2, 3, 1, 2])
        #expect(try x.padded([-1, 0]).doubles() == [2, 3])
    }
}

@Suite("Linear algebra, composed")
struct LinearAlgebraTests {
    @Test("einsum contracts, transposes, broadcasts and takes diagonals")
    func einsum() throws {
        let stream = try RandomStream(seed: 1)
        let a = try Tensor.randn([2, 3, 4], dtype: .float64, using: stream),
            b = try Tensor.randn([4, 5], dtype: .float64, using: stream)
        #expect(try Tensor.einsum("bij,jk->bik", [a, b]).allClose(a.matmul(b)))
        #expect(try Tensor.einsum("...j,jk", [a, b]).allClose(a.matmul(b)))
        #expect(try Tensor.einsum("ij->ji", [b]).isEqual(to: b.transposed(0, 1)))
        let square = try b.matmul(b.transposed(0, 1))
        #expect(try Tensor.einsum("ii->i", [square]).allClose(square.diagonal()))
        #expect(try Tensor.einsum("bij,jk,bil->kl", [a, b, a]).shape == [5, 4])
    }

    @Test("norms of vectors and matrices agree with singular values")
    func norms() throws {
        let x = try Tensor.randn([3, 4, 5], dtype: .float64, using: RandomStream(seed: 2)),
            s = try x.singularValues()
        #expect(try x.matrixNorm().allClose(s.norm(axis: -1)))
        #expect(try x.matrixNorm(.nuclear).allClose(s.sum(axis: -1)))
        #expect(try x.matrixNorm(order: 2).allClose(s.amax(axis: -1)))
        #expect(try x.norm(axis: 1, order: 1).allClose(x.abs().sum(axis: 1)))
        #expect(try x.norm(axis: 1, order: .infinity).allClose(x.abs().amax(axis: 1)))
        #expect(try x.normalized().norm(axis: 1).allClose(Tensor.ones([3, 5], dtype: .float64)))
        #expect(try Tensor.zeros([2, 2]).normalized(axis: -1).sum().item() == 0)
    }

    @Test("solvers take defaults and agree with each other")
    func solvers() throws {
        let stream = try RandomStream(seed: 3)
        let a = try Tensor.randn([6, 3], dtype: .float64, using: stream),
            b = try Tensor.randn([6, 2], dtype: .float64, using: stream)
        #expect(try a.leastSquares(b).solution.allClose(a.pseudoInverse().matmul(b)))
        #expect(try a.leastSquares(b, driver: .gelsd).rank.integerItem() == 3)
        let square = try a.transposed(0, 1).matmul(a), right = try a.transposed(0, 1).matmul(b)
        #expect(try square.solve(right).allClose(a.leastSquares(b).solution))
        #expect(try square.cholesky().solveTriangular(right, upper: false).shape == [3, 2])
        #expect(try square.solve(right.select(0, axis: 1)).shape == [3])
    }

    @Test("small compositions")
    func compositions() throws {
        let x = try Tensor([-1.0, 0, 3])
        #expect(try x.softsign().doubles() == [-0.5, 0, 0.75])
        #expect(
            try x.tanhshrink().allClose(x - x.tanh()) && x.softmin(axis: 0).allClose((-x).softmax(axis: 0)))
    }
}
