// From a table and a split to a problem: preprocessing is fitted on the training rows alone.
import GimbalCore
import GimbalData
import GimbalTensor

extension TensorProblem {
    /// Makes the problem of a table.
    ///
    /// - Parameters:
    ///   - task: classification or regression of the table's only target, survival by its time and event, or embedding.
    ///   - plan: what is done to columns; rows without a known target take no part.
    /// - Returns: the problem, and the preprocessing that new rows need.
    /// - Throws: `DataError` if the table has not the target that the task asks for, or as the preprocessing.
    public static func table(
        _ task: LearningTask, _ data: TableDataSet, _ split: DataSplit,
        plan: PreprocessingPlan = PreprocessingPlan()
    ) throws -> (problem: TensorProblem, preprocessor: TablePreprocessor) {
        let asksForClasses = task.prediction == .classes || task.prediction == .embedding
        let data = asksForClasses ? try data.withTargetAsClasses() : data
        let preprocessor = try TablePreprocessor(fitting: data, rows: split.train, plan: plan)
        let prepared = try preprocessor.apply(to: data)
        let target = try data.target(for: task, preprocessor, prepared)
        let known = try target.isKnown()
        let place = Dictionary(
            uniqueKeysWithValues: prepared.rows.enumerated().filter { known[$0.offset] }.map { ($1, $0) })
        func part(_ rows: [Int]) throws -> TensorPart {
            let places = rows.compactMap { place[$0] }
            return TensorPart(
                inputs: try prepared.features.indexSelect(Tensor(places), axis: 0),
                target: try target.rows(places))
        }
        let problem = TensorProblem(
            task: task, train: try part(split.train), validation: try part(split.validation),
            test: try part(split.test))
        return (problem, preprocessor)
    }
}

extension TableDataSet {
    fileprivate func target(
        for task: LearningTask, _ preprocessor: TablePreprocessor, _ prepared: PreparedTable
    ) throws -> Target {
        switch (task.prediction, preprocessor.target, prepared.target) {
        case (.survival, _, _):
            let survival = try survivalTarget()
            return .survival(
                times: try Tensor(prepared.rows.map { Float(survival.times[$0]) }),
                events: try Tensor(prepared.rows.map { survival.events[$0] ? Float(1) : 0 }))
        case (.classes, .classes(_, let names)?, let labels?),
            (.embedding, .classes(_, let names)?, let labels?):
            return .classes(labels, count: names.count)
        case (.values, .numbers?, let values?): return .values(try values.reshaped([-1, 1]))
        default: throw lacksTarget(for: task)
        }
    }

    private func lacksTarget(for task: LearningTask) -> DataError {
        let wanted = task.prediction == .values ? "one column of numbers" : "one column of classes"
        let found =
            roles.targets.isEmpty
            ? "no column is marked as target" : "the target is \(roles.targets.joined(separator: ", "))"
        return DataError(
            "table.target",
            "data set \"\(provenance.name)\": \(found), \(task.id) expects \(wanted).",
            fix: "Name the column: --target COLUMN, or targets: [COLUMN] in data.yaml.")
    }
}
