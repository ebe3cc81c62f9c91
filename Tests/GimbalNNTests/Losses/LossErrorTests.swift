// What losses say about inputs that do not fit.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Errors of losses")
struct LossErrorTests {
    private let logits: Tensor
    private let numbers: Tensor

    init() throws {
        logits = try Tensor.ones([2, 3])
        numbers = try Tensor.ones([3])
    }

    private func text(_ body: () throws -> Tensor) -> String? {
        #expect(throws: ModuleError.self) { try body() }?.description
    }

    @Test("a label out of range is named with its place and the number of classes")
    func labels() throws {
        #expect(
            text { try crossEntropy(logits, labels: Tensor([0, 3])) }
                == "crossEntropy: label 3 at position 1 is out of range for 3 classes, expected 0..<3 or -100, which is "
                + "ignored. Number the classes from 0, or give the network more outputs.")
        let image = try Tensor.ones([1, 3, 2, 2])
        let error = text {
            try negativeLogLikelihood(image, labels: Tensor([0, 2, -1, 1], shape: [1, 2, 2]))
        }
        #expect(
            error?.hasPrefix("negativeLogLikelihood: label -1 at position 2 is out of range for 3 classes")
                == true)
        #expect(
            text { try multiMarginLoss(logits, labels: Tensor([5, 0])) }
                == "multiMarginLoss: label 5 at position 0 is out of range for 3 classes, expected 0..<3. Number the "
                + "classes from 0, or give the network more outputs.")
        #expect(
            text { try focalLoss(logits, labels: Tensor([0, 4])) }?.contains("label 4 at position 1") == true)
        let many = try Tensor([0, -1, 0, 0, 7, -1], shape: [2, 3])
        #expect(
            text { try multiLabelMarginLoss(logits, labels: many) }?.contains("label 7 at position 4") == true
        )
        let regions = try Tensor.ones([1, 2, 2])
        #expect(
            text { try diceLoss(regions, labels: Tensor([0, 2], shape: [1, 2])) }?.contains("label 2") == true
        )
        let steps = try Tensor.zeros([4, 1, 3])
        let lengths = CTCLengths(inputs: [4], targets: [2])
        #expect(
            text { try ctcLoss(steps, targets: Tensor([1, 3], shape: [1, 2]), lengths: lengths) }?
                .contains("label 3 at position 1 is out of range for 3 classes") == true)
    }

    @Test("labels of another type and shape are refused")
    func labelTypes() throws {
        #expect(
            text { try crossEntropy(logits, labels: Tensor([0.0, 1])) }
                == "crossEntropy: labels are float64, expected integers. Convert class numbers to int64; give class "
                + "probabilities as such.")
        #expect(
            text { try crossEntropy(logits, labels: Tensor([0, 1, 2])) }
                == "crossEntropy: labels are [3], expected [2] for logits [2, 3]. Reshape or regroup them.")
        #expect(
            text { try crossEntropy(logits, labels: Tensor([0, 1]), weight: Tensor([1.0])) }
                == "crossEntropy: class weights are [1], expected [3] for logits [2, 3]. Reshape or regroup them."
        )
        #expect(try crossEntropy(logits, labels: Tensor([Int32(0), 1])).item() > 0)
    }

    @Test("shapes that would be broadcast are refused, and so are integers")
    func shapes() throws {
        #expect(
            text { try mseLoss(numbers, targets: Tensor.ones([3, 1])) }
                == "mseLoss: targets are [3, 1], expected [3] as the predictions. Reshape one of them.")
        #expect(
            text { try mseLoss(Tensor([1]), targets: Tensor([1])) }
                == "mseLoss: predictions are int64, expected floating-point numbers. Convert them.")
        #expect(
            text { try diceLoss(logits, targets: logits) }
                == "diceLoss: probabilities are [2, 3], expected [N, C, d...]. Add, drop or merge axes.")
        #expect(text { try iouLoss(logits, targets: logits) }?.hasPrefix("iouLoss: ") == true)
        #expect(
            text { try infoNCE(numbers, numbers) }?.contains("first vectors are [3], expected [N, D]") == true
        )
        #expect(
            text { try infoNCE(logits, logits, negatives: Tensor.ones([4, 2])) }
                == "infoNCE: negatives are [4, 2], expected [4, 3] for queries [2, 3]. Reshape or regroup them."
        )
        #expect(
            text { try clipLoss(logits, logits, logitScale: numbers) }?.contains("logit scales are [3]")
                == true)
    }

    @Test("settings out of range are refused")
    func settings() throws {
        #expect(
            text { try crossEntropy(logits, labels: Tensor([0, 1]), labelSmoothing: 1.5) }
                == "crossEntropy: labelSmoothing is 1.5, expected 0...1. Choose another labelSmoothing.")
        #expect(text { try huberLoss(numbers, targets: numbers, delta: 0) }?.contains("delta is 0.0") == true)
        #expect(
            text { try smoothL1Loss(numbers, targets: numbers, beta: -1) }?.contains("beta is -1.0") == true)
        #expect(
            text { try quantileLoss(numbers, targets: numbers, quantile: 1) }?.contains("quantile is 1.0")
                == true)
        #expect(text { try ntXent(logits, logits, temperature: 0) }?.contains("temperature is 0.0") == true)
        #expect(
            text { try tripletMarginLoss(logits, positive: logits, negative: logits, margin: 0) }?
                .contains("margin is 0.0") == true)
        #expect(
            text { try sigmoidFocalLoss(numbers, targets: numbers, gamma: -1) }?.contains("gamma") == true)
    }

    @Test("values out of range are refused: variances, lengths, times, events")
    func values() throws {
        #expect(
            text { try gaussianNLLLoss(numbers, targets: numbers, variance: Tensor([1.0, -2, 1])) }
                == "gaussianNLLLoss: a variance is -2.0, expected 0 or more. Predict its logarithm and take exp, or use "
                + "softplus.")
        let steps = try Tensor.zeros([4, 1, 3])
        #expect(
            text {
                try ctcLoss(
                    steps, targets: Tensor([1], shape: [1, 1]), lengths: CTCLengths(inputs: [5], targets: [1])
                )
            }
                == "ctcLoss: lengths are [5] and [1], expected 1 of each, inputs at most 4. Give each sample's number of "
                + "time steps and of labels.")
        #expect(
            text {
                try ctcLoss(
                    steps, targets: Tensor([1], shape: [1, 1]), lengths: CTCLengths(inputs: [4], targets: [2])
                )
            } == "ctcLoss: targets are [1, 1], expected 1 rows of at least 2. Pad them to the longest target."
        )
        let ones = try Tensor([1, 1, 1])
        #expect(
            text { try coxPartialLikelihood(numbers, times: Tensor([1, .nan, 2]), events: ones) }
                == "coxPartialLikelihood: a time is NaN or infinite, expected finite times. Drop those samples, or "
                + "censor them at the end of the study.")
        #expect(
            text { try coxPartialLikelihood(numbers, times: ones, events: Tensor([0, 1, 2])) }
                == "coxPartialLikelihood: events hold values other than 0 and 1. Give 1 for an event and 0 for a "
                + "censored time.")
        #expect(
            text { try coxPartialLikelihood(Tensor.ones([3, 1]), times: ones, events: ones) }?
                .contains("risks are [3, 1], expected [N]") == true)
    }

    @Test("what the kernel itself refuses stays its own error")
    func native() {
        #expect(throws: TensorError.self) { try binaryCrossEntropy(Tensor([2.0]), targets: Tensor([1])) }
    }
}
