// Normalisations and dropouts, forward and backward.
import Gimbal

/// Times forward and backward of layers on images `[64, 64, 32, 32]`, or the same numbers as rows `[65536, 64]`.
func measureLayers(threads: Int) throws {
    Machine.threadCount = threads
    let context = Context(seed: 1)
    let stream = try RandomStream(seed: 1)
    let images = try Tensor.randn([64, 64, 32, 32], using: stream).requiringGradient()
    let slopes = try Tensor.randn([64, 64, 32, 32], using: stream)
    let rows = try images.detached().reshaped([65536, 64]).requiringGradient()
    let rowSlopes = try slopes.reshaped([65536, 64])
    let layers: [(name: String, layer: any UnaryLayer, onRows: Bool)] = [
        ("batch-norm", try BatchNorm2d(64, context), false),
        ("group-norm", try GroupNorm(8, 64, context), false),
        ("instance-norm", try InstanceNorm2d(64, context), false),
        ("layer-norm", try LayerNorm(64, context), true),
        ("rms-norm", try RMSNorm(64, context), true),
        ("dropout", try Dropout(0.1), false),
        ("alpha-dropout", try AlphaDropout(0.1), false),
    ]
    for (name, layer, onRows) in layers {
        let (x, cotangent) = onRows ? (rows, rowSlopes) : (images, slopes)
        let sources = [x] + (try layer.table().parameterTensors)
        let seconds = try Stopwatch(sampleCount: 13).seconds {
            _ = try optionalGradients(of: layer(x, context), withRespectTo: sources, cotangent: cotangent)
        }
        try Line(case: "layer/\(name)/\(threads)", seconds: seconds).emit()
    }
}
