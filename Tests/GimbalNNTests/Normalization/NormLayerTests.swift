// Normalisations as a setting.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("NormLayer")
struct NormLayerTests {
    @Test(
        "the text form reads back, also as JSON", arguments: NormLayer.allCases + [.groupNorm(groupCount: 4)])
    func texts(_ norm: NormLayer) throws {
        #expect(try NormLayer(norm.description) == norm)
        let json = try JSONEncoder().encode([norm])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(norm)\"]")
        #expect(try JSONDecoder().decode([NormLayer].self, from: json) == [norm])
    }

    @Test("settings that are not the usual ones are written")
    func settings() throws {
        #expect(NormLayer.groupNorm(groupCount: 4).description == "group-norm[groups=4]")
        #expect(NormLayer.groupNorm().description == "group-norm")
    }

    @Test(
        "a text that names nothing is refused with what to do",
        arguments: [
            ("batchnorm", "There is no norm \"batchnorm\". Did you mean \"batch-norm\"?"),
            (
                "group-norm[group=2]",
                "The norm \"group-norm\" has no option \"group\". Did you mean \"groups\"?"
            ),
            (
                "group-norm[groups=2.5]",
                "Option \"groups\" of the norm \"group-norm\" is \"2.5\", expected a whole number. Change it."
            ),
        ])
    func refusals(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigError.self) { try NormLayer(text) }
        #expect(error?.code == "config.norm")
        #expect(error?.description == expected)
    }

    @Test("on images every sample, or every channel, has mean 0 and mean square 1")
    func images() throws {
        let context = Context(seed: 1)
        let x = try SampleTensors.normal([3, 8, 4, 5], dtype: .float64) * 3 + 1
        let axes: [(NormLayer, [Int])] = [
            (.batchNorm, [0, 2, 3]), (.layerNorm, [1, 2, 3]), (.instanceNorm, [2, 3]),
        ]
        for (norm, axes) in axes {
            let layer = try #require(try norm.make(8, for: .images, context))
            try layer.convert(to: .float64)
            let y = try layer(x, context)
            #expect(try y.mean(axes: axes).abs().amax().item() < 1e-9, "\(norm)")
            #expect(try (y.square().mean(axes: axes) - 1).abs().amax().item() < 1e-4, "\(norm)")
        }
        let rms = try #require(try NormLayer.rmsNorm.make(8, for: .images, context))
        try rms.convert(to: .float64)
        #expect(try (rms(x, context).square().mean(axes: [1, 2, 3]) - 1).abs().amax().item() < 1e-4)
        #expect(try NormLayer.none.make(8, for: .images, context) == nil)
    }

    @Test("on features of any rank the last axis holds the channels")
    func features() throws {
        let context = Context(seed: 1)
        let x = try SampleTensors.normal([4, 5, 6], dtype: .float64) * 3 + 1
        for norm in [NormLayer.batchNorm, .layerNorm, .groupNorm(groupCount: 2), .rmsNorm] {
            let layer = try #require(try norm.make(6, for: .features, context))
            try layer.convert(to: .float64)
            #expect(try layer(x, context).shape == [4, 5, 6], "\(norm)")
        }
        let batch = try FeatureBatchNorm(6, context), plain = try BatchNorm1d(6, context)
        for layer in [batch, plain] { try layer.convert(to: .float64) }
        let rows = try plain(x.reshaped([20, 6]), context)
        #expect(try sameBits(batch(x, context).reshaped([20, 6]), rows))
        let groups = try FeatureGroupNorm(2, 6, context)
        try groups.convert(to: .float64)
        let y = try groups(x, context).reshaped([4, 5, 2, 3])
        #expect(try y.mean(axes: [-1]).abs().amax().item() < 1e-9)
    }

    @Test("instance normalisation of features and groups that do not divide are refused")
    func impossible() {
        let context = Context(seed: 1)
        let instance = #expect(throws: ModuleError.self) {
            try NormLayer.instanceNorm.make(8, for: .features, context)
        }
        #expect(
            instance?.description
                == "instance-norm normalises over positions, and features have none. Use layer-norm or group-norm."
        )
        let groups = #expect(throws: ModuleError.self) {
            try NormLayer.groupNorm(groupCount: 3).make(8, for: .images, context)
        }
        #expect(
            groups?.message
                == "GroupNorm: 8 channels in 3 groups, expected a number of groups that divides the channels."
        )
    }
}
