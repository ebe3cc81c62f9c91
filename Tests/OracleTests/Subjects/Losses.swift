// Subjects: losses.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let losses: [String: any GoldenSubject.Type] = ["Loss": LossSubject.self]
}

/// A function of `torch.nn.functional`, or one written from its formula, by Gimbal's name.
struct LossSubject: GoldenSubject {
    init(_ setup: GoldenSetup) throws { _ = try setup.dtype() }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        let arguments = inputs.arguments
        let call = LossCall(arguments: arguments, inputs: inputs)
        let families = [call.classes, call.numbers, call.margins, call.pairs, call.regions]
        for family in families {
            if let output = try family(arguments.text("loss")) { return GoldenResult(["output": output]) }
        }
        throw try GoldenProblem("loss \"\(arguments.text("loss"))\" is unknown")
    }
}

/// The arguments and inputs of one case, by the script's names.
private struct LossCall {
    let arguments: GoldenArguments
    let inputs: GoldenInputs

    private var input: Tensor { get throws { try inputs.tensor("input") } }
    private var targets: Tensor { get throws { try inputs.tensor("targets") } }
    private var labels: Tensor { get throws { try inputs.tensor("labels") } }
    private var weight: Tensor? { get throws { try inputs.optional("weight") } }
    private var ignored: Int { arguments.optional("ignore_index")?.integer ?? -100 }

    private var reduction: Reduction {
        get throws {
            switch try arguments.text("reduction") {
            case "none": .none
            case "mean": .mean
            case "sum": .sum
            case let name: throw GoldenProblem("reduction \"\(name)\" is unknown")
            }
        }
    }

    func classes(_ loss: String) throws -> Tensor? {
        switch loss {
        case "crossEntropy":
            let smoothing = arguments.optional("label_smoothing")?.number ?? 0
            if let probabilities = try inputs.optional("probabilities") {
                return try crossEntropy(
                    input, probabilities: probabilities, weight: weight, labelSmoothing: smoothing,
                    reduction: reduction)
            }
            return try crossEntropy(
                input, labels: labels, weight: weight, ignoredClass: ignored, labelSmoothing: smoothing,
                reduction: reduction)
        case "negativeLogLikelihood":
            return try negativeLogLikelihood(
                input, labels: labels, weight: weight, ignoredClass: ignored, reduction: reduction)
        case "binaryCrossEntropy":
            return try binaryCrossEntropy(input, targets: targets, weight: weight, reduction: reduction)
        case "binaryCrossEntropyWithLogits":
            return try binaryCrossEntropyWithLogits(
                input, targets: targets, weight: weight, positiveWeight: inputs.optional("positive_weight"),
                reduction: reduction)
        case "softMarginLoss": return try softMarginLoss(input, targets: targets, reduction: reduction)
        case "sigmoidFocalLoss":
            return try sigmoidFocalLoss(
                input, targets: targets, alpha: arguments.real("alpha"), gamma: arguments.real("gamma"),
                reduction: reduction)
        case "focalLoss":
            return try focalLoss(input, labels: labels, gamma: arguments.real("gamma"), reduction: reduction)
        case "ctcLoss":
            return try ctcLoss(
                input.logSoftmax(axis: 2), targets: targets,
                lengths: CTCLengths(
                    inputs: arguments.integers("inputs"), targets: arguments.integers("lengths")),
                blank: arguments.integer("blank"), zeroesInfinity: arguments.flag("zero_infinity"),
                reduction: reduction)
        default: return nil
        }
    }

    func numbers(_ loss: String) throws -> Tensor? {
        switch loss {
        case "mseLoss": return try mseLoss(input, targets: targets, weight: weight, reduction: reduction)
        case "l1Loss": return try l1Loss(input, targets: targets, weight: weight, reduction: reduction)
        case "smoothL1Loss":
            return try smoothL1Loss(
                input, targets: targets, beta: arguments.real("beta"), reduction: reduction)
        case "huberLoss":
            let delta = arguments.optional("delta")?.number ?? 1
            return try huberLoss(input, targets: targets, delta: delta, weight: weight, reduction: reduction)
        case "klDivergence":
            let name = try arguments.text("reduction")
            let kinds: [String: DivergenceReduction] = [
                "none": .none, "batchmean": .batchMean, "mean": .mean, "sum": .sum,
            ]
            guard let kind = kinds[name] else { throw GoldenProblem("reduction \"\(name)\" is unknown") }
            return try klDivergence(
                input, targets: targets, targetsAreLogarithms: arguments.flag("log"), reduction: kind)
        case "poissonNLLLoss":
            return try poissonNLLLoss(
                input, targets: targets, inputIsLogarithm: arguments.flag("log_input"),
                full: arguments.flag("full"), reduction: reduction)
        case "gaussianNLLLoss":
            return try gaussianNLLLoss(
                input, targets: targets, variance: inputs.tensor("variance"), full: arguments.flag("full"),
                epsilon: arguments.real("epsilon"), reduction: reduction)
        case "coxPartialLikelihood":
            let name = try arguments.text("ties")
            guard let ties = CoxTies(rawValue: name) else {
                throw GoldenProblem("ties \"\(name)\" are unknown")
            }
            return try coxPartialLikelihood(
                input, times: inputs.tensor("times"), events: inputs.tensor("events"),
                strata: inputs.optional("strata"), ties: ties, reduction: reduction)
        default: return nil
        }
    }

    func margins(_ loss: String) throws -> Tensor? {
        switch loss {
        case "hingeEmbeddingLoss":
            return try hingeEmbeddingLoss(
                input, targets: targets, margin: arguments.real("margin"), reduction: reduction)
        case "cosineEmbeddingLoss":
            return try cosineEmbeddingLoss(
                input, inputs.tensor("other"), targets: targets, margin: arguments.real("margin"),
                reduction: reduction)
        case "marginRankingLoss":
            return try marginRankingLoss(
                input, inputs.tensor("other"), targets: targets, margin: arguments.real("margin"),
                reduction: reduction)
        case "multiMarginLoss":
            return try multiMarginLoss(
                input, labels: labels, squared: arguments.flag("squared"), margin: arguments.real("margin"),
                weight: weight, reduction: reduction)
        case "multiLabelMarginLoss":
            return try multiLabelMarginLoss(input, labels: labels, reduction: reduction)
        case "multiLabelSoftMarginLoss":
            return try multiLabelSoftMarginLoss(input, targets: targets, weight: weight, reduction: reduction)
        case "tripletMarginLoss":
            let isCosine = try arguments.text("distance") == "cosine"
            return try tripletMarginLoss(
                input, positive: inputs.tensor("positive"), negative: inputs.tensor("negative"),
                margin: TripletMargin(arguments.real("margin"), swaps: arguments.flag("swap")),
                distance: isCosine ? .cosine : .norm(p: arguments.real("p")), reduction: reduction)
        default: return nil
        }
    }

    func pairs(_ loss: String) throws -> Tensor? {
        switch loss {
        case "infoNCE":
            let isDot = arguments.optional("similarity")?.text == "dot"
            return try infoNCE(
                input, inputs.tensor("keys"), negatives: inputs.optional("negatives"),
                temperature: arguments.real("temperature"), similarity: isDot ? .dot : .cosine,
                reduction: reduction)
        case "symmetricInfoNCE":
            return try symmetricInfoNCE(
                input, inputs.tensor("keys"), temperature: arguments.real("temperature"), reduction: reduction
            )
        case "clipLoss":
            return try clipLoss(
                input, inputs.tensor("keys"), logitScale: inputs.tensor("scale"), reduction: reduction)
        case "ntXent":
            return try ntXent(
                input, inputs.tensor("keys"), temperature: arguments.real("temperature"), reduction: reduction
            )
        case "supervisedContrastive":
            return try supervisedContrastive(
                input, labels: labels, temperature: arguments.real("temperature"), reduction: reduction)
        default: return nil
        }
    }

    func regions(_ loss: String) throws -> Tensor? {
        guard loss == "diceLoss" else { return nil }
        let name = try arguments.text("measure")
        guard let measure = OverlapMeasure(rawValue: name) else {
            throw GoldenProblem("measure \"\(name)\" is unknown")
        }
        let losses = try diceLoss(
            input, targets: targets, measure: measure, smoothing: arguments.real("smoothing"),
            reduction: reduction)
        return try reduction == .none ? losses.flattened() : losses
    }
}
