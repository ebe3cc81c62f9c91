// What generated operators compute, on values that can be checked by hand.
import GimbalTensor
import Testing

private func matrix(_ values: [[Double]]) throws -> Tensor {
    try Tensor(values.flatMap { $0 }, shape: [values.count, values[0].count])
}

@Suite("Generated operators")
struct OperatorTests {
    let x: Tensor

    init() throws { x = try matrix([[1, 2, 3], [4, 5, 6]]) }

    @Test("operators with numbers on either side keep the order of the operands")
    func arithmetic() throws {
        let a = try Tensor([2.0, 4])
        #expect(try (10 - a).doubles() == [8, 6])
        #expect(try (a - 1.5).doubles() == [0.5, 2.5])
        #expect(try (8 / a).doubles() == [4, 2])
        #expect(try (-a * 3 + 1 + a / a).doubles() == [-4, -10])
        #expect(try Tensor([7, 8]).adding(Tensor([1, 2]), scaledBy: 10).integers() == [17, 28])
        #expect(try (Tensor([1, 2]) + 1).dtype == .int64)
        #expect(try (Tensor([1, 2]) * 0.5).dtype == .float32)
    }

    @Test("reductions over all elements, one axis and several")
    func reductions() throws {
        #expect(try x.sum().item() == 21)
        #expect(try x.sum(axis: 0).doubles() == [5, 7, 9])
        #expect(try x.sum(axes: [0, 1], keepDimensions: true).shape == [1, 1])
        #expect(try x.mean(axis: -1).doubles() == [2, 5])
        #expect(try x.variance(axis: 1).doubles() == [1, 1])
        #expect(try x.variance(axis: 1, correction: 0).doubles() == [2.0 / 3, 2.0 / 3])
        #expect(try x.max(axis: 1).indices.integers() == [2, 2])
        #expect(try x.argmax().integerItem() == 5)
        #expect(try x.amin(axes: [0, 1]).item() == 1)
        #expect(try x.norm(order: 1).item() == 21)
        #expect(try x.quantile(0.5).item() == 3.5)
        #expect(try x.greater(2).all(axis: 0).booleans() == [false, false, true])
    }

    @Test("optional integers, reals, tensors and lists arrive as given or as nothing")
    func optionals() throws {
        #expect(try x.sliced(axis: 1, from: 1).doubles() == [2, 3, 5, 6])
        #expect(try x.sliced(axis: 1, to: -1, step: 2).doubles() == [1, 4])
        #expect(try x.argmin(axis: 1).integers() == [0, 0])
        let holes = try Tensor([Double.nan, .infinity, 1])
        #expect(try holes.replacingNonFinite(nan: 5, positiveInfinity: 9).doubles() == [5, 9, 1])
        #expect(try x.index([nil, Tensor([2, 0])]).doubles() == [3, 1, 6, 4])
        #expect(try x.index([Tensor([1])]).doubles() == [4, 5, 6])
        #expect(try Tensor([1, 1, 3]).bincount(minimumLength: 5).integers() == [0, 2, 0, 1, 0])
        #expect(try Tensor([1, 1]).bincount(weights: Tensor([0.5, 2])).doubles() == [0, 2.5])
        #expect(try x.clamped(min: 2, max: 4).doubles() == [2, 2, 3, 4, 4, 4])
        #expect(try x.clamped(max: Tensor([3.0])).doubles() == [1, 2, 3, 3, 3, 3])
    }

    @Test("lists of tensors go in and come out")
    func lists() throws {
        let joined = try Tensor.concatenated([x, x], axis: 1)
        #expect(joined.shape == [2, 6])
        #expect(try joined.split(sizes: [1, 5], axis: 1).map(\.shape) == [[2, 1], [2, 5]])
        #expect(try Tensor.stacked([x, x, x]).unbind().count == 3)
        #expect(try Tensor.einsum("ij,kj->ik", [x, x]).doubles() == [14, 32, 32, 77])
        let weights = try [Tensor([1.0, 2]), Tensor([3.0])]
        try Tensor.foreachAddInPlace(weights, [Tensor([10.0, 10]), Tensor([1.0])], scale: 2)
        #expect(try weights.map { try $0.doubles() } == [[21, 22], [5]])
        #expect(try Tensor.foreachNorm(weights)[1].item() == 5)
    }

    @Test("several results have names")
    func tuples() throws {
        let sorted = try Tensor([3.0, 1, 2]).sorted(descending: true)
        #expect(try sorted.values.doubles() == [3, 2, 1] && sorted.indices.integers() == [0, 2, 1])
        let unique = try Tensor([5, 2, 5]).unique(returnInverse: true, returnCounts: true)
        #expect(try unique.values.integers() == [2, 5] && unique.counts.integers() == [1, 2])
        let spectrum = try matrix([[2, 0], [0, 1]]).eigh()
        #expect(try spectrum.values.doubles() == [1, 2])
        #expect(try x.svd().u.shape == [2, 2] && x.svd(fullMatrices: true).vh.shape == [3, 3])
        let fit = try matrix([[1, 0], [0, 2]]).leastSquares(matrix([[3], [4]]))
        #expect(try fit.solution.doubles() == [3, 2])
    }

    @Test("creation takes shape, dtype and device")
    func creation() throws {
        #expect(try Tensor.zeros([2, 3], dtype: .int32).dtype == .int32)
        #expect(try Tensor.full([2], 7).floats() == [7, 7])
        #expect(try Tensor.arange(3).integers() == [0, 1, 2] && Tensor.arange(3).dtype == .int64)
        #expect(try Tensor.arange(1, 2, step: 0.25).dtype == .float32)
        #expect(try Tensor.linspace(0, 1, count: 3).floats() == [0, 0.5, 1])
        #expect(try Tensor.eye(2).floats() == [1, 0, 0, 1])
        #expect(try x.zerosLike().dtype == .float64 && x.onesLike(dtype: .bool).dtype == .bool)
        #expect(try Tensor([0, 2]).oneHot(classCount: 3).integers() == [1, 0, 0, 0, 0, 1])
    }

    @Test("indexing reads, writes copies and accumulates")
    func indexing() throws {
        let rows = try Tensor([1, 1, 0])
        #expect(try x.indexSelect(rows, axis: 0).shape == [3, 3])
        #expect(try x.select(1, axis: 0).doubles() == [4, 5, 6])
        #expect(try x.gathered(Tensor([2, 0], shape: [2, 1]), axis: 1).doubles() == [3, 4])
        let sums = try Tensor.zeros([2], dtype: .float64).scatterAdd(
            rows, axis: 0, source: Tensor([1.0, 2, 4]))
        #expect(try sums.doubles() == [4, 3])
        let largest = try Tensor.zeros([2], dtype: .float64)
            .scatterReduce(rows, axis: 0, source: Tensor([1.0, 2, 4]), reduce: .amax, includeSelf: false)
        #expect(try largest.doubles() == [4, 2])
        #expect(try x.maskedFill(x.greater(4), value: 0).sum().item() == 10)
        #expect(try Tensor.where(x.less(3), x, -1).doubles() == [1, 2, -1, -1, -1, -1])
        #expect(try Tensor([1.0, 3, 5]).searchSorted(Tensor([4.0])).integers() == [2])
    }

    @Test("in-place operators change the receiver, integer buffers included")
    func inPlace() throws {
        let steps = try Tensor([41])
        try steps.addInPlace(1)
        #expect(try steps.integerItem() == 42)
        let mean = try Tensor([1.0, 1])
        try mean.multiplyInPlace(0.5)
        try mean.addInPlace(Tensor([2.0, 4]), scale: 0.25)
        try mean.lerpInPlace(Tensor([3.0, 3]), weight: 0.5)
        #expect(try mean.doubles() == [2, 2.25])
    }

    @Test("losses reduce as asked and classes can be ignored")
    func losses() throws {
        let logits = try Tensor([0.0, 0, 0, 0], shape: [2, 2])
        let loss = try logits.crossEntropyLoss(Tensor([0, -1]), reduction: .sum, ignoredClass: -1)
        #expect(abs(try loss.item() - 0.6931471805599453) < 1e-12)
        #expect(try Tensor([1.0, 3]).mseLoss(Tensor([0.0, 0]), reduction: .none).doubles() == [1, 9])
        #expect(try Tensor([1.0, 3]).huberLoss(Tensor([0.0, 0]), delta: 2).item() == 2.25)
    }

    @Test("convolution, pooling, padding and normalisation take their settings")
    func layers() throws {
        let image = try Tensor.arange(16, dtype: .float64).reshaped([1, 1, 4, 4])
        let ones = try Tensor.ones([1, 1, 2, 2], dtype: .float64)
        #expect(try image.conv2d(ones, stride: [2]).doubles() == [10, 18, 42, 50])
        #expect(try image.conv2d(ones, bias: Tensor([1.0]), padding: [1]).shape == [1, 1, 5, 5])
        #expect(try image.maxPool2d(kernelSize: [2]).doubles() == [5, 7, 13, 15])
        #expect(try image.averagePool2d(kernelSize: [2]).doubles() == [2.5, 4.5, 10.5, 12.5])
        #expect(try image.padded([1, 1, 0, 0], mode: .reflect).shape == [1, 1, 4, 6])
        #expect(try image.im2col(kernelSize: [2, 2]).shape == [1, 4, 9])
        #expect(try abs(x.layerNorm([3], epsilon: 0).select(0, axis: 0).sum().item()) < 1e-12)
        #expect(try x.gelu(approximate: .tanh).doubles() != x.gelu().doubles())
        let attention = try x.unsqueezed(axis: 0).scaledDotProductAttention(
            key: x.unsqueezed(axis: 0), value: x.unsqueezed(axis: 0), isCausal: true)
        #expect(try attention.select(0, axis: 1).doubles() == [1, 2, 3])
    }

    @Test("the same seed draws the same numbers, and a stream goes on")
    func random() throws {
        let (one, two) = (try RandomStream(seed: 5), try RandomStream(seed: 5))
        let first = try Tensor.randn([8], using: one).floats()
        #expect(try first == Tensor.randn([8], using: two).floats())
        #expect(try first != Tensor.randn([8], using: one).floats())
        let draws = try Tensor.zeros([1000]).bernoulli(probability: 0.25, using: two)
        #expect(abs(try draws.mean().item() - 0.25) < 0.06)
        #expect(try Tensor.randperm(5, using: two).sorted().values.integers() == [0, 1, 2, 3, 4])
        #expect(try Tensor.randint([100], low: 3, high: 5, using: two).max().integerItem() == 4)
    }

    @Test("one step of fused Adam moves by the learning rate")
    func fusedAdam() throws {
        let weight = try Tensor([1.0, -1])
        try Tensor.fusedAdamInPlace(
            [weight], gradients: [Tensor([3.0, -4])], averages: [weight.zerosLike()],
            squareAverages: [weight.zerosLike()], maximumSquareAverages: [],
            steps: [Tensor([1 as Float], shape: [])],
            learningRate: 0.1, beta1: 0.9, beta2: 0.999, weightDecay: 0, epsilon: 0, amsgrad: false)
        let moved = try weight.doubles()
        #expect(abs(moved[0] - 0.9) < 1e-9 && abs(moved[1] + 0.9) < 1e-9)
    }
}

@Suite("Tensor errors")
struct TensorErrorTests {
    private func failure(_ body: () throws -> Tensor) -> TensorError? {
        do {
            _ = try body()
            return nil
        } catch { return error as? TensorError }
    }

    @Test("a product of matrices that do not fit names both and ends with libtorch's words")
    func shapes() throws {
        let (a, b) = (try Tensor.zeros([2708, 1433]), try Tensor.zeros([500, 64]))
        let error = try #require(failure { try a.matmul(b) })
        #expect(error.code == "tensor.shape" && error.operation == "matmul")
        #expect(error.message.hasPrefix("matmul: [2708, 1433] float32 and [500, 64] float32 do not fit."))
        #expect(
            error.message.hasSuffix(
                "libtorch: mat1 and mat2 shapes cannot be multiplied (2708x1433 and 500x64)."))
        #expect(failure { try a + b }?.code == "tensor.shape")
        #expect(failure { try Tensor.concatenated([a, b]) }?.code == "tensor.shape")
    }

    @Test("codes tell shape, dtype, index and the rest apart")
    func codes() throws {
        let x = try Tensor.ones([2, 2])
        #expect(failure { try x.sum(axis: 7) }?.code == "tensor.index")
        #expect(failure { try x.indexSelect(Tensor([9]), axis: 0) }?.code == "tensor.index")
        #expect(failure { try x.matmul(Tensor.ones([2, 2], dtype: .int64)) }?.code == "tensor.dtype")
        #expect(failure { try Tensor([1, 2]).softmax(axis: 0) }?.code == "tensor.dtype")
        #expect(failure { try Tensor.empty([1 << 50]) }?.code == "tensor.memory")
        #expect(failure { try Tensor.zeros([2, 2]).inverse() }?.operation == "inverse")
    }

    @Test("no message carries a back trace or more than a few operands")
    func brevity() throws {
        let many = try (0..<20).map { try Tensor.zeros([$0 + 1, $0 + 2]) }
        let error = try #require(failure { try Tensor.stacked(many) })
        #expect(error.message.contains("16 more") && !error.message.contains("Exception raised"))
        #expect(error.message.count < 600)
    }
}
