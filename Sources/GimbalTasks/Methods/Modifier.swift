// Modifiers: methods that change how another one trains.
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that changes how another one trains: `nap[method=gcn]`.
///
/// A modifier takes every input kind of the method that it wraps: it hands the problem on with its hook in
/// the run.
public protocol Modifier: GraphMethod, GraphsMethod, NodePairMethod, TensorMethod {
    /// The method whose training is changed.
    var method: any Method { get }
    /// Makes the hook of one run.
    func makeHook() -> any TrainingHook
}

extension Modifier {
    /// Trains on the problem.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        let inner = try graphMethod()
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    /// Trains on the problem.
    public func fit(_ problem: GraphsProblem, _ run: TrainingRun) throws -> any GraphsModel {
        let inner = try graphsMethod()
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    /// Trains on the problem.
    public func fit(_ problem: NodePairProblem, _ run: TrainingRun) throws -> any NodePairModel {
        let inner = try nodePairMethod()
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    /// Trains on the problem.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        let inner = try tensorMethod()
        return try run.with(makeHook()) { try inner.fit(problem, run) }
    }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel {
        try graphMethod().makeGraphModel(shape, context)
    }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeGraphsModel(_ shape: ModelShape, _ context: Context) throws -> any GraphsModel {
        try graphsMethod().makeGraphsModel(shape, context)
    }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeNodePairModel(_ shape: ModelShape, _ context: Context) throws -> any NodePairModel {
        try nodePairMethod().makeNodePairModel(shape, context)
    }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        try tensorMethod().makeTensorModel(shape, context)
    }

    private func graphMethod() throws -> any GraphMethod { try wrapped("a graph") }
    private func graphsMethod() throws -> any GraphsMethod { try wrapped("many graphs") }
    private func nodePairMethod() throws -> any NodePairMethod { try wrapped("pairs of nodes") }
    private func tensorMethod() throws -> any TensorMethod { try wrapped("tables, images or sequences") }

    private func wrapped<Kind>(_ input: String) throws -> Kind {
        if let inner = method as? Kind { return inner }
        throw ConfigError(
            "modifier",
            "\(Self.card.id): the wrapped method \"\(type(of: method).card.id)\" does not take \(input).",
            fix: "Wrap a method that does.")
    }
}
