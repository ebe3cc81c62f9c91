// Losses on values that are known.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Losses")
struct LossTests {
    @Test("cross-entropy agrees with PyTorch, gradient included")
    func crossEntropyOracle() throws {
        let oracle = try #require(Fixtures.json("oracles/layers.json")["cross_entropy"])
        let logits = try Tensor(#require(oracle["logits"]?.numbers), shape: [4, 3]).requiringGradient()
        let loss = try crossEntropy(logits, labels: Tensor(#require(oracle["labels"]?.integers)))
        #expect(try mismatch([loss.item()], [#require(oracle["loss"]?.number)], .double) == nil)
        let slope = try gradients(of: loss, withRespectTo: [logits])[0]
        #expect(try mismatch(slope.doubles(), #require(oracle["gradient"]?.numbers), .double) == nil)
    }

    @Test("accuracy is the share of rows with the largest score at the label")
    func share() throws {
        let logits = try Tensor([Float(2), 1, 0, 5, 1, 0], shape: [3, 2])
        #expect(try abs(accuracy(logits, labels: Tensor([0, 1, 1])) - 2.0 / 3) < 1e-12)
        #expect(throws: ModuleError.self) { try accuracy(logits, labels: Tensor([0, 1])) }
    }

    @Test("class flags as probabilities are class numbers")
    func flags() throws {
        let logits = try SampleTensors.normal([3, 4], dtype: .float64)
        let labels = try Tensor([1, 0, 3])
        let flags = try labels.oneHot(classCount: 4).converted(to: .float64)
        #expect(
            try mismatch(
                crossEntropy(logits, labels: labels), crossEntropy(logits, probabilities: flags), .double)
                == nil)
    }

    @Test("the logistic loss does not overflow where PyTorch's does")
    func softMargin() throws {
        let loss = try softMarginLoss(Tensor([Float(-300)]), targets: Tensor([1]))
        #expect(try loss.item() == 300)
    }

    @Test("the best constant of the quantile loss is the quantile")
    func quantile() throws {
        let targets = try Tensor((0...100).map(Double.init))
        func loss(_ constant: Double) throws -> Double {
            try quantileLoss(Tensor.full([101], constant, dtype: .float64), targets: targets, quantile: 0.8)
                .item()
        }
        #expect(try loss(80) < loss(79) && loss(80) < loss(81))
    }

    @Test("focal loss without focus is cross-entropy, and alpha weighs the positives")
    func focal() throws {
        let logits = try SampleTensors.normal([4, 3], dtype: .float64), labels = try Tensor([0, 2, -100, 1])
        #expect(
            try mismatch(
                focalLoss(logits, labels: labels, gamma: 0), crossEntropy(logits, labels: labels), .double)
                == nil)
        let x = try Tensor([0.0, 0]), targets = try Tensor([1, 0])
        let losses = try sigmoidFocalLoss(x, targets: targets, alpha: 0.25, gamma: 2, reduction: .none)
        #expect(try mismatch(losses.doubles(), [0.25 * 0.25 * log(2), 0.75 * 0.25 * log(2)], .double) == nil)
    }

    @Test("perfect overlap costs nothing, none costs nearly one, and absent regions nothing")
    func overlap() throws {
        let region = try Tensor([1.0, 1, 0, 0], shape: [1, 1, 4]), other = try 1 - region
        for measure in OverlapMeasure.allCases {
            #expect(try abs(diceLoss(region, targets: region, measure: measure).item()) < 1e-12)
            #expect(try diceLoss(region, targets: other, measure: measure, smoothing: 1e-6).item() > 0.999)
            #expect(try diceLoss(region * 0, targets: region * 0, measure: measure).item() == 0)
        }
        #expect(
            try abs(diceLoss(region, targets: region * 0 + 1, smoothing: 0).item() - (1 - 4.0 / 6)) < 1e-12)
        #expect(try abs(iouLoss(region, targets: region * 0 + 1, smoothing: 0).item() - 0.5) < 1e-12)
    }

    @Test("contrastive losses of equal vectors are the logarithm of the candidates, at any temperature")
    func contrastive() throws {
        let x = try Tensor.ones([6, 4], dtype: .float64)
        #expect(try abs(infoNCE(x, x, temperature: 1e-4).item() - log(6)) < 1e-9)
        #expect(try abs(symmetricInfoNCE(x, x).item() - log(6)) < 1e-12)
        #expect(try abs(ntXent(x, x).item() - log(11)) < 1e-12)
        #expect(
            try abs(supervisedContrastive(x, labels: Tensor([0, 0, 1, 1, 1, 2])).item() - log(5)) < 1e-12)
        let negatives = try Tensor.ones([3, 4], dtype: .float64)
        #expect(try abs(infoNCE(x, x, negatives: negatives).item() - log(4)) < 1e-12)
    }

    @Test("supervised contrastive is NT-Xent when every label stands twice, and 0 when none does")
    func supervised() throws {
        let a = try SampleTensors.normal([4, 3], dtype: .float64),
            b = try SampleTensors.normal([4, 3], dtype: .float64, seed: 2)
        let both = try Tensor.concatenated([a, b])
        let loss = try supervisedContrastive(
            both, labels: Tensor([0, 1, 2, 3, 0, 1, 2, 3]), temperature: 0.5)
        #expect(try mismatch(loss, ntXent(a, b, temperature: 0.5), .double) == nil)
        #expect(try supervisedContrastive(a, labels: Tensor([0, 1, 2, 3])).item() == 0)
    }

    @Test("zero vectors have no direction, but finite losses and gradients")
    func zeroVectors() throws {
        let x = try Tensor.zeros([3, 2]).requiringGradient()
        let slope = try gradients(of: ntXent(x, x), withRespectTo: [x])[0]
        #expect(try slope.isFinite().all().booleans() == [true])
    }

    @Test("CTC sums over alignments: two steps, one label")
    func ctc() throws {
        // Uniform over blank and one label: of the four paths, three collapse to the label.
        let steps = try Tensor.zeros([2, 1, 2], dtype: .float64).logSoftmax(axis: 2)
        let lengths = CTCLengths(inputs: [2], targets: [1])
        let loss = try ctcLoss(steps, targets: Tensor([1], shape: [1, 1]), lengths: lengths, reduction: .sum)
        #expect(try abs(loss.item() + log(0.75)) < 1e-12)
    }
}
