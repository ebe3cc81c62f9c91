// Batches of token sequences for language models.
import GimbalCore
import GimbalTensor

/// One batch: what a model sees and what it is to predict.
public struct LanguageModelBatch: Sendable {
    /// Token numbers `[steps, batch]` int64, or `[batch, steps]` for windows.
    public let inputs: Tensor
    /// The token after each input, of the same shape.
    public let targets: Tensor

    init(_ inputs: [Int64], _ targets: [Int64], shape: [Int]) throws {
        self.inputs = try Tensor(inputs, shape: shape)
        self.targets = try Tensor(targets, shape: shape)
    }
}

/// Contiguous streams for truncated backpropagation through time.
///
/// The tokens are cut into `batchSize` streams of the same length, and every batch continues each stream where the
/// last one ended, so that a recurrent model carries its state over. Tokens that fill no stream, and those at the end
/// of a stream without a token to predict, are left out.
/// - Paper: Mikolov et al. 2010; the layout is that of Zaremba, Sutskever, Vinyals 2014, arXiv 1409.2329.
public struct LanguageModelBatches: Sendable {
    private let tokens: [Int32]
    /// Streams side by side.
    public let batchSize: Int
    /// Steps in a batch; the last batch may have fewer.
    public let stepCount: Int
    /// Tokens in each stream.
    public let streamLength: Int
    /// Step at which the next batch begins; hand it to `init` to go on where a saved run stopped.
    public private(set) var position = 0

    /// Cuts tokens into streams.
    ///
    /// - Parameter position: where to begin, as read from another run's `position`.
    /// - Throws: `DataError` if there are not two tokens for every stream, or a size or the position is out of range.
    public init(_ tokens: [Int32], batchSize: Int, stepCount: Int, position: Int = 0) throws {
        guard batchSize > 0, stepCount > 0 else {
            throw DataError(
                "batches.size",
                "batches of \(batchSize) streams and \(stepCount) steps, expected 1 at least.",
                fix: "Give positive sizes.")
        }
        let length = tokens.count / batchSize
        guard length >= 2 else {
            throw DataError(
                "batches.tokens",
                "\(tokens.count) tokens for \(batchSize) streams, expected \(2 * batchSize) at least.",
                fix: "Use fewer streams or a longer text.")
        }
        guard (0..<length).contains(position) else {
            throw DataError(
                "batches.position", "the position is \(position), expected one in 0..<\(length).",
                fix: "Restore the position with the same text and batch size.")
        }
        self.tokens = tokens
        self.batchSize = batchSize
        self.stepCount = stepCount
        self.position = position
        streamLength = length
    }

    /// Number of batches from the beginning to the end.
    public var batchCount: Int { (streamLength - 1 + stepCount - 1) / stepCount }

    /// Returns the next batch `[steps, batch]`; nil at the end of the streams.
    public mutating func next() throws -> LanguageModelBatch? {
        let steps = min(stepCount, streamLength - 1 - position)
        guard steps > 0 else { return nil }
        var inputs = [Int64](repeating: 0, count: steps * batchSize)
        var targets = inputs
        for stream in 0..<batchSize {
            var place = stream * streamLength + position
            for step in 0..<steps {
                inputs[step * batchSize + stream] = Int64(tokens[place])
                place += 1
                targets[step * batchSize + stream] = Int64(tokens[place])
            }
        }
        position += steps
        return try LanguageModelBatch(inputs, targets, shape: [steps, batchSize])
    }
}

/// Windows at random places, for transformers.
public struct LanguageModelWindows: Sendable {
    private let tokens: [Int32]
    /// Windows in a batch.
    public let batchSize: Int
    /// Tokens in a window.
    public let stepCount: Int

    /// Takes tokens to draw from.
    ///
    /// - Throws: `DataError` if the tokens do not fill one window with its targets, or a size is not positive.
    public init(_ tokens: [Int32], batchSize: Int, stepCount: Int) throws {
        guard batchSize > 0, stepCount > 0, tokens.count > stepCount else {
            throw DataError(
                "windows.size",
                "batches of \(batchSize) windows of \(stepCount) steps from \(tokens.count) tokens, "
                    + "expected positive sizes and more tokens than steps.",
                fix: "Use shorter windows or a longer text.")
        }
        self.tokens = tokens
        self.batchSize = batchSize
        self.stepCount = stepCount
    }

    /// Draws a batch `[batch, steps]`; every place of the text is as likely as the others.
    ///
    /// - Parameter stream: where the draws come from; its state is the position to restore.
    public func sample(from stream: RandomStream) throws -> LanguageModelBatch {
        let starts = try Tensor.randint(
            [batchSize], low: 0, high: tokens.count - stepCount, using: stream
        ).integers()
        return try batch(at: starts)
    }

    /// Returns the windows that begin at the given places, for evaluation in order.
    ///
    /// - Throws: `DataError` if a window does not fit.
    public func windows(at starts: [Int]) throws -> LanguageModelBatch {
        if let start = starts.first(where: { $0 < 0 || $0 + stepCount >= tokens.count }) {
            throw DataError(
                "windows.start",
                "a window begins at \(start), expected a place in 0..<\(tokens.count - stepCount).",
                fix: "Begin windows so that their targets are in the text.")
        }
        return try batch(at: starts)
    }

    private func batch(at starts: [Int]) throws -> LanguageModelBatch {
        var inputs: [Int64] = []
        var targets: [Int64] = []
        inputs.reserveCapacity(starts.count * stepCount)
        targets.reserveCapacity(starts.count * stepCount)
        for start in starts {
            for place in start..<(start + stepCount) {
                inputs.append(Int64(tokens[place]))
                targets.append(Int64(tokens[place + 1]))
            }
        }
        return try LanguageModelBatch(inputs, targets, shape: [starts.count, stepCount])
    }
}
