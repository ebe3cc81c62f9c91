// Steps of optimisers over many tensors.
import Gimbal
import OrderedCollections

/// Times steps over the tensors of a small residual network (0.27 million numbers) and over 25 million numbers.
func measureOptimizers(threads: Int) throws {
    Machine.threadCount = threads
    let kinds: [(name: String, config: OptimizerConfig)] = [
        ("sgd", .sgd(.init(momentum: 0.9))), ("adam", .adam()), ("adamw", .adamW()),
    ]
    for (size, shapes) in [("small", smallShapes), ("large", largeShapes)] {
        let stream = try RandomStream(seed: 1)
        let gradients: [Tensor?] = try shapes.map { try Tensor.randn($0, using: stream) }
        for (name, config) in kinds {
            var parameters: OrderedDictionary<String, any ModuleSlot> = [:]
            for (index, shape) in shapes.enumerated() {
                parameters["p\(index)"] = Parameter(wrappedValue: try Tensor.randn(shape, using: stream))
            }
            let optimizer = try config.make([
                ParameterGroup(parameters, learningRate: 1e-3, weightDecay: 1e-2)
            ])
            let seconds = try Stopwatch(sampleCount: 13).seconds { try optimizer.step(gradients) }
            try Line(case: "optimizer/\(name)-\(size)/\(threads)", seconds: seconds).emit()
        }
    }
}

/// The shapes of ResNet-20 in its CIFAR form.
private let smallShapes: [[Int]] = {
    var shapes: [[Int]] = [[16, 3, 3, 3], [16], [16]]
    for width in [16, 32, 64] {
        for index in 0..<6 {
            shapes += [[width, index == 0 && width > 16 ? width / 2 : width, 3, 3], [width], [width]]
        }
    }
    return shapes + [[10, 64], [10]]
}()

private let largeShapes: [[Int]] = (0..<53).flatMap { _ in [[470, 1000], [470], [470]] } + [[64]]
