// From a collection of graphs and a split to a problem: preprocessing is fitted on the training graphs alone.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

extension GraphsProblem {
    /// Makes the problem of a collection of graphs.
    ///
    /// - Parameters:
    ///   - task: classification, regression of all numbers that the collection knows of its graphs, or embedding.
    ///   - data: graphs whose targets suit the task; see ``GimbalData/GraphCollection/withTargets(for:)``.
    /// - Returns: the problem, and the preprocessing that new graphs need.
    /// - Throws: `DataError` if the collection has not the targets that the task asks for.
    public static func collection(_ task: LearningTask, _ data: GraphCollection, _ split: DataSplit) throws
        -> (
            problem: GraphsProblem, preprocessing: GraphsPreprocessing
        )
    {
        let preprocessing = try GraphsPreprocessing(fitting: data, train: split.train)
        let prepared = try preprocessing.apply(to: data)
        guard let target = prepared.target else { throw data.lacksTargets(for: task) }
        func part(_ indices: [Int]) throws -> GraphsPart {
            GraphsPart(
                graphs: indices.map { prepared.graphs[$0] }, features: indices.map { prepared.features[$0] },
                target: try target.rows(indices))
        }
        let problem = GraphsProblem(
            task: task, train: try part(split.train), validation: try part(split.validation),
            test: try part(split.test))
        return (problem, preprocessing)
    }
}

extension GraphsPart {
    /// Outputs of a model for all graphs `[graphs, outputCount]`, in their order.
    ///
    /// - Throws: what the model throws.
    public func outputs(of model: any GraphsModel) throws -> Tensor {
        try PreparedGraphs(graphs: graphs, features: features, target: target).rows(model.outputs)
    }

    /// Vectors of a model for all graphs `[graphs, width]`, in their order.
    ///
    /// - Throws: what the model throws.
    public func embeddings(of model: any GraphsModel) throws -> Tensor {
        try PreparedGraphs(graphs: graphs, features: features, target: target).rows(model.embeddings)
    }
}

extension GraphCollection {
    /// Returns the collection with targets of the kind that a task asks for; one column of whole numbers can be classes.
    ///
    /// - Throws: `DataError` if it has none of that kind.
    public func withTargets(for task: LearningTask) throws -> GraphCollection {
        switch (task.prediction, targets) {
        case (.classes, .classes(let labels)), (.embedding, .classes(let labels)):
            guard Set(labels.classes.compactMap { $0 }).count > 1 else { throw lacksTargets(for: task) }
            return self
        case (.values, .values): return self
        case (.classes, .values(let values, let names)) where names.count == 1:
            let numbers = try values.doubles()
            guard numbers.allSatisfy({ $0.isNaN || $0 == $0.rounded() && abs($0) < 1e15 }) else {
                throw lacksTargets(for: task)
            }
            let texts = numbers.map { $0.isNaN ? nil : String(Int($0)) }
            return try replacing(targets: .classes(ClassLabels(texts: texts)))
        default: throw lacksTargets(for: task)
        }
    }

    private func replacing(targets: SampleTargets) throws -> GraphCollection {
        try GraphCollection(
            graphs, features: features, targets: targets, featureNames: featureNames,
            publicSplits: publicSplits, remarks: remarks, provenance: provenance)
    }

    func lacksTargets(for task: LearningTask) -> DataError {
        let found =
            switch targets {
            case .none: "nothing is known of its graphs"
            case .classes(let labels): "its graphs have \(labels.classNames.count) classes"
            case .values(_, let names): "its graphs have the numbers \(names.joined(separator: ", "))"
            }
        let wanted = task.prediction == .values ? "numbers" : "classes, two at least"
        return DataError(
            "graphs.target", "data set \"\(provenance.name)\": \(found), \(task.id) expects \(wanted).",
            fix: "Name the columns under targets in data.yaml, or choose another task.")
    }
}
