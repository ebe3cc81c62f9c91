// Training steps of a residual network on images.
import Gimbal

/// Times steps (forward, loss, backward, Adam) of ResNet-20 on batches of 64 images, as large as Fashion-MNIST's and
/// CIFAR's.
func measureResNetSteps(threads: Int) throws {
    Machine.threadCount = threads
    for (channels, side) in [(1, 28), (3, 32)] {
        let context = Context(seed: 0)
        let network = try ResNet(
            .cifar(depth: 20, inputCount: channels, shortcut: .projection), context)
        let optimizer = try Adam([ParameterGroup(try network.namedParameters(), learningRate: 1e-3)])
        let stream = try context.stream(.sampling)
        let images = try Tensor.randn([64, channels, side, side], using: stream)
        let labels = try Tensor.randint([64], low: 0, high: 10, using: stream)
        let seconds = try Stopwatch(sampleCount: 9, longest: 3).seconds {
            let loss = try crossEntropy(network(images, context), labels: labels)
            try optimizer.step(optimizer.gradients(of: loss))
        }
        try Line(case: "resnet20/\(channels)x\(side)/\(threads)", seconds: seconds).emit()
    }
}
