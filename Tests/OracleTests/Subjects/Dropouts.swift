// Subjects: dropouts.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let dropouts: [String: any GoldenSubject.Type] = ["Dropouts": DropoutSubject.self]
}

/// All dropouts of `torch.nn`: evaluation, and what training makes of dropped elements, of zeros and
/// of ones, which does not depend on the random numbers.
struct DropoutSubject: GoldenModuleSubject {
    private let layer: any UnaryLayer
    private let shape: [Int]
    private let dtype: DType
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try Self.make(setup.arguments.text("layer"), setup.arguments.real("probability"))
        shape = try setup.arguments.integers("shape")
        dtype = try setup.dtype() ?? .float32
    }

    private static func make(_ name: String, _ probability: Double) throws -> any UnaryLayer {
        switch name {
        case "Dropout": try Dropout(probability)
        case "Dropout1d": try Dropout1d(probability)
        case "Dropout2d": try Dropout2d(probability)
        case "Dropout3d": try Dropout3d(probability)
        case "AlphaDropout": try AlphaDropout(probability)
        case "FeatureAlphaDropout": try FeatureAlphaDropout(probability)
        default: throw GoldenProblem("\(name) is unknown")
        }
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let context = Context(seed: 3)
        let low = try layer(Tensor.zeros(shape, dtype: dtype), context)
        let high = try layer(Tensor.ones(shape, dtype: dtype), context)
        let levels = try Tensor.stacked([low.min().minimum(high.min()), low.max(), high.max()])
        return GoldenResult([
            "evaluated": try layer(inputs.tensor("input"), inputs.context), "levels": levels,
        ])
    }
}
