// Nearest neighbours, frequencies and pairs of tokens, by hand.
import GimbalBackbones
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Methods that count and compare")
struct CountingMethodTests {
    private func problem(_ rows: [[Float]], _ target: Target, _ task: LearningTask) throws -> TensorProblem {
        let inputs = try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
        let part = TensorPart(inputs: inputs, target: target)
        return TensorProblem(task: task, train: part, validation: part, test: part)
    }

    private let corners: [[Float]] = [[0, 0], [0, 1], [4, 0], [4, 3]]

    @Test("classes are voted by the nearest, smoothed by one more neighbour")
    func votes() throws {
        let problem = try problem(
            corners, .classes(Tensor([0, 0, 1, 2]), count: 3), .tabularClassification)
        let model = try SampleProblems.fitted("knn[k=3]", problem)
        let found = try model.outputs(Tensor([0.1, 0.2] as [Float], shape: [1, 2])).exp().reshaped([-1])
            .doubles()
        // Neighbours 0, 1, 2: shares 2/3, 1/3, 0.
        let difference = mismatch(found, [(2 + 1.0 / 3) / 4, (1 + 1.0 / 3) / 4, (1.0 / 3) / 4])
        #expect(difference == nil)
    }

    @Test("values are the neighbours' mean, by distance where asked; a sample itself alone counts")
    func means() throws {
        let values = try Tensor([1, 2, 6, 9] as [Float], shape: [4, 1])
        let problem = try problem(corners, .values(values), .tabularRegression)
        func value(_ text: String, _ x: [Float]) throws -> Double {
            try SampleProblems.fitted(text, problem).outputs(Tensor(x, shape: [1, 2])).item()
        }
        let plain = try value("knn[k=3]", [0, 0.25]),
            weighted = try value("knn[k=2,weights=distance]", [0, 0.25])
        #expect(abs(plain - 3) < 1e-6)
        // Distances 1/4 and 3/4: weights 3/4 and 1/4.
        #expect(abs(weighted - 1.25) < 1e-6)
        let itself = try value("knn[k=4,weights=distance]", [4, 3])
        #expect(abs(itself - 9) < 1e-6)
    }

    @Test("cosines see directions alone")
    func cosine() throws {
        let problem = try problem(
            [[1, 0], [0, 100]], .classes(Tensor([0, 1]), count: 2), .tabularClassification)
        let x = try Tensor([1, 2] as [Float], shape: [1, 2])
        func winner(_ text: String) throws -> Int {
            try SampleProblems.fitted(text, problem).outputs(x).argmax().integerItem()
        }
        let near = try winner("knn[k=1]"), along = try winner("knn[k=1,distance=cosine]")
        #expect(near == 0 && along == 1)
    }

    @Test("the number of neighbours is chosen by validation, and more than there are is refused")
    func chosen() throws {
        let crossed = try SampleProblems.problem(.tabularClassification, SampleProblems.crossed)
        let model = try SampleProblems.fitted("knn", crossed)
        let prior = try SampleProblems.fitted("majority", crossed)
        let found = try SampleProblems.testAccuracy(model, crossed)
        #expect(try found > SampleProblems.testAccuracy(prior, crossed) + 0.15)
        let count = try #require(try model.network.stateDict()["neighbour_count"]).integerItem()
        #expect([1, 3, 5, 7, 9, 15, 25, 49].contains(count))
        let error = #expect(throws: ConfigError.self) { _ = try SampleProblems.fitted("knn[k=301]", crossed) }
        #expect(error?.message.contains("k is 301") == true)
        let survival = try problem(
            corners, .survival(times: Tensor([1, 2, 3, 4] as [Float]), events: Tensor.ones([4])), .survival)
        #expect(throws: ConfigError.self) { _ = try SampleProblems.fitted("knn", survival) }
        #expect(throws: ConfigError.self) {
            _ = try SampleProblems.method("knn", .table).makeTensorModel(
                ModelShape(inputShape: [2], outputCount: 1), Context(seed: 1))
        }
    }

    @Test("the majority's outputs are frequencies, means and no risk")
    func majority() throws {
        let classes = try problem(
            corners, .classes(Tensor([0, 0, 2, 0]), count: 3), .tabularClassification)
        let shares = try SampleProblems.fitted("majority", classes).outputs(classes.test.inputs).exp()
        // The class that does not occur counts half a time.
        let difference = try mismatch(
            shares.doubles(), (0..<4).flatMap { _ in [3 / 4.5, 0.5 / 4.5, 1 / 4.5] })
        #expect(difference == nil)
        let values = try problem(
            corners, .values(Tensor([1, 2, .nan, 6] as [Float], shape: [4, 1])), .tabularRegression)
        let means = try SampleProblems.fitted("majority", values).outputs(values.test.inputs).floats()
        #expect(means == [3, 3, 3, 3])
        let survival = try problem(
            corners, .survival(times: Tensor([1, 2, 3, 4] as [Float]), events: Tensor.ones([4])), .survival)
        let risks = try SampleProblems.fitted("majority", survival).outputs(survival.test.inputs)
        #expect(try risks.shape == [4, 1] && risks.floats() == [0, 0, 0, 0])
    }

    @Test("pairs of tokens are counted and smoothed by their frequencies")
    func pairs() throws {
        let tokens = try Tensor([0, 1, 0, 1, 2, 2], shape: [2, 3]),
            next = try Tensor([1, 0, 1, 2, 2, 0], shape: [2, 3])
        let part = TensorPart(inputs: tokens, target: .tokens(next, count: 3))
        let problem = TensorProblem(task: .languageModelling, train: part, validation: part, test: part)
        let model = try SampleProblems.fitted("bigram[smoothing=2]", problem)
        let found = try model.outputs(Tensor([1, 0], shape: [1, 2])).exp()
        #expect(found.shape == [1, 2, 3])
        // After 1 come 0 and 2; after 0 twice 1; each token follows twice in six: p = 1/3.
        let third = 2.0 / 3
        let expected = [(1 + third) / 4, third / 4, (1 + third) / 4, third / 4, (2 + third) / 4, third / 4]
        let difference = try mismatch(found.reshaped([-1]).doubles(), expected)
        #expect(difference == nil)
        let unigram = try SampleProblems.fitted("majority", problem).outputs(tokens)
        #expect(unigram.shape == [2, 3, 3])
        let better = try SampleProblems.testLoss(SampleProblems.fitted("bigram", problem), problem)
        #expect(try better < SampleProblems.testLoss(SampleProblems.fitted("majority", problem), problem))
    }

    @Test("a bigram model refuses vocabularies whose pairs would not fit, and samples that are no tokens")
    func vocabulary() throws {
        for (count, words) in [(20_000, "20000 different tokens"), (0, "[steps] of tokens")] {
            let shape = ModelShape(inputShape: [4], outputCount: max(count, 1), vocabularyCount: count)
            let error = #expect(throws: ConfigError.self) {
                _ = try SampleProblems.method("bigram", .sequence).makeTensorModel(shape, Context(seed: 1))
            }
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test("every node and every graph gets the frequencies of the training part")
    func graphs() throws {
        let path = try SampleGraphs.path(), count = path.nodeCount
        let labels = try ClassLabels((0..<count).map { $0 == 0 ? 1 : 0 }, classNames: ["a", "b"])
        let data = try GraphDataSet(
            graph: path, features: .dense(Tensor.ones([count, 2])), labels: labels,
            provenance: DataProvenance(
                name: "path", format: "made", checksum: String(repeating: "0", count: 64)))
        let split = try DataSplit(train: [0], validation: [1], test: [2], labels: labels)
        let method = MajorityMethod(.init(), MethodRegistry(Backbones.methods))
        let model = try method.fit(
            GraphProblem(task: .nodeClassification, data: data, split: split), TrainingRun(seed: 1))
        let input = try GraphInput(features: data.features, graph: path)
        let shares = try model.logits(input).exp()
        #expect(shares.shape == [count, 2])
        let difference = try mismatch(shares.doubles(), (0..<count).flatMap { _ in [0.5 / 1.5, 1 / 1.5] })
        #expect(difference == nil)
        #expect(throws: ConfigError.self) { _ = try model.embeddings(input) }

        let features = try Tensor.ones([count, 2])
        let part = GraphsPart(
            graphs: [path, path, path], features: [features, features, features],
            target: .values(try Tensor([1, 2, 6] as [Float], shape: [3, 1])))
        let problem = GraphsProblem(task: .graphRegression, train: part, validation: part, test: part)
        let means = try method.fit(problem, TrainingRun(seed: 1)).outputs(part.batch([0, 2]).graphs)
        #expect(try means.shape == [2, 1] && means.floats() == [3, 3])
    }
}
