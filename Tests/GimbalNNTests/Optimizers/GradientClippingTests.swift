// Clipping and accumulation of gradients.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Gradient clipping")
struct GradientClippingTests {
    @Test("the norm is over all gradients, dtypes and orders")
    func norms() throws {
        let gradients: [Tensor?] = [
            try Tensor([3.0]), nil, try Tensor([Float(-4)]), try Tensor([0.0]).converted(to: .bfloat16),
        ]
        #expect(try gradientNorm(gradients) == 5)
        #expect(try gradientNorm(gradients, order: 1) == 7)
        #expect(try gradientNorm(gradients, order: .infinity) == 4)
        #expect(try gradientNorm([nil, nil]) == 0)
        // Precise in half precision, too: 10,000 ones would stop growing at 256 or 2048.
        for dtype in [DType.bfloat16, .float16] {
            #expect(try gradientNorm([Tensor.ones([10_000], dtype: dtype)]) == 100)
        }
    }

    @Test("gradients that fit are returned as they are, others are new")
    func clipping() throws {
        let gradients: [Tensor?] = [try Tensor([3.0]), try Tensor([4.0])]
        let fitting = try clippedByNorm(gradients, maximum: 5.1)
        #expect(try fitting.norm == 5 && fitting.gradients[0]?.item() == 3)
        let clipped = try clippedByNorm(gradients, maximum: 1)
        #expect(try mismatch(gradientNorm(clipped.gradients), 1) == nil)
        #expect(try gradients[0]?.item() == 3)
        #expect(try mismatch(gradientNorm(GradientClipping.norm(maximum: 1)(gradients)), 1) == nil)
        let limited = try GradientClipping.value(limit: 3.5)([Tensor([-9.0, 1]), nil])
        #expect(try limited[0]?.doubles() == [-3.5, 1] && limited[1] == nil)
    }

    private func mismatch(_ found: Double, _ expected: Double) -> String? {
        GimbalTestSupport.mismatch([found], [expected], Tolerance(absolute: 1e-5, relative: 0))
    }

    @Test("what is not finite is named, or passed on")
    func notFinite() throws {
        let parameters = LooseParameters([try Tensor([1.0]), try Tensor([1.0])])
        let optimizer = try SGD([parameters.group(1)])
        let gradients: [Tensor?] = [try Tensor([1.0]), try Tensor([Double.infinity])]
        let error = #expect(throws: ModuleError.self) { try optimizer.clippedByNorm(gradients, maximum: 1) }
        #expect(error?.message == "The norm of the gradients is inf: that of \"p1\" is not finite.")
        #expect(try clippedByNorm(gradients, maximum: 1).norm == .infinity)
        let zero = #expect(throws: ModuleError.self) { try clippedByNorm(gradients, maximum: 0) }
        #expect(zero?.message == "clippedByNorm: maximum is 0.0, expected a number above 0.")
        let limit = #expect(throws: ModuleError.self) { try clippedByValue(gradients, limit: -1) }
        #expect(limit?.message == "clippedByValue: limit is -1.0, expected a number above 0.")
    }

    @Test("micro-batches add up to the whole batch")
    func accumulation() throws {
        let layer = try Linear(3, 2, Context(seed: 3)), optimizer = try SGD(layer)
        let context = Context(seed: 4), x = try SampleTensors.normal([6, 3], seed: 5)
        let whole = try optimizer.gradients(of: layer(x, context).square().mean())
        let accumulator = GradientAccumulator()
        for part in try x.split(size: 2) {
            try accumulator.add(
                optimizer.gradients(of: layer(part, context).square().mean()), weight: 1.0 / 3)
        }
        #expect(accumulator.count == 3)
        for (a, b) in zip(accumulator.take(), whole) {
            #expect(try GimbalTestSupport.mismatch(#require(a), #require(b)) == nil)
        }
        #expect(accumulator.count == 0 && accumulator.take().isEmpty)
    }

    @Test("a gradient that comes late counts, the caller's stay, and another number is refused")
    func gaps() throws {
        let accumulator = GradientAccumulator(), one = try Tensor([1.0])
        try accumulator.add([one, nil])
        try accumulator.add([one, one], weight: 2)
        let error = #expect(throws: ModuleError.self) { try accumulator.add([one]) }
        #expect(error?.message == "1 gradients cannot be added to 2.")
        let sums = accumulator.take()
        #expect(try sums[0]?.item() == 3 && sums[1]?.item() == 2 && one.item() == 1)
    }
}
