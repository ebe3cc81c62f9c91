// From blocks and a split to a problem: one row per sample.
import GimbalCore
import GimbalData
import GimbalTensor

extension TensorProblem {
    /// Makes the problem of blocks.
    ///
    /// - Parameters:
    ///   - task: classification, regression, survival (of targets named `time` and `event`), or embedding.
    ///   - split: samples without a known target take no part.
    /// - Returns: the problem, and the preprocessing that new samples need, learnt from the training samples.
    /// - Throws: `DataError` if the data have not the target that the task asks for.
    public static func blocks(_ task: LearningTask, _ data: BlockDataSet, _ split: DataSplit) throws
        -> (problem: TensorProblem, preprocessing: BlockPreprocessing)
    {
        let (goal, target) = try data.goal(for: task, training: split.train)
        let known = try target.isKnown()
        func usable(_ samples: [Int]) -> [Int] { samples.filter { known[$0] } }
        let preprocessing = try BlockPreprocessing(fitting: data, samples: usable(split.train), goal: goal)
        let rows = try preprocessing.rows(of: data)
        func part(_ samples: [Int]) throws -> TensorPart {
            TensorPart(
                inputs: try rows.indexSelect(Tensor(usable(samples)), axis: 0),
                target: try target.rows(usable(samples)))
        }
        let problem = TensorProblem(
            task: task, train: try part(split.train), validation: try part(split.validation),
            test: try part(split.test))
        return (problem, preprocessing)
    }
}

extension BlockDataSet {
    /// What the task predicts, and the target of every sample.
    fileprivate func goal(for task: LearningTask, training: [Int]) throws -> (
        BlockPreprocessing.Goal, Target
    ) {
        switch (task.prediction, targets) {
        case (.classes, .classes(let labels)), (.embedding, .classes(let labels)):
            let numbers = try Tensor(labels.classes.map { $0 ?? -1 })
            return (.classes(labels.classNames), .classes(numbers, count: labels.classNames.count))
        case (.values, .values(let values, let names)):
            let (centers, scales) = try Self.scaling(values, training)
            let scaled = try (values.converted(to: .float64) - Tensor(centers)) / Tensor(scales)
            return (
                .values(names: names, centers: centers, scales: scales),
                .values(try scaled.converted(to: .float32))
            )
        case (.survival, .values):
            guard let (times, events) = try outcomes() else { throw lacksTarget(for: task) }
            return (
                .survival,
                .survival(
                    times: try Tensor(times.map { Float($0) }), events: try Tensor(events.map { Float($0) }))
            )
        default: throw lacksTarget(for: task)
        }
    }

    /// Whether the targets are times to an event, and whether it was seen.
    public var hasOutcomes: Bool {
        guard case .values(_, let names) = targets else { return false }
        return names.contains("time") && names.contains("event")
    }

    /// Times and events of all samples, NaN where unknown; nil unless there are targets of these names.
    func outcomes() throws -> (times: [Double], events: [Double])? {
        guard case .values(let values, let names) = targets, let time = names.firstIndex(of: "time"),
            let event = names.firstIndex(of: "event")
        else { return nil }
        func column(_ place: Int) throws -> [Double] {
            try values.select(place, axis: 1).contiguous().doubles()
        }
        return (try column(time), try column(event))
    }

    /// Mean and deviation of each column over the training samples with a value.
    private static func scaling(_ values: Tensor, _ samples: [Int]) throws -> ([Double], [Double]) {
        let width = try values.size(1), all = try values.doubles()
        var centers: [Double] = [], scales: [Double] = []
        for column in 0..<width {
            let known = samples.map { all[$0 * width + column] }.filter { !$0.isNaN }
            let center = known.reduce(0, +) / Double(max(1, known.count))
            let square = known.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(max(1, known.count))
            centers.append(center)
            scales.append(square > 0 ? square.squareRoot() : 1)
        }
        return (centers, scales)
    }

    private func lacksTarget(for task: LearningTask) -> DataError {
        let wanted: String
        switch task.prediction {
        case .values: wanted = "numbers"
        case .survival: wanted = "the numbers time and event"
        default: wanted = "classes"
        }
        let found: String
        switch targets {
        case .none: found = "there are no targets"
        case .classes: found = "the targets are classes"
        case .values(_, let names): found = "the targets are the numbers \(names.joined(separator: ", "))"
        }
        return DataError(
            "blocks.target", "data set \"\(provenance.name)\": \(found), \(task.id) expects \(wanted).",
            fix: "Choose a task for these targets, or give others under labels in data.yaml.")
    }
}
