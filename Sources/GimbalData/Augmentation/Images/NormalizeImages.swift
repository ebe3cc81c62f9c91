// Bytes to floats, and floats to mean 0 and deviation 1.
import GimbalCore
import GimbalTensor

/// Turns bytes into floats in 0...1; floats stay as they are.
public struct BytesToFloats: Augmentation, Codable, Equatable {
    /// A step without settings.
    public init() {}

    /// Returns the images as floats; the stream is not used.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        _ = try ImageShape(sample, "BytesToFloats")
        return try ImageKernel.floats(sample)
    }
}

/// Brings each channel to known statistics: (x - mean) / deviation, bytes taken as x / 255.
///
/// - Shapes: `[N, C, H, W]` of uint8 or of float32 → float32.
public struct NormalizeImages: Augmentation, Codable, Equatable {
    /// Mean of each channel, in 0...1.
    public let means: [Double]
    /// Deviation of each channel.
    public let deviations: [Double]

    /// Takes the statistics of each channel, or one pair for all.
    ///
    /// - Throws: `ConfigError` unless there are as many means as deviations, all finite, deviations positive.
    public init(means: [Double], deviations: [Double]) throws {
        guard !means.isEmpty, means.count == deviations.count, means.allSatisfy(\.isFinite),
            deviations.allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw augmentationError(
                "NormalizeImages",
                "means \(means) and deviations \(deviations) are no statistics of channels",
                fix: "Give one finite mean and one positive deviation per channel.")
        }
        self.means = means
        self.deviations = deviations
    }

    /// Takes the statistics from images, such as those of the training part.
    ///
    /// - Throws: `DataError` if there is no image; `ConfigError` if a channel is constant.
    public init(fitting images: any ImageCollection, _ indices: [Int]) throws {
        var sums: [Double] = [], squares: [Double] = [], count = 0.0
        for start in stride(from: 0, to: indices.count, by: 512) {
            let batch = try images.images(Array(indices[start..<min(start + 512, indices.count)]))
            let values = try batch.converted(to: .float64) / 255
            let (sum, square) = (
                try values.sum(axes: [0, 2, 3]).doubles(),
                try (values * values).sum(axes: [0, 2, 3]).doubles()
            )
            sums = sums.isEmpty ? sum : zip(sums, sum).map { $0 + $1 }
            squares = squares.isEmpty ? square : zip(squares, square).map { $0 + $1 }
            count += Double(batch.count / sum.count)
        }
        guard count > 0 else {
            throw DataError("images.count", "there are no images to take statistics from.", fix: "Name some.")
        }
        let means = sums.map { $0 / count }
        try self.init(
            means: means, deviations: zip(squares, means).map { max($0 / count - $1 * $1, 0).squareRoot() })
    }

    /// Returns the images as floats; the stream is not used.
    ///
    /// - Throws: `DataError` if the images have another number of channels.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "NormalizeImages")
        guard means.count == 1 || means.count == shape.channels else {
            throw DataError(
                "images.channels",
                "NormalizeImages: the images have \(shape.channels) channels, there are statistics of "
                    + "\(means.count).", fix: "Give one mean and deviation per channel, or one for all.")
        }
        let result = try Tensor.empty(sample.shape, dtype: .float32)
        try sample.withUnsafeBytes { source in
            try result.withUnsafeMutableBytesInPlace { target in
                let target = target.bindMemory(to: Float.self)
                for plane in 0..<(shape.count * shape.channels) {
                    let channel = means.count == 1 ? 0 : plane % shape.channels
                    let range = (plane * shape.planeSize)..<((plane + 1) * shape.planeSize)
                    if sample.dtype == .uint8 {
                        table(source, target, range, channel)
                    } else {
                        scale(source.assumingMemoryBound(to: Float.self), target, range, channel)
                    }
                }
            }
        }
        return result
    }

    /// A byte has 256 values: a table is faster than arithmetic.
    private func table(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>,
        _ channel: Int
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { values in
            let mean = Float(means[channel]), deviation = Float(deviations[channel])
            for byte in 0..<256 { values[byte] = (Float(byte) / 255 - mean) / deviation }
            for index in range { target[index] = values[Int(source[index])] }
        }
    }

    private func scale(
        _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>,
        _ range: Range<Int>,
        _ channel: Int
    ) {
        let mean = Float(means[channel]), deviation = Float(deviations[channel])
        for index in range { target[index] = (source[index] - mean) / deviation }
    }
}
