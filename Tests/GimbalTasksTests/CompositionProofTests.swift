// Proves the third foundation: the words task, method, backbone and modifier hold for six very different papers. Bodies
// are minimal, signatures are the library's own.
import GimbalBackbones
import GimbalData
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining
import Testing

// MARK: - A backbone for tensors, and a survival network on it (SeNMo's shape)

private struct LinearBackbone: TensorBackbone {
    struct Options: MethodOptions {
        var training = TrainingRecipe(learningRate: 0.05, epochs: 30)
        init() {}
        static var fields: [OptionField<Options>] { OptionField.recipe(\.training) }
    }

    static let card = MethodCard(
        id: "linear", summary: "One linear map.", citation: "none",
        tasks: ["survival", "image-classification"],
        limits: "Linear.")
    let options: Options
    init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }
    var recipe: TrainingRecipe { options.training }

    func makeNetwork(_ shape: ModelShape, outputCount: Int?, _ context: Context) throws -> any UnaryLayer {
        try Flat(shape.inputCount, outputCount ?? 3, context)
    }
}

private final class Flat: Module, UnaryLayer {
    let lin: Linear
    init(_ inputCount: Int, _ outputCount: Int, _ context: Context) throws {
        lin = try Linear(inputCount, outputCount, context)
        super.init()
    }
    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try lin(x.reshaped([x.size(0), -1]), context)
    }
}

// MARK: - Link prediction that calls itself (NCNC's shape)

private struct PairScorer: NodePairMethod {
    struct Options: MethodOptions {
        var depth = 1
        init() {}
        static var fields: [OptionField<Options>] {
            [.integer("depth", \.depth, 0...3, "calls of the inner scorer")]
        }
    }

    static let card = MethodCard(
        id: "pairs", summary: "Scores pairs.", citation: "none", tasks: ["link-prediction"],
        limits: "Minimal.")
    let options: Options
    init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    func fit(_ problem: NodePairProblem, _ run: TrainingRun) throws -> any NodePairModel {
        try makeNodePairModel(problem.shape, run.context)
    }

    func makeNodePairModel(_ shape: ModelShape, _ context: Context) throws -> any NodePairModel {
        PairModel(try Linear(shape.inputCount, 4, context), context)
    }
}

private final class PairModel: NodePairModel {
    var network: Module { encoder }
    let encoder: Linear
    let context: Context
    init(_ encoder: Linear, _ context: Context) {
        self.encoder = encoder
        self.context = context
    }
    func scores(_ input: GraphInput, _ pairs: NodePairs) throws -> Tensor {
        let codes = try input.adjacency().matmul(encoder(input.features, context))
        let left = try codes.indexSelect(Tensor(pairs.sources), axis: 0)
        return try (left * codes.indexSelect(Tensor(pairs.targets), axis: 0)).sum(axis: 1)
    }
}

// MARK: - Self-supervised pre-training with an encoder option (MYOW's shape)

private struct Pretraining: TensorMethod {
    struct Options: MethodOptions {
        var encoder = MethodSpecification(id: "linear")
        init() {}
        static var fields: [OptionField<Options>] {
            [.specification("encoder", \.encoder, "what is pre-trained")]
        }
    }

    static let card = MethodCard(
        id: "pretrain", summary: "Pulls two noisy views together, then probes.", citation: "none",
        tasks: ["image-classification"], limits: "Minimal.")
    let options: Options
    let encoder: any TensorBackbone
    init(_ options: Options, _ resolver: MethodRegistry) throws {
        self.options = options
        encoder = try resolver.tensorBackbone(options.encoder)
    }

    func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        let inputs = problem.train.inputs
        let network = try encoder.makeNetwork(problem.shape, outputCount: nil, run.context)
        let optimizer = try Adam([ParameterGroup(try network.table().parameters, learningRate: 0.01)])
        try run.prepared(network, optimizer)
        for _ in 0..<3 {
            let noise = try Tensor.empty(inputs.shape)
            try noise.normalInPlace(using: run.context.stream(.augmentation))
            let difference = try network(inputs, run.context) - network(inputs + noise * 0.1, run.context)
            try optimizer.step(optimizer.gradients(of: (difference * difference).mean()))
            try run.stepped(network, optimizer)
        }
        let probe = try Linear(3, problem.train.target.outputCount, run.context)
        let model = SupervisedTensorModel(Chain(network, probe), run.context)
        let recipe = TrainingRecipe(learningRate: 0.01, epochs: 3)
        try model.train(problem, recipe, recipe.makeOptimizer(probe), run)
        return model
    }

    func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        let network = try encoder.makeNetwork(shape, outputCount: nil, context)
        return SupervisedTensorModel(Chain(network, try Linear(3, shape.outputCount, context)), context)
    }
}

private final class Chain: Module, UnaryLayer {
    let encoder: any UnaryLayer
    let probe: Linear
    init(_ encoder: any UnaryLayer, _ probe: Linear) {
        self.encoder = encoder
        self.probe = probe
        super.init()
    }
    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try probe(encoder(x, context), context)
    }
}

// MARK: - A modifier (normalize-and-project's shape)

private struct UnitNorm: Modifier {
    struct Options: MethodOptions {
        var method = MethodSpecification(id: "gcn")
        init() {}
        static var fields: [OptionField<Options>] {
            [.specification("method", \.method, "whose training is changed")]
        }
    }

    static let card = MethodCard(
        id: "unit-norm", summary: "Keeps every weight matrix at its first norm.", citation: "none",
        tasks: ["node-classification"], limits: "Minimal.")
    let options: Options
    let method: any Method
    init(_ options: Options, _ resolver: MethodRegistry) throws {
        self.options = options
        method = try resolver.resolve(options.method).method
    }
    func makeHook() -> any TrainingHook { Projection() }
}

private final class Projection: TrainingHook {
    private var norms: [String: Double] = [:]

    func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws {
        for (name, slot) in try network.table().parameters { norms[name] = try slot.tensor?.norm().item() }
    }

    func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws {
        try withoutGradient {
            for (name, slot) in try network.table().parameters where name.hasSuffix("weight") {
                guard let tensor = slot.tensor, let norm = norms[name] else { continue }
                try tensor.multiplyInPlace(norm / tensor.norm().item())
            }
        }
    }
}

// MARK: - Continual learning: a stream of tasks

private struct Replayless: StreamMethod {
    struct Options: MethodOptions {
        var learner = MethodSpecification(id: "linear")
        init() {}
        static var fields: [OptionField<Options>] {
            [.specification("learner", \.learner, "what learns each phase")]
        }
    }

    static let card = MethodCard(
        id: "sequential", summary: "Trains on each phase in turn.", citation: "none",
        tasks: ["continual-learning"],
        limits: "Forgets.")
    let options: Options
    let learner: any TensorBackbone
    init(_ options: Options, _ resolver: MethodRegistry) throws {
        self.options = options
        learner = try resolver.tensorBackbone(options.learner)
    }

    func fit(_ stream: StreamProblem, _ run: TrainingRun, finished: (Int, any TensorModel) throws -> Void)
        throws
        -> any TensorModel
    {
        let network = try learner.makeNetwork(
            stream.phases[0].shape, outputCount: stream.phases[0].shape.outputCount, run.context)
        let model = SupervisedTensorModel(network, run.context)
        for (number, phase) in stream.phases.enumerated() {
            let recipe = TrainingRecipe(learningRate: 0.05, epochs: 40)
            try model.train(phase, recipe, recipe.makeOptimizer(network), run)
            try finished(number, model)
        }
        return model
    }
}

// MARK: - Proofs

private let registry = MethodRegistry(
    Backbones.methods + GraphNetworks.methods + [
        MethodEntry(LinearBackbone.self), MethodEntry(PairScorer.self), MethodEntry(Pretraining.self),
        MethodEntry(UnitNorm.self), MethodEntry(Replayless.self),
    ])

private func draw(_ shape: [Int], seed: UInt64 = 3) throws -> Tensor {
    try Initializer.normal(deviation: 1)(shape, Context(seed: seed))
}

@Suite("Task, method, backbone and modifier compose")
struct CompositionProofTests {
    private func problem(_ task: LearningTask, _ inputs: Tensor, _ target: Target) -> TensorProblem {
        let part = TensorPart(inputs: inputs, target: target)
        return TensorProblem(task: task, train: part, validation: part, test: part)
    }

    private func twoCommunities() throws -> GraphProblem {
        let graph = try Graph(nodeCount: 6, sources: [0, 1, 3, 4, 2], targets: [1, 2, 4, 5, 3]).undirected()
        let labels = try ClassLabels([0, 0, 0, 1, 1, 1], classNames: ["a", "b"])
        let data = try GraphDataSet(
            graph: graph, features: .dense(Tensor.eye(6)), labels: labels,
            provenance: DataProvenance(name: "communities", format: "memory", checksum: ""))
        let split = try DataSplit(train: [0, 5], validation: [1, 4], test: [2, 3], labels: labels)
        return GraphProblem(task: .nodeClassification, data: data, split: split)
    }

    @Test("DAGNN: a backbone on a graph is a method by its network and recipe alone")
    func dagnn() throws {
        let resolved = try registry.resolve(MethodSpecification("dagnn[hops=3,epochs=30,patience=0]"))
        let method = try #require(resolved.method as? any GraphMethod)
        let problem = try twoCommunities()
        let model = try method.fit(problem, TrainingRun(seed: 0))
        let input = try GraphInput(features: problem.data.features, graph: problem.data.graph)
        #expect(try model.logits(input).shape == [6, 2])
        #expect(model.history.count == 30)
    }

    @Test("a Cox network: the task's target decides the loss")
    func survival() throws {
        let inputs = try draw([20, 3])
        let times = try (inputs.select(0, axis: 1) * -1).exp()
        let task = LearningTask(
            "survival", input: .table, prediction: .survival, metrics: [TaskMetric("c-index")])
        let method = try #require(registry.resolve(MethodSpecification("linear")).method as? any TensorMethod)
        let model = try method.fit(
            problem(task, inputs, .survival(times: times, events: Tensor.ones([20]))), TrainingRun(seed: 0))
        let risk = try model.outputs(inputs).squeezed(axis: 1).argsort(axis: 0).integers()
        let order = try times.argsort(axis: 0, descending: true).integers()
        #expect(risk[0] == order[0] || risk[1] == order[0], "the longest life has the lowest risk")
    }

    @Test("link prediction takes pairs of nodes of one graph")
    func links() throws {
        let graphProblem = try twoCommunities()
        let pairs = NodePairs(sources: [0, 0], targets: [1, 5], linked: [true, false])
        let task = LearningTask(
            "link-prediction", input: .nodePairs, prediction: .scores, metrics: [TaskMetric("auc")])
        let method = try #require(
            registry.resolve(MethodSpecification("pairs[depth=2]")).method as? any NodePairMethod)
        let links = try LinkSplit(
            graphProblem.data.graph, LinkSplitPlan(train: 0.6, validation: 0.2, test: 0.2), seed: 0)
        let model = try method.fit(
            NodePairProblem(task: task, data: graphProblem.data.replacing(graph: links.graph), links: links),
            TrainingRun(seed: 0))
        let input = try GraphInput(features: graphProblem.data.features, graph: graphProblem.data.graph)
        #expect(try model.scores(input, pairs).shape == [2])
    }

    @Test("pre-training takes an encoder as an option, to any depth of brackets")
    func pretraining() throws {
        let specification = try MethodSpecification("pretrain[encoder=linear[epochs=5]]")
        let method = try #require(registry.resolve(specification).method as? any TensorMethod)
        let task = LearningTask(
            "image-classification", input: .images, prediction: .classes, metrics: [TaskMetric("accuracy")])
        let images = try draw([8, 1, 4, 4])
        let labels = Target.classes(try Tensor([0, 1, 0, 1, 0, 1, 0, 1]), count: 2)
        #expect(
            try method.fit(problem(task, images, labels), TrainingRun(seed: 0)).outputs(images).shape == [
                8, 2,
            ])
        #expect(throws: (any Error).self) {
            try registry.resolve(MethodSpecification("pretrain[encoder=gcn]"))
        }
    }

    @Test("a modifier changes how another method trains, and takes what that method takes")
    func modifier() throws {
        let resolved = try registry.resolve(MethodSpecification("unit-norm[method=gcn[hidden=4,epochs=20]]"))
        let method = try #require(resolved.method as? any GraphMethod)
        let plain = try #require(
            registry.resolve(MethodSpecification("gcn[hidden=4,epochs=20]")).method as? any GraphMethod)
        func norm(_ method: any GraphMethod, epochs: Int?) throws -> Double {
            let run = TrainingRun(seed: 5, budget: epochs.map { .epochs($0) })
            return try #require(
                method.fit(twoCommunities(), run).network.table().parameters["convs.0.lin.weight"]?.tensor
            ).norm().item()
        }
        let first = try norm(method, epochs: 1)
        #expect(try abs(norm(method, epochs: nil) - first) < 1e-4, "the norm stays while the network trains")
        #expect(try abs(norm(plain, epochs: nil) - first) > 1e-3, "without the modifier it does not")
    }

    @Test("a stream of tasks is learnt phase by phase, and forgetting can be measured after each")
    func continual() throws {
        let inputs = try draw([16, 2])
        let labels = try inputs.select(0, axis: 1).greater(0).converted(to: .int64)
        let flipped = try 1 - labels
        let task = LearningTask(
            "continual-learning", input: .stream, prediction: .classes, metrics: [TaskMetric("accuracy")])
        let stream = StreamProblem(
            task: task,
            phases: [labels, flipped].map { problem(task, inputs, .classes($0, count: 2)) })
        let method = try #require(
            registry.resolve(MethodSpecification("sequential")).method as? any StreamMethod)
        var onFirst: [Double] = []
        _ = try method.fit(stream, TrainingRun(seed: 0)) { _, model in
            onFirst.append(try accuracy(model.outputs(inputs), labels: labels))
        }
        #expect(onFirst.count == 2)
        #expect(onFirst[0] > onFirst[1], "the second phase contradicts the first")
    }
}
