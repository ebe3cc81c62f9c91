// The vocabulary of augmentations, whatever is augmented: an augmentation, several in a row, several views.
import GimbalCore
import GimbalTensor

/// Changes a sample at random, in a way that keeps what it is.
///
/// A sample is a batch of images, of rows or of sequences, or a graph. All randomness comes from the stream: the same
/// sample and the same state of the stream give the same bits. Members of a batch are drawn for independently.
public protocol Augmentation<Sample>: Sendable {
    /// What is augmented: a tensor with the batch as first axis, a graph ...
    associatedtype Sample
    /// Returns an augmented sample; the one given stays as it is.
    ///
    /// - Throws: an error that names what does not fit: a shape, a type, a setting.
    func callAsFunction(_ sample: Sample, _ stream: RandomStream) throws -> Sample
}

/// Applies augmentations one after the other.
public struct Compose<Sample>: Augmentation {
    /// The augmentations, in the order in which they are applied.
    public let steps: [any Augmentation<Sample>]

    /// Puts augmentations in a row; none at all leaves samples as they are.
    public init(_ steps: [any Augmentation<Sample>]) { self.steps = steps }

    /// Returns the sample after all steps.
    ///
    /// - Throws: what a step throws.
    public func callAsFunction(_ sample: Sample, _ stream: RandomStream) throws -> Sample {
        var result = sample
        for step in steps { result = try step(result, stream) }
        return result
    }
}

/// Applies an augmentation to some samples and leaves the others as they are.
///
/// One number is drawn for the whole sample, a batch included. Augmentations of images take a probability of their
/// own, for which each image of a batch is drawn.
public struct RandomApply<Sample>: Augmentation {
    /// What is applied.
    public let augmentation: any Augmentation<Sample>
    /// How likely it is applied, in 0...1.
    public let probability: Double

    /// Pairs an augmentation with a probability.
    ///
    /// - Throws: `ConfigError` unless the probability lies in 0...1.
    public init(_ augmentation: any Augmentation<Sample>, probability: Double) throws {
        try checkProbability(probability, "RandomApply")
        self.augmentation = augmentation
        self.probability = probability
    }

    /// Returns the augmented sample or the sample itself.
    ///
    /// - Throws: what the augmentation throws.
    public func callAsFunction(_ sample: Sample, _ stream: RandomStream) throws -> Sample {
        try uniformNumbers(1, stream)[0] < probability ? try augmentation(sample, stream) : sample
    }
}

/// Makes several views of one sample, each by an augmentation of its own.
public struct Views<Sample>: Sendable {
    /// One augmentation per view.
    public let augmentations: [any Augmentation<Sample>]

    /// Takes one augmentation per view.
    public init(_ augmentations: [any Augmentation<Sample>]) { self.augmentations = augmentations }

    /// Two views by the same augmentation, with random numbers of their own.
    ///
    /// - Paper: Chen et al. 2020, arXiv 2002.05709, section 2.1.
    public static func two(_ augmentation: any Augmentation<Sample>) -> Views {
        Views([augmentation, augmentation])
    }

    /// Returns the views, in the order of the augmentations.
    ///
    /// - Throws: what an augmentation throws.
    public func callAsFunction(_ sample: Sample, _ stream: RandomStream) throws -> [Sample] {
        try augmentations.map { try $0(sample, stream) }
    }
}

/// Draws numbers from [0, 1).
///
/// - Throws: `TensorError` if memory runs out.
func uniformNumbers(_ count: Int, _ stream: RandomStream) throws -> [Double] {
    try Tensor.rand([count], dtype: .float64, using: stream).doubles()
}

/// Refuses a probability outside 0...1.
///
/// - Throws: `ConfigError` (`config.augmentation`) naming the augmentation.
func checkProbability(_ probability: Double, _ name: String) throws {
    guard (0...1).contains(probability) else {
        throw augmentationError(name, "the probability is \(probability), expected a number in 0...1")
    }
}

/// A setting of an augmentation that is out of range.
func augmentationError(_ name: String, _ what: String, fix: String = "Correct the setting.") -> ConfigError {
    ConfigError("augmentation", "\(name): \(what).", fix: fix)
}
