// Modifiers: methods that change how another one trains.
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that changes how another one trains: `nap[method=gcn]`.
///
/// A modifier takes every input kind of the method that it wraps: it hands the problem on with its hook in
/// the run.
public protocol Modifier: GraphMethod, TensorMethod {
    /// The method whose training is changed.
    var method: any Method { get }
    /// Makes the hook of one run.
    func makeHook() -> any TrainingHook
}

extension Modifier {
    /// Trains on the problem.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        let inner = try wrapped(as: (any GraphMethod).self, "a graph")
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeModel(inputCount: Int, outputCount: Int, _ context: Context) throws -> any GraphModel {
        try wrapped(as: (any GraphMethod).self, "a graph")
            .makeModel(inputCount: inputCount, outputCount: outputCount, context)
    }

    /// Trains on the problem.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        let inner = try wrapped(as: (any TensorMethod).self, "tables, images or sequences")
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    private func wrapped<Kind>(as kind: Kind.Type, _ input: String) throws -> Kind {
        if let inner = method as? Kind { return inner }
        throw ConfigError(
            "modifier",
            "\(Self.card.id): the wrapped method \"\(type(of: method).card.id)\" does not take \(input).",
            fix: "Wrap a method that does.")
    }
}
