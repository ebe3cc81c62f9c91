// Epochs of training on Cora, by the library's own loop.
import Gimbal

/// Times epochs (forward, backward, Adam, evaluation) of a method on Cora with its public split.
func measureEpochs(method id: String, threads: Int, epochCount: Int) throws {
    Machine.threadCount = threads
    let raw = try GraphDataSet.load("cora")
    let data = try GraphPreprocessing(fitting: raw, rowNormalizeFeatures: true).apply(to: raw)
    guard let split = data.publicSplit else { throw BenchmarkError("Cora has no public split.") }
    let problem = GraphProblem(task: .nodeClassification, data: data, split: split)
    let registry = MethodRegistry(GraphNetworks.methods)
    let resolved = try registry.resolve(MethodSpecification(id), data: "cora", split: "public")
    guard let method = resolved.method as? any GraphMethod else {
        throw BenchmarkError("\(id) takes no graphs.")
    }

    let warmUpCount = 20
    let run = TrainingRun(seed: 0, budget: .epochs(warmUpCount + epochCount))
    var times: [Double] = []
    var last = ContinuousClock.now
    run.observe = { record in
        if record.epoch > warmUpCount { times.append(secondsSince(last)) }
        last = ContinuousClock.now
    }
    let model = try method.fit(problem, run)
    let accuracy = try testAccuracy(of: model, on: problem)
    try Line(case: "epoch/\(id)/\(threads)", seconds: median(times), note: "test accuracy \(accuracy)").emit()
}

private func testAccuracy(of model: any GraphModel, on problem: GraphProblem) throws -> Double {
    let data = problem.data
    let logits = try model.logits(GraphInput(features: data.features, graph: data.graph))
    let nodes = problem.split.test
    let labels = try Tensor(nodes.compactMap { data.labels[$0] })
    return try accuracy(logits.indexSelect(Tensor(nodes), axis: 0), labels: labels)
}
