// Subjects: optimizers, gradient clipping, weight averages.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections

extension OracleSubjects {
    static let optimizers: [String: any GoldenSubject.Type] = [
        "Optimizer": OptimizerSubject.self, "GradientClipping": ClippingSubject.self,
        "WeightAverage": WeightAverageSubject.self, "BatchNormStatistics": BatchNormStatisticsSubject.self,
    ]
}

extension GoldenArguments {
    /// An optional number.
    fileprivate func number(_ name: String, _ own: Double) -> Double { optional(name)?.number ?? own }
    /// An optional truth value.
    fileprivate func isSet(_ name: String) -> Bool { optional(name)?.boolean ?? false }
    /// An optional list of numbers.
    fileprivate func numbers(_ name: String) -> [Double] { optional(name)?.numbers ?? [] }
}

/// Any optimiser: steps on ½‖first · scale‖² + Σ sin(second) · shift.
struct OptimizerSubject: GoldenSubject {
    private let slots: OrderedDictionary<String, Parameter<Tensor>>
    private let optimizer: any Optimizer
    private let stepCount: Int
    private let skipped: Set<Int>

    init(_ setup: GoldenSetup) throws {
        let arguments = setup.arguments
        _ = try setup.dtype()
        slots = [
            "first": Parameter(wrappedValue: try setup.state("first")),
            "second": Parameter(wrappedValue: try setup.state("second")),
        ]
        stepCount = try arguments.integer("steps")
        skipped = Set(arguments.numbers("skipped").map { Int($0) })
        let rates = arguments.numbers("rates"), decays = arguments.numbers("decays")
        let trust = arguments.optional("trust")?.list?.map { $0.boolean ?? true }
        let all = slots.map { (key: $0.key, value: $0.value as any ModuleSlot) }
        let members = rates.count == 1 ? [all] : all.map { [$0] }
        let groups = members.enumerated().map { i, members in
            ParameterGroup(
                OrderedDictionary(uniqueKeysWithValues: members), learningRate: rates[i],
                weightDecay: decays[i], usesTrustRatio: trust?[i] ?? true)
        }
        optimizer = try Self.config(arguments).make(groups)
    }

    private static func config(_ a: GoldenArguments) throws -> OptimizerConfig {
        let maximize = a.isSet("maximize"), name = try a.text("optimizer")
        switch name {
        case "SGD":
            return .sgd(
                .init(
                    momentum: a.number("momentum", 0), dampening: a.number("dampening", 0),
                    nesterov: a.isSet("nesterov"), maximize: maximize))
        case "Adagrad":
            return .adagrad(
                .init(
                    learningRateDecay: a.number("learningRateDecay", 0),
                    initialAccumulatorValue: a.number("initialAccumulatorValue", 0),
                    epsilon: a.number("epsilon", 1e-10), maximize: maximize))
        case "Adadelta":
            return .adadelta(
                .init(rho: a.number("rho", 0.9), epsilon: a.number("epsilon", 1e-6), maximize: maximize))
        case "RMSprop":
            return .rmsprop(
                .init(
                    alpha: a.number("alpha", 0.99), epsilon: a.number("epsilon", 1e-8),
                    momentum: a.number("momentum", 0), centered: a.isSet("centered"), maximize: maximize))
        case "Rprop":
            return .rprop(
                .init(
                    decrease: a.number("decrease", 0.5), increase: a.number("increase", 1.2),
                    minimumStep: a.number("minimumStep", 1e-6), maximumStep: a.number("maximumStep", 50)))
        case "ASGD":
            return .asgd(
                .init(
                    lambda: a.number("lambda", 1e-4), alpha: a.number("alpha", 0.75),
                    averagingStart: a.number("averagingStart", 1e6)))
        case "LARS":
            return .lars(
                .init(
                    momentum: a.number("momentum", 0.9), trustCoefficient: a.number("trustCoefficient", 1e-3),
                    epsilon: a.number("epsilon", 0)))
        default: return try adaptive(name, a, maximize)
        }
    }

    private static func adaptive(_ name: String, _ a: GoldenArguments, _ maximize: Bool) throws
        -> OptimizerConfig
    {
        let beta1 = a.number("beta1", 0.9), beta2 = a.number("beta2", name == "Lion" ? 0.99 : 0.999)
        if name == "Lion" { return .lion(.init(beta1: beta1, beta2: beta2, maximize: maximize)) }
        let epsilon = a.number("epsilon", name == "LAMB" ? 1e-6 : 1e-8)
        switch name {
        case "Adam":
            return .adam(
                .init(
                    beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: a.isSet("amsgrad"),
                    maximize: maximize))
        case "AdamW":
            return .adamW(
                .init(
                    beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: a.isSet("amsgrad"),
                    maximize: maximize))
        case "NAdam":
            return .nadam(
                .init(
                    beta1: beta1, beta2: beta2, epsilon: epsilon,
                    momentumDecay: a.number("momentumDecay", 4e-3),
                    decoupledWeightDecay: a.isSet("decoupledWeightDecay"), maximize: maximize))
        case "RAdam":
            return .radam(
                .init(
                    beta1: beta1, beta2: beta2, epsilon: epsilon,
                    decoupledWeightDecay: a.isSet("decoupledWeightDecay"), maximize: maximize))
        case "Adamax":
            return .adamax(.init(beta1: beta1, beta2: beta2, epsilon: epsilon, maximize: maximize))
        case "LAMB": return .lamb(.init(beta1: beta1, beta2: beta2, epsilon: epsilon, maximize: maximize))
        default: throw GoldenProblem("optimizer \"\(name)\" is unknown")
        }
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let scale = try inputs.tensor("scale"), shift = try inputs.tensor("shift")
        let first = slots.values[0], second = slots.values[1]
        var path: [Tensor] = []
        for step in 0..<stepCount {
            let square = try (first.wrappedValue * scale).square().sum() / 2
            let loss = try square + (second.wrappedValue.sin() * shift).sum()
            var gradients = try optimizer.gradients(of: loss)
            if skipped.contains(step) { gradients[1] = nil }
            try optimizer.step(gradients)
            let flat = try slots.values.map { try $0.wrappedValue.detached().reshaped([-1]) }
            path.append(try Tensor.concatenated(flat))
        }
        return GoldenResult(["path": try Tensor.stacked(path)])
    }
}

/// `torch.nn.utils.clip_grad_norm_` and `clip_grad_value_`.
struct ClippingSubject: GoldenSubject {
    init(_ setup: GoldenSetup) throws { _ = try setup.dtype() }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let gradients: [Tensor?] = [try inputs.tensor("a"), nil, try inputs.tensor("b")]
        let clipped: [Tensor?]
        var outputs: [String: Tensor] = [:]
        if let limit = inputs.arguments.optional("limit")?.number {
            clipped = try clippedByValue(gradients, limit: limit)
        } else {
            let order = inputs.arguments.optional("order")?.number ?? .infinity
            let (all, norm) = try clippedByNorm(
                gradients, maximum: inputs.arguments.real("maximum"), order: order)
            clipped = all
            outputs["norm"] = try Tensor(scalar: norm)
        }
        outputs["a"] = clipped[0]
        outputs["b"] = clipped[2]
        return GoldenResult(outputs)
    }
}

/// `torch.optim.swa_utils.AveragedModel` of a layer whose weight is changed from outside.
struct WeightAverageSubject: GoldenSubject {
    private let layer: Linear
    private let average: WeightAverage

    init(_ setup: GoldenSetup) throws {
        layer = try Linear(3, 2, hasBias: false, Context(seed: 0))
        try setup.load(into: layer)
        let decay = setup.arguments.optional("decay")?.number ?? 0
        average = try WeightAverage(
            layer, setup.arguments.text("rule") == "equal" ? .equal : .exponential(decay: decay))
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        var path: [Tensor] = []
        for change in try inputs.tensor("changes").unbind() {
            layer.weight = try layer.weight.detached() + change
            try average.update()
            path.append(try average.inUse { try layer.weight.detached().cloned() })
        }
        return GoldenResult(["path": try Tensor.stacked(path)])
    }
}

/// `torch.optim.swa_utils.update_bn`.
struct BatchNormStatisticsSubject: GoldenSubject {
    private final class Network: Module {
        let first: Linear
        let firstNorm: BatchNorm1d
        let second: Linear
        let secondNorm: BatchNorm1d
        override class var stateKeys: [String: String] {
            ["first": "0", "firstNorm": "1", "second": "3", "secondNorm": "4"]
        }

        init(_ context: Context) throws {
            first = try Linear(3, 4, context)
            firstNorm = try BatchNorm1d(4, context)
            second = try Linear(4, 2, context)
            secondNorm = try BatchNorm1d(2, momentum: 0.3, context)
        }

        func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
            let hidden = try firstNorm(first(x, context), context).tanh()
            return try secondNorm(second(hidden, context), context)
        }
    }

    private let network: Network

    init(_ setup: GoldenSetup) throws {
        network = try Network(Context(seed: 0))
        try setup.load(into: network)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let batches = try inputs.tensor("batches").unbind()
        try updateBatchNormStatistics(of: network, batches, inputs.context) {
            try network($0, inputs.context)
        }
        return GoldenResult(try network.table().buffers.reduce(into: [:]) { $0[$1.key] = $1.value.tensor })
    }
}
