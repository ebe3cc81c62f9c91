// Blocks as problems: rows by hand, samples that lack a block, targets of three kinds.
import GimbalCore
import GimbalData
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Preparation of blocks")
struct BlockPreparationTests {
    /// Four samples; the second lacks block b, one value is missing in a.
    private func blocks(_ targets: SampleTargets = .none, names: [String] = ["x", "y"]) throws -> BlockDataSet
    {
        try BlockDataSet(
            sampleNames: ["p", "q", "r", "s"],
            blocks: [
                DataBlock(
                    name: "a", featureNames: names, rowOfSample: [0, 1, 2, 3],
                    values: Tensor([1, 10, 3, .nan, 5, 10, 7, 10] as [Float], shape: [4, 2])),
                DataBlock(
                    name: "b", featureNames: ["z"], rowOfSample: [1, nil, 0, 2],
                    values: Tensor([4, 2, 8] as [Float], shape: [3, 1])),
            ], targets: targets, provenance: .test)
    }

    private func classes() throws -> SampleTargets {
        .classes(try ClassLabels([0, 1, nil, 1], classNames: ["u", "v"]))
    }

    private func split(_ train: [Int], _ validation: [Int], _ test: [Int]) throws -> DataSplit {
        try DataSplit(train: train, validation: validation, test: test, count: 4)
    }

    private func equal(_ found: Tensor, _ expected: [Float]) throws -> Bool {
        let values = try found.floats()
        return values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-5 }
    }

    @Test("blocks stand side by side, standardised, filled up, each with a mark of what is missing")
    func rows() throws {
        let (problem, preprocessing) = try TensorProblem.blocks(
            .tabularClassification, blocks(classes()), split([0, 1], [2], [3]))
        #expect(preprocessing.featureNames == ["a: x", "a: y", "a is missing", "b: z", "b is missing"])
        // Training samples: x 1, 3 (mean 2, deviation 1); y 10, missing (deviation 0); z 2, missing.
        #expect(preprocessing.blocks[0].means == [2, 10])
        #expect(preprocessing.blocks[0].deviations == [1, 1])
        #expect(try equal(problem.train.inputs, [-1, 0, 0, 0, 0, 1, 0, 0, 0, 1]))
        #expect(try equal(problem.test.inputs, [5, 0, 0, 6, 0]))
        #expect(problem.validation.count == 0, "the third sample has no class")
        #expect(problem.shape.outputCount == 2)
    }

    @Test("numbers are learnt standardised and given back in their unit")
    func values() throws {
        let values = try Tensor([10, 0, 20, 2, .nan, .nan, 40, 4] as [Double], shape: [4, 2])
        let (problem, preprocessing) = try TensorProblem.blocks(
            .tabularRegression, blocks(.values(values, names: ["k", "l"])), split([0, 1], [2], [3]))
        #expect(try equal(problem.train.target.tensors[0], [-1, -1, 1, 1]))
        #expect(try equal(preprocessing.inDataUnits(problem.test.target.tensors[0]), [40, 4]))
        #expect(problem.validation.count == 0)
    }

    @Test("columns named time and event are survival")
    func survival() throws {
        let values = try Tensor([1, 5, 0, 6, 1, .nan, 1, 8] as [Double], shape: [4, 2])
        let targets = SampleTargets.values(values, names: ["event", "time"])
        let (problem, preprocessing) = try TensorProblem.blocks(
            .survival, blocks(targets), split([0, 1], [2], [3]))
        #expect(preprocessing.goal == .survival)
        guard case .survival(let times, let events) = problem.train.target else {
            return #expect(Bool(false))
        }
        #expect(try times.floats() == [5, 6])
        #expect(try events.floats() == [1, 0])
        #expect(problem.validation.count == 0)
    }

    @Test("new samples may lack a block altogether, and have columns in another order")
    func newSamples() throws {
        let (_, preprocessing) = try TensorProblem.blocks(
            .tabularClassification, blocks(classes()), split([0, 1], [2], [3]))
        let swapped = try BlockDataSet(
            sampleNames: ["t"],
            blocks: [
                DataBlock(
                    name: "a", featureNames: ["y", "x"], rowOfSample: [0],
                    values: Tensor([12, 4] as [Float], shape: [1, 2]))
            ], provenance: .test)
        #expect(try equal(preprocessing.rows(of: swapped), [2, 2, 0, 0, 1]))
    }

    @Test("strange blocks, lost columns and targets of another kind are named")
    func refusals() throws {
        let (_, preprocessing) = try TensorProblem.blocks(
            .tabularClassification, blocks(classes()), split([0, 1], [2], [3]))
        let lost = #expect(throws: DataError.self) {
            try preprocessing.rows(of: blocks(names: ["x", "w"]))
        }
        #expect(lost?.message == "block \"a\" has no column \"y\", which the model was trained on.")
        let strange = try BlockDataSet(
            sampleNames: ["t"],
            blocks: [
                DataBlock(name: "c", featureNames: [], rowOfSample: [nil], values: Tensor.zeros([0, 0]))
            ], provenance: .test)
        let unknown = #expect(throws: DataError.self) { try preprocessing.rows(of: strange) }
        #expect(
            unknown?.message
                == "data set \"test\" has a block \"c\", which the training data do not have.")
        let target = #expect(throws: DataError.self) {
            try TensorProblem.blocks(.survival, blocks(classes()), split([0], [1], [3]))
        }
        #expect(
            target?.message
                == "data set \"test\": the targets are classes, survival expects the numbers time and event.")
        let none = #expect(throws: DataError.self) {
            try TensorProblem.blocks(.tabularRegression, blocks(), split([0], [1], [3]))
        }
        #expect(
            none?.message == "data set \"test\": there are no targets, tabular-regression expects numbers.")
        let empty = #expect(throws: DataError.self) {
            try TensorProblem.blocks(.tabularClassification, blocks(classes()), split([2], [0], [3]))
        }
        #expect(empty?.message.contains("0 training samples") == true)
    }
}
