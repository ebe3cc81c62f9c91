// Loading of images with augmentation, alone and beside a training step.
import Gimbal

/// Times epochs of 60,000 images of 28 x 28 bytes (the size of Fashion-MNIST): padded crops, flips, normalisation,
/// batches of 128; then a fixed load of matrix products per batch, without and with loading.
func measureLoading(threads: Int) throws {
    Machine.threadCount = threads
    let stream = try RandomStream(seed: 1)
    let pixels = try Tensor.randint([60_000, 1, 28, 28], low: 0, high: 256, dtype: .uint8, using: stream)
    let labels = try ClassLabels((0..<60_000).map { $0 % 10 }, classNames: (0..<10).map(String.init))
    let samples = ImageSamples(
        try ImageArray(pixels), labels: labels,
        augmentation: [
            try RandomCrop(height: 28, width: 28, padding: 4), try RandomFlip(),
            try NormalizeImages(means: [0.286], deviations: [0.353]),
        ])
    let matrix = try Tensor.randn([512, 512], using: stream)
    func work() throws { _ = try matrix.matmul(matrix) }
    for workers in [1, 2] {
        let loader = try DataLoader(samples, LoaderConfig(batchSize: 128, workerCount: workers), seed: 1)
        let watch = Stopwatch(warmUp: 0.1, sampleCount: 8, longest: 4)
        let seconds = try watch.seconds { while let batch = try loader.next() { _ = batch.images } }
        try Line(case: "loading/alone-\(workers)-workers/\(threads)", seconds: seconds).emit()
    }
    let watch = Stopwatch(warmUp: 0.1, sampleCount: 8, longest: 8)
    let bare = try watch.seconds { for _ in 0..<469 { try work() } }
    try Line(case: "loading/step-without/\(threads)", seconds: bare).emit()
    let loader = try DataLoader(samples, LoaderConfig(batchSize: 128), seed: 1)
    let loaded = try watch.seconds {
        while let batch = try loader.next() {
            _ = batch.images
            try work()
        }
    }
    try Line(case: "loading/step-with/\(threads)", seconds: loaded).emit()
}
