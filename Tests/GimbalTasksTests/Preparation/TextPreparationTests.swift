// Texts as problems: windows by hand, shares in order, vocabularies that differ, likelihoods in closed form.
import Foundation
import GimbalCore
import GimbalData
import GimbalNN
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Preparation of texts")
struct TextPreparationTests {
    private func corpus(
        _ train: String, _ validation: String = "", _ test: String = "", unit: TokenUnit = .word
    )
        throws -> TextCorpus
    {
        try TextCorpus(
            train: Data(train.utf8), validation: Data(validation.utf8), test: Data(test.utf8), unit: unit,
            provenance: .test)
    }

    @Test("windows do not overlap, and every token but the first is predicted once")
    func windows() throws {
        let preprocessing = try TextPreprocessing(unit: .word, tokens: (0..<9).map { "w\($0)" }, window: 3)
        let part = try preprocessing.windows([0, 1, 2, 3, 4, 5, 6, 7], name: "text")
        #expect(part.inputs.shape == [3, 3])
        #expect(try part.inputs.integers() == [0, 1, 2, 3, 4, 5, 6, 0, 0])
        guard case .tokens(let targets, 9) = part.target else { return #expect(Bool(false)) }
        #expect(try targets.integers() == [1, 2, 3, 4, 5, 6, 7, -100, -100])
        let whole = try preprocessing.windows([0, 1, 2, 3], name: "text")
        #expect(whole.count == 1)
        #expect(try whole.target.tensors[0].integers() == [1, 2, 3])
        let two = try preprocessing.windows([5, 6], name: "text")
        #expect(try two.target.tensors[0].integers() == [6, -100, -100])
    }

    @Test("a text of one token, and a window of none, are refused")
    func refusals() throws {
        let preprocessing = try TextPreprocessing(unit: .word, tokens: ["a"], window: 3)
        let short = #expect(throws: DataError.self) { try preprocessing.windows([0], name: "text") }
        #expect(short?.message == "text: 1 tokens, expected 2 at least: one to see, one to predict.")
        let window = #expect(throws: ConfigError.self) {
            try TextPreprocessing(unit: .word, tokens: ["a"], window: 0)
        }
        #expect(window?.message == "a window of 0 tokens is not possible.")
    }

    @Test("parts that a corpus lacks come from the end of its training text, in order")
    func parts() throws {
        let all = try corpus((0..<20).map { "w\($0)" }.joined(separator: " "))
        let completed = all.completed
        #expect(completed.train.count == 17)
        #expect(completed.train + completed.validation + completed.test == all.train)
        #expect(completed.validation.count == 2)
        #expect(completed.test.count == 2)
        let tested = try corpus("a b c d e f g h i j", "", "a b").completed
        #expect(tested.validation.count == 1)
        #expect(tested.test.count == 3)
        let divided = all.dividing(train: 0.5, validation: 0.25, test: 0.2)
        #expect(divided.train == Array(all.train[..<11]))
        #expect(divided.validation.first == all.train[divided.train.count])
        #expect(divided.train.count + divided.validation.count + divided.test.count == 20)
    }

    @Test("another text gets this vocabulary's numbers; strangers become <unk> or are named")
    func renumbering() throws {
        let other = try corpus("b a c", unit: .word)
        let known = try TextPreprocessing(unit: .word, tokens: ["<eos>", "a", "b", "c"], window: 4)
        #expect(try known.renumbered(other.train, of: other) == [2, 1, 3, 0])
        let unknown = try TextPreprocessing(unit: .word, tokens: ["a", "<unk>", "<eos>"], window: 4)
        #expect(try unknown.renumbered(other.train, of: other) == [1, 0, 1, 2])
        let strict = try TextPreprocessing(unit: .word, tokens: ["a", "b", "<eos>"], window: 4)
        let error = #expect(throws: DataError.self) { try strict.renumbered(other.train, of: other) }
        #expect(error?.message == "the token \"c\" has no number, and there is no <unk>.")
        let characters = try corpus("a b\n", unit: .character)
        #expect(try known.renumbered(characters.train, of: characters) == [1, 2, 0])
        let letters = try TextPreprocessing(unit: .character, tokens: ["a", "b"], window: 4)
        let unit = #expect(throws: DataError.self) { try letters.renumbered(other.train, of: other) }
        #expect(unit?.message == "data set \"test\" is cut into words, the model predicts characters.")
    }

    @Test("a uniform guess among V tokens has perplexity V, whatever the pieces")
    func uniform() throws {
        var scores = TokenScores()
        let targets = try Tensor([0, 1, 2, -100, 4, -100], shape: [2, 3])
        for row in 0..<2 {
            try scores.add(
                logits: Tensor.zeros([1, 3, 5]), targets: targets.narrow(axis: 0, start: row, length: 1))
        }
        let metrics = try scores.metrics(["perplexity", "log-loss", "accuracy", "rmse"])
        #expect(scores.count == 4)
        let perplexity = try #require(metrics["perplexity"]), loss = try #require(metrics["log-loss"])
        #expect(abs(perplexity - 5) < 1e-5)
        #expect(abs(loss - log(5.0)) < 1e-6)
        // Of equal logits the first is taken as the most likely.
        #expect(metrics["accuracy"] == 0.25)
        #expect(metrics.count == 3)
    }

    @Test("scores summed window by window are those of all windows together")
    func streamed() throws {
        let context = Context(seed: 1)
        let network = try Bigrams(7, context)
        let model = SupervisedTensorModel(network, context)
        let text = try corpus((0..<400).map { "w\($0 * $0 % 7 % 5)" }.joined(separator: " "))
        let (problem, _) = try TensorProblem.text(
            .languageModelling, text.completed, window: 8)
        let padded = TensorProblem(
            task: .languageModelling,
            train: TensorPart(
                inputs: problem.train.inputs,
                target: .tokens(problem.train.target.tensors[0], count: 7)),
            validation: problem.validation, test: problem.test)
        let scores = try padded.tokenScores(of: model, padded.train)
        let loss = try padded.train.target.loss(model.outputs(padded.train.inputs)).item()
        #expect(scores.count == text.completed.train.count - 1)
        #expect(abs(scores.negativeLogLikelihood / Double(scores.count) - loss) < 1e-5)
    }
}

/// Logits of the next token by the last one alone.
private final class Bigrams: Module, UnaryLayer {
    let table: Linear
    init(_ count: Int, _ context: Context) throws {
        table = try Linear(count, count, context)
        super.init()
    }
    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try table(x.oneHot(classCount: 7).converted(to: .float32), context)
    }
}
