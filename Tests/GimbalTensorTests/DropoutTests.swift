// Fused dropout: independent of threads, and refused where it makes no sense.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Tensor.dropout")
struct DropoutTests {
    @Test("one and two threads give the same bits, forward and backward")
    func threads() async {
        await #expect(processExitsWith: .success) {
            let x = try SampleTensors.normal([1001, 77]).requiringGradient()
            let results = try [1, 2, 3].map { count in
                Machine.threadCount = count
                let y = try x.dropout(probability: 0.3, using: RandomStream(seed: 5))
                return try [y, gradients(of: y.square().sum(), withRespectTo: [x])[0]]
            }
            for other in results.dropFirst() {
                for (a, b) in zip(results[0], other) { #expect(try sameBits(a, b)) }
            }
        }
    }

    @Test("each call draws another mask, and the stream's state repeats it")
    func masks() throws {
        let x = try Tensor.ones([500]), stream = try RandomStream(seed: 5)
        let saved = try stream.state()
        let first = try x.dropout(probability: 0.5, using: stream)
        let second = try x.dropout(probability: 0.5, using: stream)
        #expect(try !sameBits(first, second))
        try stream.restore(saved)
        #expect(try sameBits(first, x.dropout(probability: 0.5, using: stream)))
    }

    @Test("neighbours are dropped independently")
    func independence() throws {
        let y = try Tensor.ones([100_001]).dropout(probability: 0.5, using: RandomStream(seed: 5)).doubles()
        let pairs = zip(y, y.dropFirst()).count { $0 > 0 && $1 > 0 }
        #expect(abs(Double(pairs) / 100_000 - 0.25) < 0.01)
    }

    @Test(
        "other dtypes keep theirs, and a strided tensor is dropped in its own order",
        arguments: [DType.float64, .bfloat16])
    func dtypes(_ dtype: DType) throws {
        let x = try SampleTensors.normal([6, 5], dtype: dtype)
        let plain = try x.dropout(probability: 0.4, using: RandomStream(seed: 5))
        #expect(plain.dtype == dtype && plain.shape == [6, 5])
        let strided = try x.transposed(0, 1).contiguous().transposed(0, 1)
        #expect(try sameBits(plain, strided.dropout(probability: 0.4, using: RandomStream(seed: 5))))
    }

    @Test("integers and a probability that is none are refused")
    func refusals() throws {
        let stream = try RandomStream(seed: 1)
        #expect(throws: TensorError.self) { try Tensor([1, 2]).dropout(probability: 0.5, using: stream) }
        for probability in [-0.1, 1.5, Double.nan] {
            #expect(throws: TensorError.self) {
                try Tensor([1.0]).dropout(probability: probability, using: stream)
            }
        }
    }
}
