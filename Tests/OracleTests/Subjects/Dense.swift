// Subjects: dense.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let dense: [String: any GoldenSubject.Type] = ["Linear": LinearSubject.self]
}

/// `torch.nn.Linear`.
struct LinearSubject: GoldenModuleSubject {
    private let layer: Linear
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try Linear(
            setup.arguments.integer("inputs"), setup.arguments.integer("outputs"),
            hasBias: setup.hasState("bias"),
            Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("input"), inputs.context)])
    }
}
