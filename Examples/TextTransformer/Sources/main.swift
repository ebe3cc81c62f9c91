// Trains a small language model on characters, from nothing to written lines, in one file.
//
// Read it top to bottom: settings, text, the model written out from layers, training, sampling. Run it with
//
//     swift run -c release TextTransformer [--quick] [--seed N] [--steps N] [--save FILE] [--load FILE] [TEXT]
//
// TEXT is any plain text file; without one it reads three plays of Shakespeare beside the README. With --load nothing
// is trained: the model of that file writes. The same seed, threads and machine give the same numbers.
import Foundation
import GimbalNN
import GimbalTensor

// MARK: - Settings

struct Settings {
    var text = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../shakespeare.txt").standardizedFileURL
    var seed: UInt64 = 1
    var contextLength = 64  // characters that the model sees
    var width = 128  // features of a character
    var blockCount = 4
    var headCount = 4
    var dropout = 0.1
    var batchSize = 32
    var stepCount = 1000
    var warmUp = 100  // steps with a growing learning rate
    var learningRate = 2e-3
    var weightDecay = 0.1
    var reportEvery = 200
    var saveTo: URL?
    var loadFrom: URL?

    /// Reads the command line.
    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func value(of option: String) throws -> String {
            guard let value = rest.popFirst() else { throw ExampleError("\(option) needs a value") }
            return value
        }
        func count(of option: String) throws -> Int {
            let text = try value(of: option)
            if let number = Int(text), number > 0 { return number }
            throw ExampleError("\(option) \(text) is no count")
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick":  // a small model for a few seconds: shows that everything works
                (contextLength, width, blockCount, headCount, dropout) = (32, 48, 2, 4, 0)
                (batchSize, stepCount, warmUp, learningRate, reportEvery) = (16, 600, 50, 1e-2, 200)
                Machine.threadCount = 1  // operators are too small to share
            case "--seed": seed = UInt64(try count(of: argument))
            case "--steps": stepCount = try count(of: argument)
            case "--save": saveTo = URL(fileURLWithPath: try value(of: argument))
            case "--load": loadFrom = URL(fileURLWithPath: try value(of: argument))
            case _ where argument.hasPrefix("-"): throw ExampleError("unknown option \(argument)")
            default: text = URL(fileURLWithPath: argument)
            }
        }
    }
}

struct ExampleError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

// MARK: - Text

/// A text as numbers: one per character, nine tenths to train on and the rest to judge by.
struct Corpus {
    let characters: [Character]  // number → character
    let training: Tensor  // [characters], int64
    let heldOut: Tensor

    init(_ file: URL) throws {
        let text = Array(try String(contentsOf: file, encoding: .utf8))
        characters = Set(text).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, $0) })
        let tokens = text.compactMap { numbers[$0] }
        let cut = tokens.count * 9 / 10
        guard cut > 2000 else { throw ExampleError("\(file.path) is too short: give a text of some pages") }
        training = try Tensor(Array(tokens[..<cut]))
        heldOut = try Tensor(Array(tokens[cut...]))
    }

    /// Pieces that begin at `starts`: the characters, and for each the one that follows, both `[N, T]`.
    static func pieces(_ tokens: Tensor, starts: Tensor, length: Int) throws -> (
        inputs: Tensor, targets: Tensor
    ) {
        let places = try starts.unsqueezed(axis: 1) + Tensor.arange(length + 1)  // [N, T + 1]
        let pieces = try tokens.take(places)
        return (
            try pieces.narrow(axis: 1, start: 0, length: length),
            try pieces.narrow(axis: 1, start: 1, length: length)
        )
    }

    func text(_ numbers: [Int]) -> String { String(numbers.map { characters[$0] }) }

    /// What a table of pairs of characters reaches: the mean of −log p(next | this), counts plus one.
    func bigramLoss() throws -> Double {
        let count = characters.count
        func pairs(_ tokens: Tensor) throws -> Tensor {
            let last = try tokens.size(0) - 1
            return try tokens.narrow(axis: 0, start: 0, length: last) * count
                + tokens.narrow(axis: 0, start: 1, length: last)
        }
        let counts = try pairs(training).bincount(minimumLength: count * count).reshaped([count, count]) + 1
        let shares = try counts / counts.sum(axis: 1, keepDimensions: true)
        return try -shares.log().reshaped([count * count]).indexSelect(pairs(heldOut), axis: 0).mean().item()
    }
}

// MARK: - The model

/// Lets every character look at itself and those before it.
final class CausalAttention: Module {
    let queryKeyValue: Linear
    let output: Linear
    let dropout: Dropout
    let headCount: Int

    init(_ settings: Settings, _ context: Context) throws {
        headCount = settings.headCount
        queryKeyValue = try Linear(settings.width, 3 * settings.width, hasBias: false, context)
        output = try Linear(settings.width, settings.width, hasBias: false, context)
        dropout = try Dropout(settings.dropout)
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let parts = try queryKeyValue(x, context)  // [N, T, 3 · E]
            .unflattened(axis: 2, sizes: [3, headCount, -1])  // [N, T, 3, heads, d]
            .permuted([2, 0, 3, 1, 4]).unbind()  // three of [N, heads, T, d]
        // softmax(q · kᵀ / √d) · v, with −∞ in place of scores of the future
        let mixed = try parts[0].scaledDotProductAttention(key: parts[1], value: parts[2], isCausal: true)
        let joined = try mixed.transposed(1, 2).flattened(from: 2)  // [N, T, E]
        return try dropout(output(joined, context), context)
    }
}

/// Attention, then two linear layers for each character alone; both are added to what comes in.
final class Block: Module {
    let attentionNorm: LayerNorm
    let attention: CausalAttention
    let mapNorm: LayerNorm
    let widen: Linear
    let narrow: Linear
    let dropout: Dropout

    init(_ settings: Settings, _ context: Context) throws {
        attentionNorm = try LayerNorm(settings.width, context)
        attention = try CausalAttention(settings, context)
        mapNorm = try LayerNorm(settings.width, context)
        widen = try Linear(settings.width, 4 * settings.width, context)
        narrow = try Linear(4 * settings.width, settings.width, context)
        dropout = try Dropout(settings.dropout)
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let mixed = try x + attention(attentionNorm(x, context), context)
        let inner = try widen(mapNorm(mixed, context), context).gelu()
        return try mixed + dropout(narrow(inner, context), context)
    }
}

/// Characters in, scores of the next character out.
final class LanguageModel: Module {
    let characters: Embedding
    let positions: Embedding
    let blocks: [Block]
    let norm: LayerNorm
    let contextLength: Int

    init(characterCount: Int, _ settings: Settings, _ context: Context) throws {
        contextLength = settings.contextLength
        func table(_ count: Int) throws -> Embedding {
            let small = Initializer.normal(deviation: 0.02)
            return try Embedding(
                .init(vectorCount: count, featureCount: settings.width, initializer: small), context)
        }
        characters = try table(characterCount)
        positions = try table(settings.contextLength)
        blocks = try (0..<settings.blockCount).map { _ in try Block(settings, context) }
        norm = try LayerNorm(settings.width, context)
        super.init()
    }

    /// Tokens `[N, T]` → scores `[N, T, V]`.
    func callAsFunction(_ tokens: Tensor, _ context: Context) throws -> Tensor {
        var x = try characters(tokens, context) + positions(Tensor.arange(tokens.size(1)), context)
        for block in blocks { x = try block(x, context) }
        return try norm(x, context).linear(context[characters.$weight])  // the same table reads and writes
    }

    /// The mean of −log p(next character).
    func loss(_ batch: (inputs: Tensor, targets: Tensor), _ context: Context) throws -> Tensor {
        try self(batch.inputs, context).flattened(from: 0, through: 1).crossEntropyLoss(
            batch.targets.flattened())
    }
}

// MARK: - Judging and writing

/// The mean loss over the held-out text, cut into pieces that do not overlap.
func heldOutLoss(_ model: LanguageModel, _ corpus: Corpus, _ context: Context) throws -> Double {
    try withoutGradient {
        try context.with(mode: .evaluate) {
            let length = model.contextLength
            let starts = try Tensor.arange(0, corpus.heldOut.size(0) - length, step: length)
            var total = 0.0, count = 0
            for part in try starts.split(size: 64) {
                let pieces = try Corpus.pieces(corpus.heldOut, starts: part, length: length)
                let size = try part.size(0)
                total += try model.loss(pieces, context).item() * Double(size)
                count += size
            }
            return total / Double(count)
        }
    }
}

/// Draws characters one after the other, each from the model's distribution after those before.
func write(_ model: LanguageModel, count: Int, _ corpus: Corpus, _ context: Context) throws -> String {
    try withoutGradient {
        try context.with(mode: .evaluate) {
            var numbers = [corpus.characters.firstIndex(of: "\n") ?? 0]
            for _ in 0..<count {
                let seen = Array(numbers.suffix(model.contextLength))
                let scores = try model(Tensor(seen, shape: [1, seen.count]), context).select(-1, axis: 1)
                let likely = try (scores / 0.8).softmax(axis: -1)  // below 1: a little less daring
                numbers.append(
                    try likely.multinomial(sampleCount: 1, using: context.stream(.sampling)).integerItem())
            }
            return corpus.text(Array(numbers.dropFirst()))
        }
    }
}

func report(_ line: String) {
    print(line)
    fflush(nil)
}

// MARK: - Training

func train(_ model: LanguageModel, _ corpus: Corpus, _ settings: Settings, _ context: Context) throws {
    // Decay pulls on matrices only: shifts and normalisations are left out.
    let optimizer = try AdamW(
        ParameterGroup.split(model, learningRate: settings.learningRate, weightDecay: settings.weightDecay),
        .init(beta2: 0.99))
    let schedule = Schedule.warmUp(
        stepCount: settings.warmUp, start: 0.05,
        then: .cosine(stepCount: max(1, settings.stepCount - settings.warmUp)))
    let lastStart = try corpus.training.size(0) - settings.contextLength
    let begin = Date()
    for step in 0..<settings.stepCount {
        let starts = try Tensor.randint(
            [settings.batchSize], low: 0, high: lastStart, using: context.stream(.order))
        let batch = try Corpus.pieces(corpus.training, starts: starts, length: settings.contextLength)
        let loss = try model.loss(batch, context)
        let (gradients, norm) = try optimizer.clippedByNorm(optimizer.gradients(of: loss), maximum: 1)
        try schedule.apply(to: optimizer, step: step)
        try optimizer.step(gradients)
        if !(step + 1).isMultiple(of: settings.reportEvery), step + 1 < settings.stepCount { continue }
        let figures = try [loss.item(), heldOutLoss(model, corpus, context), norm]
        let rate = Double(step + 1) / Date().timeIntervalSince(begin)
        report(
            String(
                format: "step %5d  loss %.3f  held out %.3f  gradient %.2f  learning rate %.1e  %.1f steps/s",
                step + 1, figures[0], figures[1], figures[2], optimizer.groups[0].learningRate, rate))
    }
}

// MARK: - Top level

do {
    let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
    let corpus = try Corpus(settings.text)
    let context = Context(seed: settings.seed)
    let model = try LanguageModel(characterCount: corpus.characters.count, settings, context)
    report(
        "\(settings.text.lastPathComponent): \(try corpus.training.size(0)) characters to train on, "
            + "\(try corpus.heldOut.size(0)) held out, \(corpus.characters.count) different ones")
    report("model: \(try model.table().parameterCount) parameters")
    if let file = settings.loadFrom {
        try model.load(from: file)
    } else {
        try train(model, corpus, settings, context)
    }
    let loss = try heldOutLoss(model, corpus, context)
    report(String(format: "held out: %.3f; a table of pairs reaches %.3f", loss, try corpus.bigramLoss()))
    if let file = settings.saveTo { try model.save(to: file) }
    report("\n" + (try write(model, count: 400, corpus, context)))
} catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
}
