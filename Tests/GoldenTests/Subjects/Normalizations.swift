// Normalisation layers.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

/// Paper 3: layer normalization.
struct LayerNormSubject: GoldenModuleSubject {
    private let layer: LayerNorm
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try LayerNorm(
            .init(
                normalizedShape: setup.arguments.integers("normalized_shape"),
                epsilon: setup.arguments.real("epsilon"), isAffine: setup.hasState("weight")),
            Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}
