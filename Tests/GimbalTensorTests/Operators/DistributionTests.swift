// Random draws against closed forms: distribution functions, moments, reproducibility, gradients, refused parameters.
import Foundation
import GimbalTensor
import GimbalTestSupport
import Testing

/// A continuous distribution with its distribution function.
private struct ContinuousCase: Sendable, CustomTestStringConvertible {
    let name: String
    let draw: @Sendable ([Int], DType, RandomStream) throws -> Tensor
    let cumulative: @Sendable (Double) throws -> Double

    init(
        _ name: String, _ draw: @escaping @Sendable ([Int], DType, RandomStream) throws -> Tensor,
        _ cumulative: @escaping @Sendable (Double) throws -> Double
    ) {
        (self.name, self.draw, self.cumulative) = (name, draw, cumulative)
    }

    var testDescription: String { name }
}

private func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

private func gammaCDF(_ shape: Double, _ x: Double) throws -> Double {
    try Tensor(scalar: shape).gammainc(Tensor(scalar: x)).item()
}

private let transformed: [ContinuousCase] = [
    .init("uniform", { try .uniform($0, from: -1, to: 3, dtype: $1, using: $2) }, { ($0 + 1) / 4 }),
    .init("normal", { try .normal($0, mean: 1, std: 2, dtype: $1, using: $2) }, { normalCDF(($0 - 1) / 2) }),
    .init(
        "truncatedNormal",
        { try .truncatedNormal($0, mean: 0.5, std: 1.5, from: -1, to: 3, dtype: $1, using: $2) },
        {
            (normalCDF(($0 - 0.5) / 1.5) - normalCDF(-1)) / (normalCDF(2.5 / 1.5) - normalCDF(-1))
        }),
    .init(
        "truncatedNormal in the tail",
        { try .truncatedNormal($0, from: 9, to: Double.infinity, dtype: $1, using: $2) },
        { 1 - normalCDF(-$0) / normalCDF(-9) }),
    .init(
        "logNormal", { try .logNormal($0, mean: 0.5, std: 2, dtype: $1, using: $2) },
        { normalCDF((log($0) - 0.5) / 2) }),
    .init(
        "halfNormal", { try .halfNormal($0, scale: 3, dtype: $1, using: $2) },
        { 1 - erfc($0 / 3 / 2.0.squareRoot()) }),
    .init("exponential", { try .exponential($0, rate: 2, dtype: $1, using: $2) }, { 1 - exp(-2 * $0) }),
    .init(
        "laplace", { try .laplace($0, location: 1, scale: 2, dtype: $1, using: $2) },
        { $0 < 1 ? exp(($0 - 1) / 2) / 2 : 1 - exp((1 - $0) / 2) / 2 }),
    .init(
        "cauchy", { try .cauchy($0, location: 1, scale: 2, dtype: $1, using: $2) },
        { 0.5 + atan(($0 - 1) / 2) / .pi }),
    .init("halfCauchy", { try .halfCauchy($0, scale: 2, dtype: $1, using: $2) }, { 2 / .pi * atan($0 / 2) }),
    .init(
        "gumbel", { try .gumbel($0, location: 1, scale: 2, dtype: $1, using: $2) },
        { exp(-exp((1 - $0) / 2)) }),
    .init(
        "logistic", { try .logistic($0, location: 1, scale: 2, dtype: $1, using: $2) },
        { 1 / (1 + exp((1 - $0) / 2)) }),
    .init(
        "weibull", { try .weibull($0, scale: 2, concentration: 1.5, dtype: $1, using: $2) },
        { 1 - exp(-pow($0 / 2, 1.5)) }),
    .init(
        "pareto", { try .pareto($0, scale: 2, alpha: 1.5, dtype: $1, using: $2) }, { 1 - pow(2 / $0, 1.5) }),
    .init(
        "kumaraswamy", { try .kumaraswamy($0, a: 2, b: 3, dtype: $1, using: $2) }, { 1 - pow(1 - $0 * $0, 3) }
    ),
]

private let gammaFamily: [ContinuousCase] = [
    .init(
        "gamma", { try .gamma($0, concentration: 2.5, rate: 2, dtype: $1, using: $2) },
        { try gammaCDF(2.5, 2 * $0) }),
    .init(
        "gamma of small shape", { try .gamma($0, concentration: 0.3, dtype: $1, using: $2) },
        { try gammaCDF(0.3, $0) }),
    .init(
        "inverseGamma", { try .inverseGamma($0, concentration: 3, scale: 2, dtype: $1, using: $2) },
        { try 1 - gammaCDF(3, 2 / $0) }),
    .init(
        "beta", { try .beta($0, alpha: 2, beta: 3, dtype: $1, using: $2) },
        { $0 * $0 * (6 - 8 * $0 + 3 * $0 * $0) }),
    .init(
        "beta of small shapes", { try .beta($0, alpha: 0.5, beta: 0.5, dtype: $1, using: $2) },
        { 2 / .pi * asin($0.squareRoot()) }),
    .init(
        "chiSquared", { try .chiSquared($0, degrees: 3, dtype: $1, using: $2) }, { try gammaCDF(1.5, $0 / 2) }
    ),
    .init(
        "studentT", { try .studentT($0, degrees: 2, location: 1, scale: 2, dtype: $1, using: $2) },
        {
            let t = ($0 - 1) / 2
            return 0.5 + t / (2 * (2 + t * t).squareRoot())
        }),
    .init(
        "fisherF", { try .fisherF($0, numeratorDegrees: 2, denominatorDegrees: 4, dtype: $1, using: $2) },
        { 1 - pow(1 + $0 / 2, -2) }),
    .init(
        "dirichlet",
        { try .dirichlet($0, concentration: Tensor([1.0, 2, 3]), dtype: $1, using: $2).select(0, axis: -1) },
        { 1 - pow(1 - $0, 5) }),
    .init(
        "uniformOnSimplex",
        { try .uniformOnSimplex($0, classCount: 3, dtype: $1, using: $2).select(2, axis: -1) },
        { 1 - (1 - $0) * (1 - $0) }),
    .init(
        "uniformOnSphere", { try .uniformOnSphere($0 + [3], dtype: $1, using: $2).select(1, axis: -1) },
        { ($0 + 1) / 2 }),
    .init(
        "uniformInBall", { try .uniformInBall($0 + [2], dtype: $1, using: $2).norm(axis: -1) }, { $0 * $0 }),
    .init(
        "vonMises without concentration", { try .vonMises($0, concentration: 0, dtype: $1, using: $2) },
        { ($0 + .pi) / (2 * .pi) }),
]

@Suite("Distributions")
struct DistributionTests {
    @Test(
        "draws follow their distribution function", arguments: transformed + gammaFamily,
        [DType.float32, .float64])
    fileprivate func kolmogorovSmirnov(item: ContinuousCase, dtype: DType) throws {
        let count = 20_000
        let draws = try item.draw([count], dtype, RandomStream(seed: 5))
        #expect(draws.dtype == dtype && draws.shape == [count])
        let sorted = try draws.doubles().sorted()
        var distance = 0.0
        for (rank, x) in sorted.enumerated() {
            let p = try item.cumulative(x)
            distance = max(
                distance, abs(p - Double(rank) / Double(count)), abs(p - Double(rank + 1) / Double(count)))
        }
        // The distance exceeds 1.95 / sqrt(n) with probability 0.001.
        #expect(distance < 1.95 / Double(count).squareRoot())
    }

    @Test("the same state gives the same bits", arguments: transformed + gammaFamily)
    fileprivate func reproducible(item: ContinuousCase) throws {
        let stream = try RandomStream(seed: 3)
        let state = try stream.state()
        let first = try item.draw([7], .float64, stream)
        try stream.restore(state)
        #expect(try item.draw([7], .float64, stream).isEqual(to: first))
        #expect(try !item.draw([7], .float64, stream).isEqual(to: first))
    }

    @Test("counts have the right mean and variance")
    func counts() throws {
        let stream = try RandomStream(seed: 11), n = 40_000
        func check(_ draws: Tensor, _ mean: Double, _ variance: Double) throws {
            let x = try draws.converted(to: .float64)
            #expect(try abs(x.mean().item() - mean) < 4 * (variance / Double(n)).squareRoot())
            #expect(try abs(x.variance().item() / variance - 1) < 0.05)
        }
        try check(.bernoulli([n], probability: 0.3, using: stream), 0.3, 0.21)
        try check(.geometric([n], probability: 0.3, using: stream), 0.7 / 0.3, 0.7 / 0.09)
        try check(.poisson([n], rate: 4.5, using: stream), 4.5, 4.5)
        try check(.binomial([n], totalCount: 10, probability: 0.3, using: stream), 3, 2.1)
        try check(
            .negativeBinomial([n], totalCount: 5, probability: 0.4, using: stream), 5 * 0.4 / 0.6, 2 / 0.36)
        #expect(try Tensor.geometric([5], probability: 1, using: stream).doubles() == [0, 0, 0, 0, 0])
        #expect(
            try Tensor.bernoulli([2], probability: Tensor([0.0, 1]), dtype: .bool, using: stream).booleans()
                == [false, true])
    }

    @Test("classes come with their weights, also in many samples of many rows")
    func categorical() throws {
        let stream = try RandomStream(seed: 2)
        let weights = try Tensor([1.0, 0, 3, 0, 2, 2], shape: [2, 3])
        let draws = try Tensor.categorical([30_000, 2], probabilities: weights, using: stream)
        #expect(draws.shape == [30_000, 2] && draws.dtype == .int64)
        let shares = try draws.oneHot(classCount: 3).converted(to: .float64).mean(axis: 0)
        #expect(
            try shares.isClose(
                Tensor([0.25, 0, 0.75, 0, 0.5, 0.5], shape: [2, 3]), absoluteTolerance: 0.012
            ).all().integerItem() == 1)
        #expect(try shares.doubles()[1] == 0 && shares.doubles()[3] == 0)
        let logits = try Tensor([0.0, -.infinity])
        #expect(try Tensor.categorical([50], logits: logits, using: stream).sum().integerItem() == 0)
        #expect(
            try Tensor.categorical([4, 2, 5], probabilities: Tensor.ones([2, 1, 3]), using: stream).shape == [
                4, 2, 5,
            ])
        #expect(
            try Tensor.oneHotCategorical(probabilities: weights, using: stream).sum(axis: -1).doubles() == [
                1, 1,
            ])
        let tally = try Tensor.multinomial(totalCount: 50, probabilities: weights, using: stream)
        #expect(try tally.sum(axis: -1).doubles() == [50, 50] && tally.shape == [2, 3])
        let chosen = try Tensor([1.0, 1, 0, 1]).multinomial(sampleCount: 3, using: stream).integers().sorted()
        #expect(chosen == [0, 1, 3])
        #expect(try Tensor.arange(9).shuffled(using: stream).integers().sorted() == Array(0..<9))
    }

    @Test("von Mises angles lie around their mean as Bessel functions say")
    func vonMises() throws {
        let stream = try RandomStream(seed: 8), n = 20_000
        for concentration in [0.01, 2, 50, 1e5] {
            let x = try Tensor.vonMises(
                [n], mean: 2, concentration: concentration, dtype: .float64, using: stream)
            let k = try Tensor(scalar: concentration)
            let expected = try (k.besselI1e() / k.besselI0e()).item()
            let tolerance = 4 * min(1, 1 / concentration) / Double(n).squareRoot()
            #expect(try abs((x - 2).cos().mean().item() - expected) < tolerance)
            #expect(
                try abs((x - 2).sin().mean().item()) < 4 * min(1, 1 / concentration.squareRoot())
                    / Double(n).squareRoot())
            #expect(try x.amin().item() >= -.pi && x.amax().item() < .pi)
        }
    }

    @Test("vectors and matrices have their moments")
    func vectors() throws {
        let stream = try RandomStream(seed: 4)
        let covariance = try Tensor([2.0, 0.6, 0.6, 1], shape: [2, 2]), mean = try Tensor([1.0, -1])
        let x = try Tensor.multivariateNormal([40_000], mean: mean, covariance: covariance, using: stream)
        #expect(try x.mean(axis: 0).allClose(mean, absoluteTolerance: 0.03))
        #expect(try x.transposed(0, 1).cov().allClose(covariance, absoluteTolerance: 0.06))
        let w = try Tensor.wishart([20_000], degrees: 4.5, scale: covariance, using: stream)
        #expect(w.shape == [20_000, 2, 2])
        #expect(try w.mean(axis: 0).allClose(covariance * 4.5, absoluteTolerance: 0.15))
        #expect(try w.det().greater(0).all().integerItem() == 1)
        for shape in [[3, 5], [2, 5, 3]] {
            let q = try Tensor.randomOrthogonal(shape, dtype: .float64, using: stream),
                t = try q.transposed(-2, -1)
            let gram = try shape == [3, 5] ? q.matmul(t) : t.matmul(q)
            #expect(try (gram - Tensor.eye(3, dtype: .float64)).abs().amax().item() < 1e-14)
        }
        // Haar: each entry has mean 0 and variance 1 / n, the trace variance 1.
        let q = try Tensor.randomOrthogonal([20_000, 3, 3], using: stream)
        let trace = try q.diagonal(axis1: -2, axis2: -1).sum(axis: -1)
        #expect(try abs(trace.mean().item()) < 0.03 && abs(trace.variance().item() - 1) < 0.05)
    }

    @Test("gradients of transformed noise are the differences at the same noise")
    func pathwise() throws {
        let cases: [(Double, Double, (Tensor, Tensor, RandomStream) throws -> Tensor)] = [
            (0.3, 1.2, { try .uniform(from: $0, to: $1, using: $2) }),
            (0.3, 1.2, { try .normal(mean: $0, std: $1, using: $2) }),
            (0.3, 1.2, { try .truncatedNormal(mean: $0, std: $1, from: 1, to: 4, using: $2) }),
            (0.3, 1.2, { try .truncatedNormal(from: -$1, to: $0, using: $2) }),
            (0.3, 1.2, { try .logNormal(mean: $0, std: $1, using: $2) }),
            (0.3, 1.2, { try .laplace(location: $0, scale: $1, using: $2) }),
            (0.3, 1.2, { try .cauchy(location: $0, scale: $1, using: $2) }),
            (0.3, 1.2, { try .gumbel(location: $0, scale: $1, using: $2) }),
            (0.3, 1.2, { try .logistic(location: $0, scale: $1, using: $2) }),
            (1.5, 1.2, { try .weibull(scale: $0, concentration: $1, using: $2) }),
            (1.5, 1.2, { try .pareto(scale: $0, alpha: $1, using: $2) }),
            (1.5, 1.2, { try .kumaraswamy(a: $0, b: $1, using: $2) }),
            (1.5, 1.2, { try .exponential(rate: $0 * $1, using: $2) }),
        ]
        for (index, (a, b, draw)) in cases.enumerated() {
            let stream = try RandomStream(seed: UInt64(index)), state = try stream.state()
            func value(_ a: Double, _ b: Double) throws -> Double {
                try stream.restore(state)
                return try draw(Tensor(scalar: a), Tensor(scalar: b), stream).item()
            }
            let h = 1e-6
            let expected = try [
                (value(a + h, b) - value(a - h, b)) / (2 * h), (value(a, b + h) - value(a, b - h)) / (2 * h),
            ]
            let inputs = try [Tensor(scalar: a).requiringGradient(), Tensor(scalar: b).requiringGradient()]
            try stream.restore(state)
            let found = try gradients(of: draw(inputs[0], inputs[1], stream), withRespectTo: inputs).map {
                try $0.item()
            }
            for (one, other) in zip(found, expected) {
                #expect(abs(one - other) < 1e-7 * max(1, abs(other)), "case \(index)")
            }
        }
    }

    @Test("gradients of gamma variables average to those of the mean")
    func implicitGradients() throws {
        let n = 100_000, stream = try RandomStream(seed: 1)
        func check(
            _ expected: [Double], _ tolerance: Double, _ parameters: [Double],
            _ draw: (Tensor, Tensor) throws -> Tensor
        ) throws {
            let inputs = try parameters.map { try Tensor(scalar: $0).requiringGradient() }
            let found = try gradients(of: draw(inputs[0], inputs[1]).mean(), withRespectTo: inputs).map {
                try $0.item()
            }
            for (one, other) in zip(found, expected) { #expect(abs(one - other) < tolerance) }
        }
        try check([0.5, -0.375], 0.01, [1.5, 2]) {
            try .gamma([n], concentration: $0, rate: $1, using: stream)
        }
        try check([1 / 3.61, 0], 0.01, [0.9, 1]) { a, _ in try .beta([n], alpha: a, beta: 1.0, using: stream)
        }
        try check([3 / 25.0, -2 / 25.0], 0.005, [2, 3]) { try .beta([n], alpha: $0, beta: $1, using: stream) }
        try check([1, 0], 0.03, [3, 1]) { a, _ in try .chiSquared([n], degrees: a, using: stream) }
        // Mean of the inverse gamma: scale / (a - 1).
        try check([-2 / 9.0, 1 / 3.0], 0.02, [4, 2]) {
            try .inverseGamma([n], concentration: $0, scale: $1, using: stream)
        }
        let concentration = try Tensor([1.0, 2, 3]).requiringGradient()
        let first = try Tensor.dirichlet([n], concentration: concentration, using: stream).mean(axis: 0)
            .select(0, axis: 0)
        // d (a0 / sum) / da = (e0 - a0 / sum) / sum.
        let slopes = try gradients(of: first, withRespectTo: [concentration])[0]
        #expect(try slopes.allClose(Tensor([5 / 36.0, -1 / 36.0, -1 / 36.0]), absoluteTolerance: 0.005))
        let factor = try Tensor([1.0, 0, 0.5, 2], shape: [2, 2]).requiringGradient()
        let square = try Tensor.multivariateNormal(
            [n], mean: Tensor([0.0, 0]), choleskyFactor: factor, using: stream
        ).square().mean(axis: 0).sum()
        #expect(
            try gradients(of: square, withRespectTo: [factor])[0].tril().allClose(
                factor * 2, absoluteTolerance: 0.06))
    }

    @Test("relaxed draws from a softmax sum to one, hard ones are one-hot and still have gradients")
    func gumbelSoftmax() throws {
        let logits = try Tensor([1.0, 0, -1]).requiringGradient(), stream = try RandomStream(seed: 6)
        let soft = try logits.gumbelSoftmax(temperature: 0.5, using: stream)
        #expect(try abs(soft.sum().item() - 1) < 1e-12)
        let hard = try logits.gumbelSoftmax(hard: true, using: stream)
        #expect(try hard.round().doubles().sorted() == [0, 0, 1])
        #expect(try gradients(of: hard.square().sum(), withRespectTo: [logits])[0].abs().sum().item() > 0)
        let many = try logits.detached().expanded([30_000, 3]).contiguous().gumbelSoftmax(
            hard: true, using: stream)
        #expect(try many.mean(axis: 0).allClose(logits.softmax(axis: 0), absoluteTolerance: 0.012))
    }

    @Test("float32 draws keep the tails and small values of float64")
    func tails() throws {
        let a = try Tensor.exponential([1000], using: RandomStream(seed: 1))
        let b = try Tensor.exponential([1000], dtype: .float64, using: RandomStream(seed: 1))
        #expect(try a.isEqual(to: b.converted(to: .float32)))
        // A million draws of Beta(0.01, 0.01) have no 0 / 0.
        let beta = try Tensor.beta([100_000], alpha: 0.001, beta: 0.001, using: RandomStream(seed: 1))
        #expect(try beta.isFinite().all().integerItem() == 1 && abs(beta.mean().item() - 0.5) < 0.01)
    }

    @Test("shape, dtype and device come from the parameters unless given")
    func shapes() throws {
        let stream = try RandomStream(seed: 1)
        let rates = try Tensor([1.0, 2], shape: [2, 1]), shapes = try Tensor([Float(1), 2, 3])
        #expect(try Tensor.gamma(concentration: shapes, rate: rates, using: stream).shape == [2, 3])
        #expect(try Tensor.gamma(concentration: shapes, rate: rates, using: stream).dtype == .float64)
        #expect(try Tensor.gamma([4, 3], concentration: shapes, using: stream).dtype == .float32)
        #expect(try Tensor.poisson([4], rate: 2, dtype: .int64, using: stream).dtype == .int64)
        #expect(try Tensor.normal([3], dtype: .bfloat16, using: stream).dtype == .bfloat16)
        #expect(try Tensor.laplace(using: stream).shape == [])
    }
}

@Suite("Distributions, refused")
struct DistributionErrorTests {
    private func message(_ body: (RandomStream) throws -> Tensor) throws -> String {
        let stream = try RandomStream(seed: 1), state = try stream.state()
        do {
            _ = try body(stream)
            return "no error"
        } catch let error as TensorError {
            #expect(try stream.state().isEqual(to: state), "the stream is left as it was")
            return error.message
        }
    }

    @Test("parameters that make no sense are named with what was found")
    func parameters() throws {
        #expect(
            try message { try .gamma(concentration: -1, using: $0) }
                == "gamma: concentration is -1.0, expected positive and finite.")
        #expect(
            try message { try .gamma(concentration: Tensor([1, -2, .nan]), using: $0) }
                == "gamma: concentration [3] has 2 of 3 elements like -2.0, expected positive and finite.")
        #expect(
            try message { try .normal(mean: Double.nan, using: $0) }
                == "normal: mean is nan, expected finite.")
        #expect(
            try message { try .truncatedNormal(from: Double.nan, using: $0) }.hasSuffix(
                "from is nan, expected a number."))
        #expect(
            try message { try .poisson(rate: -1, using: $0) }.hasSuffix(
                "rate is -1.0, expected finite and not negative."))
        #expect(
            try message { try .bernoulli(probability: 1.5, using: $0) }.hasSuffix(
                "probability is 1.5, expected within 0...1."))
        #expect(
            try message { try .geometric(probability: 0, using: $0) }.hasSuffix(
                "expected above 0 and at most 1."))
        #expect(
            try message { try .negativeBinomial(totalCount: 1, probability: Tensor([1.0]), using: $0) }
                .hasSuffix("expected at least 0 and below 1."))
        #expect(try message { try .uniform(from: 2, to: 1, using: $0) } == "uniform: `from` is above `to`.")
        #expect(
            try message { try .truncatedNormal(from: 2, to: 2, using: $0) }
                == "truncatedNormal: `from` is not below `to`.")
        #expect(
            try message { try Tensor([1.0]).gumbelSoftmax(temperature: 0, using: $0) }
                == "gumbelSoftmax: temperature is 0.0, expected positive.")
        #expect(
            try message { try .normal([2], dtype: .int64, using: $0) }
                == "normal: dtype int64 cannot hold the draws.")
    }

    @Test("shapes and matrices that do not fit are named")
    func shapes() throws {
        #expect(
            try message { try .normal([2], mean: Tensor([1.0, 2, 3]), using: $0) }
                == "normal: parameters of shapes [[3]] do not broadcast to draws of shape [2].")
        #expect(
            try message { try .categorical(probabilities: Tensor([0.0, 0]), using: $0) }
                == "categorical: probabilities [2] have a row of zeros.")
        let mean = try Tensor([0.0, 0])
        #expect(
            try message { try .multivariateNormal(mean: mean, choleskyFactor: Tensor.eye(3), using: $0) }
                == "multivariateNormal: mean [2] and factor [3, 3] do not fit.")
        #expect(
            try message { try .multivariateNormal(mean: mean, covariance: -Tensor.eye(2), using: $0) }
                == "multivariateNormal: covariance [2, 2] is not positive definite.")
        #expect(
            try message { try .wishart(degrees: 1, scale: Tensor.eye(2), using: $0) }
                == "wishart: degrees is 1.0, expected above 1 for matrices of size 2.")
        #expect(
            try message { try .randomOrthogonal([3], using: $0) }
                == "randomOrthogonal: shape [3] has no rows and columns.")
    }
}
