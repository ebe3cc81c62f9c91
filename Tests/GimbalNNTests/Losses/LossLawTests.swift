// What holds for every loss: derivatives of every order, dtypes, reductions, no leaks.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

/// A loss of one floating tensor, for the laws.
struct LossEntry: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: [Int]
    let compute: @Sendable (Tensor, Reduction) throws -> Tensor

    init(_ name: String, _ shape: [Int], _ compute: @escaping @Sendable (Tensor, Reduction) throws -> Tensor)
    {
        self.name = name
        self.shape = shape
        self.compute = compute
    }

    var testDescription: String { name }

    func sample(_ dtype: DType = .float64) throws -> Tensor {
        try SampleTensors.normal(shape, dtype: dtype, seed: 21)
    }

    static func other(_ shape: [Int], like x: Tensor, seed: UInt64 = 22) throws -> Tensor {
        try SampleTensors.normal(shape, dtype: x.dtype, seed: seed)
    }

    static let all: [LossEntry] = classes + numbers + pairs

    private static let classes: [LossEntry] = [
        LossEntry("crossEntropy", [4, 3]) {
            try crossEntropy($0, labels: Tensor([0, 2, 1, 1]), labelSmoothing: 0.1, reduction: $1)
        },
        LossEntry("crossEntropy of probabilities", [4, 3]) {
            try crossEntropy($0, probabilities: other([4, 3], like: $0).softmax(axis: 1), reduction: $1)
        },
        LossEntry("negativeLogLikelihood", [4, 3]) {
            try negativeLogLikelihood($0.logSoftmax(axis: 1), labels: Tensor([0, 2, 1, 1]), reduction: $1)
        },
        LossEntry("binaryCrossEntropy", [5]) {
            try binaryCrossEntropy($0.sigmoid(), targets: Tensor([0, 1, 1, 0, 1]), reduction: $1)
        },
        LossEntry("binaryCrossEntropyWithLogits", [5]) {
            try binaryCrossEntropyWithLogits(
                $0, targets: Tensor([0, 1, 1, 0, 1]), positiveWeight: Tensor([2.0]), reduction: $1)
        },
        LossEntry("softMarginLoss", [4]) {
            try softMarginLoss($0, targets: Tensor([1, -1, 1, -1]), reduction: $1)
        },
        LossEntry("multiMarginLoss", [3, 4]) {
            try multiMarginLoss($0, labels: Tensor([0, 3, 2]), squared: true, reduction: $1)
        },
        LossEntry("multiLabelMarginLoss", [2, 4]) {
            try multiLabelMarginLoss(
                $0, labels: Tensor([3, 0, -1, 1, 2, -1, 0, 0], shape: [2, 4]), reduction: $1)
        },
        LossEntry("multiLabelSoftMarginLoss", [2, 3]) {
            try multiLabelSoftMarginLoss(
                $0, targets: Tensor([1, 0, 1, 0, 0, 1], shape: [2, 3]), reduction: $1)
        },
        LossEntry("sigmoidFocalLoss", [5]) {
            try sigmoidFocalLoss($0, targets: Tensor([0, 1, 1, 0, 1]), reduction: $1)
        },
        LossEntry("focalLoss", [4, 3]) {
            try focalLoss($0, labels: Tensor([0, 2, 1, 1]), weight: Tensor([1.0, 2, 3]), reduction: $1)
        },
        LossEntry("diceLoss", [2, 3, 4]) {
            try diceLoss(
                $0.softmax(axis: 1), labels: Tensor([0, 1, 2, 2, 1, 1, 0, 2], shape: [2, 4]), reduction: $1)
        },
        LossEntry("iouLoss", [2, 3, 4]) {
            try iouLoss(
                $0.sigmoid(), targets: other([2, 3, 4], like: $0).greater(0), smoothing: 0.1, reduction: $1)
        },
        LossEntry("ctcLoss", [5, 2, 4]) {
            try ctcLoss(
                $0.logSoftmax(axis: 2), targets: Tensor([1, 1, 3, 2, 0, 0], shape: [2, 3]),
                lengths: CTCLengths(inputs: [5, 4], targets: [3, 1]), reduction: $1)
        },
    ]

    private static let numbers: [LossEntry] = [
        LossEntry("mseLoss", [4]) { try mseLoss($0, targets: other([4], like: $0), reduction: $1) },
        LossEntry("l1Loss", [4]) { try l1Loss($0, targets: other([4], like: $0), reduction: $1) },
        LossEntry("smoothL1Loss", [4]) { try smoothL1Loss($0, targets: other([4], like: $0), reduction: $1) },
        LossEntry("huberLoss", [4]) {
            try huberLoss($0, targets: other([4], like: $0), weight: Tensor([1.0, 2, 1, 3]), reduction: $1)
        },
        LossEntry("quantileLoss", [4]) {
            try quantileLoss($0, targets: other([4], like: $0), quantile: 0.3, reduction: $1)
        },
        LossEntry("klDivergence", [2, 3]) {
            let kinds: [Reduction: DivergenceReduction] = [.none: .none, .mean: .batchMean, .sum: .sum]
            let targets = try other([2, 3], like: $0).softmax(axis: 1)
            return try klDivergence($0.logSoftmax(axis: 1), targets: targets, reduction: kinds[$1] ?? .mean)
        },
        LossEntry("poissonNLLLoss", [4]) {
            try poissonNLLLoss($0, targets: Tensor([0, 3, 1, 7]), full: true, reduction: $1)
        },
        LossEntry("gaussianNLLLoss", [4]) {
            try gaussianNLLLoss($0, targets: other([4], like: $0), variance: $0.exp(), reduction: $1)
        },
        LossEntry("coxPartialLikelihood, Breslow", [6]) {
            try coxPartialLikelihood(
                $0, times: Tensor([3, 1, 3, 2, 1, 3]), events: Tensor([1, 1, 1, 0, 1, 0]), reduction: $1)
        },
        LossEntry("coxPartialLikelihood, Efron, strata", [8]) {
            try coxPartialLikelihood(
                $0, times: Tensor([3, 1, 3, 2, 1, 3, 1, 1]), events: Tensor([1, 1, 1, 0, 1, 0, 1, 1]),
                strata: Tensor([0, 1, 0, 1, 1, 0, 1, 1]), ties: .efron, reduction: $1)
        },
    ]

    private static let pairs: [LossEntry] = [
        LossEntry("hingeEmbeddingLoss", [4]) {
            try hingeEmbeddingLoss($0, targets: Tensor([1, -1, 1, -1]), reduction: $1)
        },
        LossEntry("cosineEmbeddingLoss", [3, 2]) {
            try cosineEmbeddingLoss($0, other([3, 2], like: $0), targets: Tensor([1, -1, 1]), reduction: $1)
        },
        LossEntry("marginRankingLoss", [4]) {
            try marginRankingLoss(
                $0, other([4], like: $0), targets: Tensor([1, -1, 1, -1]), margin: 0.5, reduction: $1)
        },
        LossEntry("tripletMarginLoss", [3, 2]) {
            try tripletMarginLoss(
                $0, positive: other([3, 2], like: $0), negative: other([3, 2], like: $0, seed: 23),
                margin: TripletMargin(2, swaps: true), reduction: $1)
        },
        LossEntry("infoNCE", [4, 3]) {
            try infoNCE($0, other([4, 3], like: $0), temperature: 0.5, reduction: $1)
        },
        LossEntry("infoNCE with negatives", [4, 3]) {
            try infoNCE(
                $0, other([4, 3], like: $0), negatives: other([4, 2, 3], like: $0, seed: 24),
                temperature: 0.5,
                similarity: .dot, reduction: $1)
        },
        LossEntry("symmetricInfoNCE", [4, 3]) {
            try symmetricInfoNCE($0, other([4, 3], like: $0), temperature: 0.5, reduction: $1)
        },
        LossEntry("clipLoss", [4, 3]) {
            try clipLoss($0, other([4, 3], like: $0), logitScale: Tensor(scalar: 1.0), reduction: $1)
        },
        LossEntry("ntXent", [4, 3]) { try ntXent($0, other([4, 3], like: $0), reduction: $1) },
        LossEntry("supervisedContrastive", [5, 3]) {
            try supervisedContrastive($0, labels: Tensor([0, 1, 0, 1, 2]), temperature: 0.5, reduction: $1)
        },
    ]
}

@Suite("Laws of losses")
struct LossLawTests {
    @Test("gradients agree with differences, and so do gradients of gradients", arguments: LossEntry.all)
    func gradients(_ entry: LossEntry) throws {
        let x = try entry.sample()
        for reduction in [Reduction.mean, .sum] {
            #expect(try gradientMismatch([x]) { try entry.compute($0[0], reduction) } == nil)
        }
        let problem = try secondGradientMismatch([x]) { try entry.compute($0[0], .sum) * 1 }
        #expect(problem == nil)
    }

    @Test(
        "the sum is that of the elements, and the mean is a number of the same dtype",
        arguments: LossEntry.all)
    func reductions(_ entry: LossEntry) throws {
        let x = try entry.sample()
        let elements = try entry.compute(x, .none)
        #expect(elements.count > 1)
        #expect(try mismatch([entry.compute(x, .sum).item()], [elements.sum().item()], .double) == nil)
        for dtype in [DType.float32, .bfloat16, .float16]
        where !(entry.name == "ctcLoss" && dtype != .float32) {
            let mean = try entry.compute(x.converted(to: dtype), .mean)
            #expect(mean.shape == [] && mean.dtype == dtype)
            let distance = try abs(mean.item() - entry.compute(x, .mean).item())
            #expect(distance < (dtype == .float32 ? 1e-5 : 0.1), "\(dtype): \(distance)")
        }
    }
}
