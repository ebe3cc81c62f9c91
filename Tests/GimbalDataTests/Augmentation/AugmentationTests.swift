// The vocabulary: rows of augmentations, applying some, several views.
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

/// Adds one random number to all elements.
private struct Shift: Augmentation {
    let size: Double

    func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try sample + Tensor.rand([1], using: stream) * size
    }
}

/// Multiplies by a constant.
private struct Scale: Augmentation {
    let factor: Double

    func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor { try sample * factor }
}

@Suite("Augmentation")
struct AugmentationTests {
    @Test("a row applies its steps in order; an empty row changes nothing")
    func compose() throws {
        let sample = try Tensor([1, 2] as [Float])
        let row = Compose<Tensor>([Scale(factor: 3), Shift(size: 0.5), Scale(factor: 2)])
        let first = try row(sample, RandomStream(seed: 1)).floats()
        let number = try Tensor.rand([1], using: RandomStream(seed: 1)).item()
        #expect(abs(Double(first[0]) - (3 + 0.5 * number) * 2) < 1e-5)
        #expect(abs(first[1] - first[0] - 6) < 1e-5)
        #expect(try Compose<Tensor>([])(sample, RandomStream(seed: 1)).floats() == [1, 2])
    }

    @Test("applies to the share of samples that was asked for", arguments: [0.0, 0.3, 1.0])
    func apply(probability: Double) throws {
        let sample = try Tensor([1] as [Float])
        let stream = try RandomStream(seed: 4)
        let maybe = try RandomApply(Scale(factor: 2), probability: probability)
        let changed = try (0..<400).filter { _ in try maybe(sample, stream).item() == 2 }.count
        // Four standard deviations of a binomial count.
        let deviation = 4 * (400 * probability * (1 - probability)).squareRoot()
        #expect(abs(Double(changed) - 400 * probability) <= deviation)
    }

    @Test("views differ from one another and return with the stream")
    func views() throws {
        let sample = try Tensor([1, 2] as [Float])
        let views = Views.two(Shift(size: 1))
        let first = try views(sample, RandomStream(seed: 7)).map { try $0.floats() }
        let second = try views(sample, RandomStream(seed: 7)).map { try $0.floats() }
        #expect(first.count == 2)
        #expect(first[0] != first[1])
        #expect(first == second)
    }

    @Test("refuses a probability outside 0...1", arguments: [-0.1, 1.5, .nan])
    func probabilities(probability: Double) throws {
        let error = #expect(throws: ConfigError.self) {
            try RandomApply(Scale(factor: 1), probability: probability)
        }
        #expect(error?.code == "config.augmentation")
        #expect(error?.message.contains("RandomApply") == true)
    }
}
