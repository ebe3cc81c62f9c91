// Subjects: dense.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let dense: [String: any GoldenSubject.Type] = [
        "Linear": LinearSubject.self, "Bilinear": BilinearSubject.self, "Embedding": EmbeddingSubject.self,
        "EmbeddingBag": EmbeddingBagSubject.self,
    ]
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

/// `torch.nn.Bilinear`.
struct BilinearSubject: GoldenModuleSubject {
    private let layer: Bilinear
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        layer = try Bilinear(
            setup.arguments.integer("first"), setup.arguments.integer("second"),
            setup.arguments.integer("outputs"), hasBias: setup.hasState("bias"), Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult([
            "output": try layer(inputs.tensor("first"), inputs.tensor("second"), inputs.context)
        ])
    }
}

/// `torch.nn.Embedding`.
struct EmbeddingSubject: GoldenModuleSubject {
    private let layer: Embedding
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        layer = try Embedding(
            .init(
                vectorCount: arguments.integer("count"), featureCount: arguments.integer("features"),
                paddingIndex: arguments.optional("padding_idx")?.integer,
                maximumNorm: arguments.optional("max_norm")?.number,
                normOrder: arguments.optional("norm_type")?.number ?? 2),
            Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try layer(inputs.tensor("indices"), inputs.context)])
    }
}

/// `torch.nn.EmbeddingBag`.
struct EmbeddingBagSubject: GoldenModuleSubject {
    private let layer: EmbeddingBag
    var module: Module { layer }

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        guard let reduction = try BagReduction(rawValue: arguments.text("mode")) else {
            throw GoldenProblem("the mode is unknown")
        }
        layer = try EmbeddingBag(
            .init(
                vectorCount: arguments.integer("count"), featureCount: arguments.integer("features"),
                reduction: reduction, paddingIndex: arguments.optional("padding_idx")?.integer),
            Context(seed: 0))
        try setup.load(into: layer)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let indices = try inputs.tensor("indices")
        guard let offsets = try inputs.optional("offsets") else {
            return GoldenResult(["output": try layer(indices, inputs.context)])
        }
        return GoldenResult([
            "output": try layer(
                indices, offsets: offsets, sampleWeights: inputs.optional("weights"), inputs.context)
        ])
    }
}
