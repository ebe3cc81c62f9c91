// Moments, bounds and structures of first values.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Initializer")
struct InitializerTests {
    private let context = Context(seed: 1)

    @Test("constants are what they say")
    func constants() throws {
        #expect(try Initializer.constant(2)([2], context).doubles() == [2, 2])
        #expect(try Initializer.zeros([2], context).doubles() == [0, 0])
        #expect(try Initializer.ones([2], context).doubles() == [1, 1])
        #expect(try Initializer.identity([2, 3], context).doubles() == [1, 0, 0, 0, 1, 0])
    }

    private static let drawn: [Initializer] = [
        .uniform(bound: 0.5), .uniformRange(from: 1, to: 3), .normal(deviation: 3),
        .normal(mean: 2, deviation: 0.1),
        .glorotUniform, .glorotNormal, .heUniform(), .heNormal(fan: .output), .heNormal(gain: 1),
        .lecunUniform,
        .lecunNormal, .fanInUniform, .scaled(.lecunNormal, by: -2), .residual(layerCount: 8),
    ]

    @Test("the deviation of a large weight is the one that is announced", arguments: drawn)
    func deviations(_ initializer: Initializer) throws {
        let shape = [200, 40, 5]
        let values = try initializer(shape, context),
            expected = try #require(try initializer.deviation(for: shape))
        #expect(values.dtype == .float32 && values.shape == shape)
        #expect(try abs(values.std(axes: [0, 1, 2]).item() / expected - 1) < 0.02)
    }

    @Test("uniform values keep within their bounds and reach them")
    func bounds() throws {
        let glorot = try Initializer.glorotUniform([30, 20], context).doubles()
        let bound = (6.0 / 50).squareRoot()
        #expect(glorot.allSatisfy { abs($0) <= bound } && glorot.contains { abs($0) > 0.95 * bound })
        let convolution = try Initializer.fanInUniform([4, 3, 5, 5], context).doubles()
        #expect(convolution.allSatisfy { abs($0) <= 1 / 75.0.squareRoot() })
        let bias = try Initializer.lecunUniform([50], context, fanIn: 12).doubles()
        #expect(bias.allSatisfy { abs($0) <= 0.5 } && bias.contains { abs($0) > 0.4 })
        let range = try Initializer.uniformRange(from: 1, to: 3)([1000], context).doubles()
        #expect(range.allSatisfy { (1...3).contains($0) })
    }

    @Test("the truncated normal has scipy's moments and keeps within its range, also far from the mean")
    func truncated() throws {
        let cases: [(Initializer, ClosedRange<Double>, mean: Double, deviation: Double)] = [
            (.truncatedNormal(), -2...2, 0, 0.8796256610342398),
            (
                .truncatedNormal(mean: 1, deviation: 0.5, from: 1.2, to: 4), 1.2...4, 1.5343780785864232,
                0.2670499207220132
            ),
            (.truncatedNormal(from: 6, to: 7), 6...7, 6.157210903378302, 0.1508256646508529),
            (
                .truncatedNormal(deviation: 0.02, from: -0.01, to: 0.05), -0.01...0.05, 0.009763901096027091,
                0.013279007512718918
            ),
        ]
        for (initializer, range, mean, deviation) in cases {
            let values = try initializer([200_000], context).converted(to: .float64)
            let lowest = try values.amin(axes: []).item(), highest = try values.amax(axes: []).item()
            #expect(Float(lowest) >= Float(range.lowerBound) && Float(highest) <= Float(range.upperBound))
            let error = 5 * deviation / 200_000.0.squareRoot()
            #expect(try abs(values.mean().item() - mean) < error, "\(initializer)")
            #expect(try abs(values.std(axes: [0]).item() - deviation) < error, "\(initializer)")
        }
    }

    @Test(
        "orthogonal weights have orthogonal rows or columns, times the gain",
        arguments: [[6, 4], [4, 6], [5, 2, 3], [3, 2, 2, 2], [4, 4]])
    func orthogonal(_ shape: [Int]) throws {
        let weight = try Initializer.orthogonal(gain: 2)(shape, context).converted(to: .float64)
        let matrix = try weight.flattened(from: 1)
        let product =
            try shape[0] < matrix.size(1) ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix)
        let expected = try Tensor.eye(product.size(0), dtype: .float64) * 4
        #expect(try mismatch(product, expected, Tolerance(absolute: 1e-6, relative: 0)) == nil)
    }

    @Test("the sign of an orthogonal matrix is not fixed by the decomposition")
    func orthogonalSigns() throws {
        let firsts = try (0..<60).map { _ in try Initializer.orthogonal()([1, 1], context).item() }
        #expect(firsts.contains { $0 > 0 } && firsts.contains { $0 < 0 })
        #expect(try Initializer.orthogonal()([0, 3], context).shape == [0, 3])
    }

    @Test("a delta-orthogonal kernel keeps norms, and a dirac kernel the values")
    func kernels() throws {
        let x = try SampleTensors.normal([1, 3, 6, 6])
        let delta = try Initializer.deltaOrthogonal()([5, 3, 3, 3], context)
        let y = try x.conv2d(delta, padding: [1, 1])
        #expect(try abs(y.norm().item() / x.norm().item() - 1) < 1e-5)
        let dirac = try Initializer.dirac()([3, 3, 3, 3], context)
        #expect(try sameBits(x.conv2d(dirac, padding: [1, 1]), x))
    }

    @Test("sparse weights have that share of zeros in each column")
    func sparse() throws {
        let weight = try Initializer.sparse(sparsity: 0.25, deviation: 1)([10, 7], context)
        #expect(try weight.equal(0).sum(axis: 0).integers() == [Int](repeating: 3, count: 7))
    }

    @Test(
        "the same seed gives the same bits, the next draw others",
        arguments: drawn + [.orthogonal(), .truncatedNormal(), .sparse(sparsity: 0.5)])
    func reproducible(_ initializer: Initializer) throws {
        let first = Context(seed: 7)
        let weight = try initializer([4, 3], first)
        #expect(try sameBits(weight, initializer([4, 3], Context(seed: 7))))
        #expect(try !sameBits(weight, initializer([4, 3], first)))
    }

    @Test(
        "values survive a configuration file",
        arguments: drawn + [.orthogonal(gain: 2), .dirac(), .truncatedNormal()])
    func codable(_ initializer: Initializer) throws {
        let data = try JSONEncoder().encode([initializer])
        #expect(try JSONDecoder().decode([Initializer].self, from: data) == [initializer])
    }

    @Test("fans count the kernel, and a whole network is drawn anew by name and shape")
    func fans() throws {
        #expect(try Initializer.fans(of: [8, 3, 5, 5]) == Initializer.fans(of: [8, 75 / 25, 25]))
        #expect(
            try Initializer.fans(of: [8, 3, 5, 5]).input == 75
                && Initializer.fans(of: [8, 3, 5, 5]).output == 200)
        let layer = try Linear(4, 3, context)
        try layer.convert(to: .float64)
        let box = layer.$weight, bias = try #require(layer.bias).cloned()
        try layer.initialize(with: .constant(3), context) { name, tensor in
            name == "weight" && tensor.rank == 2
        }
        #expect(layer.$weight === box && layer.weight.dtype == .float64 && layer.weight.requiresGradient)
        #expect(try layer.weight.doubles().allSatisfy { $0 == 3 } && sameBits(#require(layer.bias), bias))
    }

    @Test("what does not suit is refused with its shape and settings")
    func refusals() throws {
        func text(_ initializer: Initializer, _ shape: [Int]) -> String? {
            #expect(throws: ModuleError.self) { try initializer(shape, context) }?.description
        }
        #expect(
            text(.glorotUniform, [3])
                == "Shape [3] has no fan in and out. Use an initialiser that needs none.")
        #expect(
            text(.orthogonal(), [3])
                == "Initializer.orthogonal(gain: 1.0): shape [3] has fewer than two axes. Use it for weights, not for "
                + "biases.")
        #expect(text(.identity, [2, 2, 2])?.contains("[2, 2, 2] is no matrix") == true)
        #expect(text(.dirac(groupCount: 2), [3, 3, 3])?.contains("divisible by 2 groups") == true)
        #expect(text(.deltaOrthogonal(), [2, 3, 3])?.contains("at least as many outputs as inputs") == true)
        #expect(text(.sparse(sparsity: 2), [2, 3])?.contains("out of range") == true)
        #expect(text(.normal(deviation: -1), [2])?.contains("deviation is -1.0, expected 0 or more") == true)
        #expect(text(.uniformRange(from: 2, to: 1), [2])?.contains("the range 2.0...1.0 is empty") == true)
        #expect(
            text(.truncatedNormal(from: 1, to: 1), [2])?.contains("the range or the deviation is empty")
                == true)
        #expect(text(.truncatedNormal(from: 50, to: 51), [2])?.contains("too far from the mean") == true)
    }
}
