// What a loader reads from: numbered samples that become batches.
import GimbalCore
import GimbalTensor

/// Numbered samples of which batches are made, on any thread.
public protocol BatchSource<Batch>: Sendable {
    /// What a batch is.
    associatedtype Batch: Sendable
    /// Number of samples.
    var count: Int { get }
    /// Makes a batch of samples.
    ///
    /// Batches are made by several threads at once. All randomness comes from the stream, which belongs to the epoch and
    /// the place of the batch in it.
    ///
    /// - Throws: an error that names the sample; it reaches whoever asks the loader for this batch.
    func batch(_ indices: [Int], _ stream: RandomStream) throws -> Batch
}

/// Samples of any kind, made into batches by a closure.
public struct AnySamples<Batch: Sendable>: BatchSource {
    /// Number of samples.
    public let count: Int
    private let make: @Sendable ([Int], RandomStream) throws -> Batch

    /// Takes a closure that makes a batch of samples; it runs on any thread.
    public init(count: Int, _ make: @escaping @Sendable ([Int], RandomStream) throws -> Batch) {
        self.count = count
        self.make = make
    }

    /// Makes a batch of samples.
    ///
    /// - Throws: what the closure throws.
    public func batch(_ indices: [Int], _ stream: RandomStream) throws -> Batch { try make(indices, stream) }
}

/// A batch of images.
public struct ImageBatch: Sendable {
    /// Number of each image in its collection.
    public let indices: [Int]
    /// The images `[N, C, H, W]`, one tensor per view.
    public let views: [Tensor]
    /// Class numbers `[N]` int64, -1 where not labelled; nil where the images have no classes.
    public let labels: Tensor?

    /// The images of the first view, `[N, C, H, W]`.
    public var images: Tensor { views[0] }
}

/// Images with their classes, decoded and augmented when a batch is asked for.
public struct ImageSamples: BatchSource {
    /// The images; of one size, unless the batches have one image each.
    public let images: any ImageCollection
    private let classes: [Int]?
    private let views: Views<Tensor>

    /// Takes images and how they are augmented: once, or as several views.
    public init(_ images: any ImageCollection, labels: ClassLabels? = nil, views: Views<Tensor>) {
        self.images = images
        classes = labels?.classes.map { $0 ?? -1 }
        self.views = views
    }

    /// Takes images that are augmented once; without any steps they stay bytes.
    public init(
        _ images: any ImageCollection, labels: ClassLabels? = nil,
        augmentation steps: [any Augmentation<Tensor>] = []
    ) {
        self.init(images, labels: labels, views: Views([Compose(steps)]))
    }

    /// Takes the images and classes of a data set.
    public init(_ dataSet: ImageDataSet, augmentation steps: [any Augmentation<Tensor>] = []) {
        self.init(dataSet.images, labels: dataSet.labels, augmentation: steps)
    }

    /// Number of images.
    public var count: Int { images.count }

    /// Makes a batch of images.
    ///
    /// - Throws: `DataError` if an image cannot be decoded or sizes differ; what an augmentation throws.
    public func batch(_ indices: [Int], _ stream: RandomStream) throws -> ImageBatch {
        let pixels = try images.images(indices)
        return ImageBatch(
            indices: indices, views: try views(pixels, stream),
            labels: try classes.map { classes in try Tensor(indices.map { classes[$0] }) })
    }
}

/// Tensors that share their first axis: features and targets of a table, windows of a sequence.
public struct TensorSamples: BatchSource {
    /// The tensors, each with one row per sample.
    public let tensors: [Tensor]
    private let augmentation: any Augmentation<Tensor>

    /// Takes tensors and what is done to the first one of each batch.
    ///
    /// - Throws: `DataError` unless all have as many rows as the first.
    public init(_ tensors: [Tensor], augmentation steps: [any Augmentation<Tensor>] = []) throws {
        guard let first = tensors.first, tensors.allSatisfy({ $0.rank > 0 && $0.shape[0] == first.shape[0] })
        else {
            throw DataError(
                "rows.count", "the tensors \(tensors.map(\.shape)) do not share their first axis.",
                fix: "Give one row per sample to each.")
        }
        self.tensors = tensors
        augmentation = Compose(steps)
    }

    /// Number of samples.
    public var count: Int { tensors[0].shape[0] }

    /// Returns the rows of some samples, one tensor for each.
    ///
    /// - Throws: what the augmentation throws.
    public func batch(_ indices: [Int], _ stream: RandomStream) throws -> [Tensor] {
        var rows = try tensors.map { try gatheredRows($0, indices) }
        rows[0] = try augmentation(rows[0], stream)
        return rows
    }
}

/// A batch of sequences of numbers, the shorter ones filled up.
public struct SequenceBatch: Sendable {
    /// Numbers `[N, T]` int64, T the length of the longest.
    public let tokens: Tensor
    /// Length of each sequence, `[N]` int64.
    public let lengths: Tensor
}

/// Sequences of numbers, such as words or characters, of different lengths.
public struct SequenceSamples: BatchSource {
    /// The sequences.
    public let sequences: [[Int]]
    /// What shorter sequences are filled up with.
    public let padding: Int

    /// Takes sequences and the number that fills up the shorter ones of a batch.
    public init(_ sequences: [[Int]], padding: Int = 0) {
        self.sequences = sequences
        self.padding = padding
    }

    /// Number of sequences.
    public var count: Int { sequences.count }

    /// Makes a batch; the stream is not used.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func batch(_ indices: [Int], _ stream: RandomStream) throws -> SequenceBatch {
        let lengths = indices.map { sequences[$0].count }
        let longest = lengths.max() ?? 0
        var tokens = [Int](repeating: padding, count: indices.count * longest)
        for (row, index) in indices.enumerated() {
            tokens.replaceSubrange((row * longest)..<(row * longest + lengths[row]), with: sequences[index])
        }
        return SequenceBatch(
            tokens: try Tensor(tokens, shape: [indices.count, longest]), lengths: try Tensor(lengths))
    }
}
