// Operators of the table whose spelling, overloads or options are worth a look of their own.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Operator surface")
struct OperatorSurfaceTests {
    @Test("divisions round as asked")
    func roundedDivision() throws {
        let a = try Tensor([7.0, -7]), b = try Tensor([2.0, 2])
        #expect(try a.divided(by: b, rounding: .floor).doubles() == [3, -4])
        #expect(try a.divided(by: 2, rounding: .trunc).doubles() == [3, -3])
        #expect(try Tensor([12, 18]).gcd(Tensor([8, 27])).integers() == [4, 9])
        #expect(try Tensor([12, 18]).lcm(Tensor([8, 27])).integers() == [24, 54])
        #expect(try Tensor([1, 2]).bitwiseLeftShift(3).integers() == [8, 16])
        #expect(try Tensor([1.0, -2]).copysign(Tensor([-0.0, 1])).doubles() == [-1, 2])
        #expect(try Tensor([1.0]).nextAfter(Tensor([2.0])).item() == 1.0.nextUp)
    }

    @Test("special functions agree with values from tables")
    func specialFunctions() throws {
        func value(_ x: Double, _ body: (Tensor) throws -> Tensor) throws -> Double {
            try body(Tensor([x])).item()
        }
        // Abramowitz and Stegun: tables 9.1, 9.8, 7.1, 6.1, 26.1, 23.3.
        #expect(abs(try value(2) { try $0.besselJ0() } - 0.223_890_779_141) < 1e-11)
        #expect(abs(try value(2) { try $0.besselI1() } - 1.590_636_854_637) < 1e-11)
        #expect(abs(try value(2) { try $0.besselK0() } - 0.113_893_872_750) < 1e-11)
        #expect(abs(try value(1) { try $0.erfcx() } - 0.427_583_576_156) < 1e-11)
        #expect(abs(try value(0.975) { try $0.normalQuantile() } - 1.959_963_984_540) < 1e-11)
        #expect(abs(try value(2) { try $0.zeta(1) } - .pi * .pi / 6) < 1e-12)
        #expect(abs(try value(1) { try $0.polygamma(1) } - .pi * .pi / 6) < 1e-9)
        #expect(abs(try value(3) { try $0.gammainc(Tensor([2.0])) } - 0.323_323_583_817) < 1e-11)
        #expect(abs(try value(0.3) { try $0.legendreP(3) } - (2.5 * 0.027 - 0.45)) < 1e-12)
    }

    @Test("truth over several axes, quantiles between elements, modes and running minima")
    func reductions() throws {
        let truth = try Tensor([true, false, false, false], shape: [1, 2, 2])
        #expect(try truth.any(axes: [1, 2]).booleans() == [true])
        #expect(try truth.all(axis: 2).booleans() == [false, false])
        let x = try Tensor([3.0, 1, 2, .nan])
        #expect(try x.nanmedian().item() == 2 && x.nanquantile(0.25, interpolation: .lower).item() == 1)
        #expect(try Tensor([1, 2, 2, 3]).mode().values.integerItem() == 2)
        #expect(try Tensor([3, 1, 2]).cummin(axis: 0).values.integers() == [3, 1, 1])
        #expect(try Tensor([1.0, 3, 5]).trapezoid(spacing: 2).item() == 12)
        #expect(try Tensor([1.0, 3]).trapezoid(at: Tensor([0.0, 4])).item() == 8)
        #expect(try Tensor([1.0, 4, 9]).numericalGradients()[0].doubles() == [3, 4, 5])
        #expect(try Tensor([0.5, 1.5, 1.6]).histogram(bins: 2, range: [0, 2]).counts.doubles() == [1, 2])
    }

    @Test("axes go and pieces join as PyTorch has it")
    func shapes() throws {
        let x = try Tensor.zeros([1, 3, 1, 2])
        #expect(try x.squeezed(axes: [0, 1, 2]).shape == [3, 2] && x.squeezed(axis: 2).shape == [1, 3, 2])
        #expect(try Tensor.arange(7).tensorSplit(sections: 3).map(\.count) == [3, 2, 2])
        #expect(try Tensor.arange(7).tensorSplit(indices: [1, 5]).map(\.count) == [1, 4, 2])
        #expect(try Tensor.columnStack([Tensor([1, 2]), Tensor([3, 4])]).integers() == [1, 3, 2, 4])
        #expect(try Tensor.blockDiagonal([Tensor.ones([1, 2]), Tensor.ones([2, 1])]).shape == [3, 3])
        #expect(try Tensor([1, 0, 2]).nonzeroIndices()[0].integers() == [0, 2])
        #expect(try Tensor.ones([2, 3]).summed(to: [1, 3]).doubles() == [2, 2, 2])
        #expect(try Tensor([Float(1)]).viewed(as: .int32).integers() == [0x3F80_0000])
    }

    @Test("factorisations give their matrix back")
    func factorisations() throws {
        let a = try Tensor([4.0, 1, 2, 1, 3, 0, 2, 0, 5], shape: [3, 3])
        let (p, l, u) = try a.lu()
        #expect(try p.matmul(l).matmul(u).allClose(a))
        let factored = try a.luFactor(), b = try Tensor([1.0, 2, 3], shape: [3, 1])
        #expect(try a.matmul(factored.lu.luSolve(b, pivots: factored.pivots)).allClose(b))
        let symmetric = try a.ldlFactor()
        #expect(try a.matmul(symmetric.ld.ldlSolve(b, pivots: symmetric.pivots)).allClose(b))
        #expect(try a.choleskyWithInfo().info.integerItem() == 0)
        #expect(try (-a).choleskyWithInfo().info.integerItem() > 0)
        #expect(try a.qr(mode: .r).r.shape == [3, 3] && a.eigh(reading: .upper).values.shape == [3])
        #expect(try Tensor.eye(3).cond().item() == 1)
    }

    @Test("lists take one number for all or one each")
    func foreach() throws {
        let xs = try [Tensor([1.0, -2]), Tensor([3.0])]
        #expect(try Tensor.foreachMultiply(xs, [2, 3]).map { try $0.doubles() } == [[2, -4], [9]])
        #expect(try Tensor.foreachMax(Tensor.foreachAbs(xs)).map { try $0.item() } == [2, 3])
        try Tensor.foreachAddInPlace(xs, [1, 0.5])
        try Tensor.foreachAddcdivInPlace(xs, xs, xs, scales: [1, 2])
        #expect(try xs.map { try $0.doubles() } == [[3, 0], [5.5]])
    }

    @Test("convolutions pad by name, bags of rows combine")
    func layers() throws {
        let x = try Tensor.ones([1, 1, 4, 4, 4]), weight = try Tensor.ones([1, 1, 3, 3, 3])
        #expect(try x.conv3d(weight, padding: .same).shape == [1, 1, 4, 4, 4])
        #expect(try x.conv3d(weight).shape == [1, 1, 2, 2, 2])
        #expect(try x.averagePool3d(kernelSize: [2]).shape == [1, 1, 2, 2, 2])
        let table = try Tensor([1.0, 2, 3, 4], shape: [4, 1])
        let bags = try table.embeddingBag(Tensor([0, 1, 3]), offsets: Tensor([0, 2]), mode: .mean)
        #expect(try bags.output.doubles() == [1.5, 4])
    }

    @Test("complex numbers: parts, conjugates, transforms, gradients")
    func complexNumbers() throws {
        let z = try Tensor.complex(real: Tensor([1.0, 0]), imaginary: Tensor([2.0, -1]))
        #expect(z.dtype == .complex128 && z.byteCount == 32)
        #expect(try z.conjugated().imaginaryPart().doubles() == [-2, 1])
        #expect(try z.abs().doubles() == [(5.0).squareRoot(), 1] && z.viewedAsReal().shape == [2, 2])
        #expect(throws: TensorError.self) { try z.doubles() }
        let x = try Tensor([1.0, 2, 0, -1, 3]).requiringGradient()
        let energy = try x.fft(normalization: .ortho).abs().square().sum()
        #expect(abs(try energy.item() - 15) < 1e-12)
        #expect(try gradients(of: energy, withRespectTo: [x])[0].allClose(x * 2))
        #expect(try x.rfft().irfft(length: 5).allClose(x))
        #expect(try Tensor.fftFrequencies(4, dtype: .float64).doubles() == [0, 0.25, -0.5, -0.25])
        let long = try Tensor.arange(0, 64, dtype: .float64).sin(),
            window = try Tensor.hannWindow(16, dtype: .float64)
        let frames = try long.shortTimeFourier(frameLength: 16, hop: 4, window: window)
        #expect(
            try frames.inverseShortTimeFourier(frameLength: 16, hop: 4, window: window, length: 64).allClose(
                long))
    }
}
