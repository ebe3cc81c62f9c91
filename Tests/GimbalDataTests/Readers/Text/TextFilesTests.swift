// Texts: parts, vocabulary, batches, and every malformed text that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("TextFiles")
struct TextFilesTests {
    private static let base = [
        "train.txt": "the cat sat\nthe dog sat\n", "valid.txt": "the bird sat\n", "test.txt": "a dog\n",
    ]

    private static func load(
        _ changes: [String: String?] = [:], limits: VocabularyLimits = VocabularyLimits(),
        _ change: (inout DataCard) -> Void = { _ in }
    ) throws -> TextCorpus {
        try Samples.withFolder(changes, base: base) { folder in
            var card = DataCard(format: TextFiles.id)
            change(&card)
            return try TextFiles.read(DataSource(folder, card: card), limits: limits)
        }
    }

    @Test("numbers words by frequency in the training text; others are <unk>")
    func words() throws {
        let corpus = try Self.load()
        #expect(corpus.vocabulary.tokens == ["<eos>", "sat", "the", "cat", "dog", "<unk>"])
        #expect(corpus.train == [2, 3, 1, 0, 2, 4, 1, 0])
        #expect(corpus.validation == [2, 5, 1, 0])
        #expect(corpus.test == [5, 4, 0])
        #expect(try corpus.decode(corpus.train) == "the cat sat\nthe dog sat\n")
        #expect(try corpus.encode("the emu\n") == [2, 5, 0])
    }

    @Test("keeps the limits: rare words and those beyond the size become <unk>")
    func limits() throws {
        let frequent = try Self.load(limits: VocabularyLimits(minimumCount: 2))
        #expect(frequent.vocabulary.tokens == ["<eos>", "sat", "the", "<unk>"])
        #expect(frequent.train == [2, 3, 1, 0, 2, 3, 1, 0])
        let small = try Self.load(limits: VocabularyLimits(maximumSize: 3))
        #expect(small.vocabulary.tokens == ["<eos>", "sat", "<unk>"])
        let own = try Self.load(["train.txt": "<unk> <unk> b a\n"], limits: VocabularyLimits(maximumSize: 2))
        #expect(own.vocabulary.tokens == ["<unk>", "<eos>"])
        #expect(own.train == [0, 0, 0, 0, 1])
        let none = #expect(throws: DataError.self) {
            try Self.load(limits: VocabularyLimits(minimumCount: 9))
        }
        #expect(none?.code == "data.text.limits")
    }

    @Test("cuts characters as readers see them, CR LF as one end of line")
    func characters() throws {
        let corpus = try Self.load(["train.txt": "ab\r\né👩‍👩‍👧\r\n", "valid.txt": nil, "test.txt": nil]) {
            $0.unit = .character
        }
        #expect(corpus.train.count == 6)
        #expect(try corpus.decode(corpus.train) == "ab\né👩‍👩‍👧\n")
        #expect(corpus.vocabulary.unknownNumber == nil)
        let error = #expect(throws: DataError.self) { try corpus.encode("x") }
        #expect(error?.message.contains("\"x\" has no number") == true)
        let range = #expect(throws: DataError.self) { try corpus.decode([77]) }
        #expect(range?.message.contains("no token 77") == true)
    }

    @Test("cuts a single text 90/5/5 at ends of lines, and reads gzip and a last line without an end")
    func single() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("book.txt")
            try Data(
                (0..<100).map { $0 % 2 == 0 ? "some words" : "some other words" }.joined(separator: "\n").utf8
            ).write(to: url)
            #expect(try DataFormats.standard.reader(recognizing: url).id == "text")
            guard case .text(let corpus) = try DataSet.load("text:\(url.path)") else {
                Issue.record("expected a text")
                return
            }
            let sizes: [Int] = [corpus.train.count, corpus.validation.count, corpus.test.count]
            #expect(sizes == [315, 21, 14])
            let card = try TextFiles.proposal(DataSource(url, card: DataCard(format: "text")))
            #expect(card.file == "book.txt" && card.unit == .word)
        }
    }

    private static let malformed:
        [(changes: [String: String?], card: @Sendable (inout DataCard) -> Void, code: String, hint: String)] =
            [
                (["train.txt": nil], { _ in }, "text.train", "found test.txt, valid.txt"),
                (
                    ["train.txt": nil, "valid.txt": nil, "test.txt": nil], { _ in }, "text.train",
                    "no training text"
                ),
                (["valid.txt": " \n\n"], { _ in }, "text.empty", "valid.txt is empty"),
                (["train.txt": "a\u{0}b"], { _ in }, "text.binary", "train.txt"),
                ([:], { $0.files = ["train": "trian.txt"] }, "text.file", "no file \"trian.txt\""),
                ([:], { $0.files = ["test": "test.txt"] }, "text.train", "no training text"),
            ]

    @Test("refuses malformed texts, naming the file", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try Self.load(wanted.changes, wanted.card) }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("names the line that is not UTF-8")
    func encoding() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("train.txt")
            try Data(Array("ok\nnot ".utf8) + [0xC3, 0x28] + Array("\n".utf8)).write(to: url)
            let error = #expect(throws: DataError.self) { try DataSet.load("text:\(folder.path)") }
            #expect(error?.code == "data.text.encoding")
            #expect(error?.message.contains("train.txt, line 2") == true)
        }
    }

    @Test("continues streams from batch to batch, and goes on from a position")
    func batches() throws {
        var batches = try LanguageModelBatches((0..<11).map(Int32.init), batchSize: 2, stepCount: 3)
        #expect(batches.streamLength == 5 && batches.batchCount == 2)
        let first = try #require(try batches.next())
        #expect(first.inputs.shape == [3, 2])
        #expect(try first.inputs.integers() == [0, 5, 1, 6, 2, 7])
        #expect(try first.targets.integers() == [1, 6, 2, 7, 3, 8])
        var restored = try LanguageModelBatches(
            (0..<11).map(Int32.init), batchSize: 2, stepCount: 3, position: batches.position)
        let second = try #require(try batches.next())
        #expect(try second.inputs.integers() == [3, 8])
        let again = try #require(try restored.next())
        #expect(try again.inputs.integers() == [3, 8])
        #expect(try batches.next() == nil)
    }

    @Test("draws windows that fit, the same for the same seed")
    func windows() throws {
        let windows = try LanguageModelWindows((0..<10).map(Int32.init), batchSize: 50, stepCount: 4)
        let batch = try windows.sample(from: RandomStream(seed: 3))
        #expect(batch.inputs.shape == [50, 4])
        let (inputs, targets) = (try batch.inputs.integers(), try batch.targets.integers())
        #expect(zip(inputs, targets).allSatisfy { $0 + 1 == $1 })
        #expect(Set(stride(from: 0, to: 200, by: 4).map { inputs[$0] }) == Set(0...5))
        let same = try windows.sample(from: RandomStream(seed: 3)).inputs.integers()
        #expect(same == inputs)
        #expect(try windows.windows(at: [5]).targets.integers() == [6, 7, 8, 9])
    }

    @Test("refuses sizes and positions that do not fit")
    func sizes() throws {
        let tokens = (0..<10).map(Int32.init)
        let errors = [
            #expect(throws: DataError.self) { try LanguageModelBatches(tokens, batchSize: 0, stepCount: 3) },
            #expect(throws: DataError.self) { try LanguageModelBatches(tokens, batchSize: 6, stepCount: 3) },
            #expect(throws: DataError.self) {
                try LanguageModelBatches(tokens, batchSize: 2, stepCount: 3, position: 5)
            },
            #expect(throws: DataError.self) { try LanguageModelWindows(tokens, batchSize: 1, stepCount: 10) },
            #expect(throws: DataError.self) {
                try LanguageModelWindows(tokens, batchSize: 1, stepCount: 4).windows(at: [6])
            },
        ]
        #expect(
            errors.map { $0?.code ?? "" } == [
                "data.batches.size", "data.batches.tokens", "data.batches.position", "data.windows.size",
                "data.windows.start",
            ])
    }

    @Test("reads Penn Treebank", .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func pennTreebank() throws {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent("ptb/ptb.zip")
        #expect(try DataFormats.standard.reader(recognizing: url).id == "text")
        let corpus = try TextFiles.read(DataSource(url, card: DataCard(format: "text")))
        let sizes: [Int] = [corpus.train.count, corpus.validation.count, corpus.test.count]
        #expect(sizes == [929_589, 73_760, 82_430])
        #expect(corpus.vocabulary.count == 10_000)
        #expect(corpus.vocabulary.tokens[0] == "the")
        var card = DataCard(format: "text")
        card.unit = .character
        let characters = try TextFiles.read(DataSource(url, card: card))
        #expect(characters.vocabulary.count == 50)
        #expect(characters.train.count == 5_101_618)
    }

    @Test(
        "says that WikiText-2 lacks its training part, and trains on another",
        .enabled(if: TestEnvironment.dataFolder != nil, "GIMBAL_DATA is not set"))
    func wikiText() throws {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent("wikitext-2")
        let error = #expect(throws: DataError.self) { try DataSet.load("text:\(url.path)") }
        #expect(error?.code == "data.text.train")
        var card = DataCard(format: "text")
        card.files = ["train": "valid.txt", "test": "test.txt"]
        let corpus = try TextFiles.read(DataSource(url, card: card))
        let sizes: [Int] = [corpus.train.count, corpus.test.count]
        #expect(sizes == [217_646, 245_569])
    }
}
