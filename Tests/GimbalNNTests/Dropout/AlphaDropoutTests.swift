// Alpha dropout: constants, moments, gradients.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("AlphaDropout")
struct AlphaDropoutTests {
    @Test("a and b are the closed forms of the paper", arguments: [0.0, 0.05, 0.1, 0.5, 0.9])
    func constants(_ p: Double) {
        let map = AlphaDropoutMap(probability: p), limit = -1.7580993408473766, q = 1 - p
        #expect(abs(AlphaDropoutMap.alphaPrime + limit) < 1e-15)
        // Eq. in section "New dropout technique": a = (q + limit² q (1 − q))^(−1/2), b = −a (1 − q) limit.
        #expect(abs(map.a - 1 / (q + limit * limit * q * (1 - q)).squareRoot()) < 1e-12)
        #expect(abs(map.b + map.a * (1 - q) * limit) < 1e-12)
        // E = a (q μ + (1 − q) limit) + b with μ = 0; Var = a² (q (1 + μ²) + (1 − q) limit² − E²) with variance 1.
        let mean = map.a * (1 - q) * limit + map.b
        let second = q + (1 - q) * limit * limit - ((1 - q) * limit) * ((1 - q) * limit)
        #expect(abs(mean) < 1e-12 && abs(map.a * map.a * second - 1) < 1e-12)
    }

    @Test("outputs are one of two affine images of the inputs", arguments: [DType.float32, .float64])
    func values(_ dtype: DType) throws {
        let x = try SampleTensors.normal([40, 50], dtype: dtype), map = AlphaDropoutMap(probability: 0.3)
        let y = try AlphaDropout(0.3)(x, Context(seed: 2)).doubles(), limit = -AlphaDropoutMap.alphaPrime
        var dropped = 0
        for (value, x) in zip(y, try x.doubles()) {
            let isKept = abs(value - (map.a * x + map.b)) < 2e-6
            let isDropped = abs(value - (map.a * limit + map.b)) < 2e-6
            #expect(isKept || isDropped)
            if isDropped { dropped += 1 }
        }
        #expect(abs(Double(dropped) / 2000 - 0.3) < 0.05)
    }

    @Test("mean 0 and variance 1 stay, elementwise and by channel", arguments: [0.05, 0.2, 0.5])
    func moments(_ p: Double) throws {
        let x = try SampleTensors.normal([1000, 400], dtype: .float64)
        for layer in [try AlphaDropout(p), try FeatureAlphaDropout(p)] as [any UnaryLayer] {
            let y = try layer(x, Context(seed: 4))
            #expect(try abs(y.mean().item()) < 0.01, "\(layer)")
            #expect(try abs(y.square().mean().item() - 1) < 0.02, "\(layer)")
        }
    }

    @Test("the gradient is a where an element was kept, and nothing elsewhere")
    func gradient() throws {
        let map = AlphaDropoutMap(probability: 0.4)
        let x = try SampleTensors.normal([20, 30], dtype: .float64).requiringGradient()
        for layer in [try AlphaDropout(0.4), try FeatureAlphaDropout(0.4)] as [any UnaryLayer] {
            let y = try layer(x, Context(seed: 4))
            let slope = try gradients(of: y.sum(), withRespectTo: [x])[0].doubles()
            let limit = map.b - map.a * AlphaDropoutMap.alphaPrime
            for (slope, y) in zip(slope, try y.doubles()) {
                #expect(abs(slope - (abs(y - limit) < 1e-9 ? 0 : map.a)) < 1e-9)
            }
        }
    }

    @Test("SELU layers with alpha dropout keep mean 0 and variance 1 through depth")
    func fixedPoint() throws {
        let context = Context(seed: 8)
        var x = try SampleTensors.normal([500, 256])
        for _ in 0..<8 {
            let layer = try Linear(
                .init(
                    inputCount: 256, outputCount: 256, hasBias: false,
                    initializer: .normal(deviation: 1 / 16)), context)
            x = try AlphaDropout(0.05)(layer(x, context).selu(), context).detached()
        }
        #expect(try abs(x.mean().item()) < 0.1)
        #expect(try abs(x.square().mean().item() - 1) < 0.15)
    }

    @Test("at probability 1 everything is zero, in evaluation nothing changes")
    func extremes() throws {
        let x = try Tensor([1.0, -2], shape: [1, 2]), context = Context(seed: 1)
        for (one, half) in [
            (try AlphaDropout(1), try AlphaDropout()),
            (try FeatureAlphaDropout(1), try FeatureAlphaDropout()),
        ] as [(any UnaryLayer, any UnaryLayer)] {
            #expect(try one(x, context).doubles().allSatisfy { $0 == 0 })
            #expect(try context.with(mode: .evaluate) { try half(x, context).doubles() } == [1, -2])
        }
    }
}
