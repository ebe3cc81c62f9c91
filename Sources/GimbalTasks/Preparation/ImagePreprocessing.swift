// What is done to images before a network sees them: one size, known statistics, known classes.
import GimbalCore
import GimbalData
import GimbalTensor

/// A fitted preprocessing of images: the content of `preprocessing.json`.
public struct ImagePreprocessing: Sendable, Codable, Equatable {
    /// Longest side in pixels of what images of different sizes are brought to.
    public static let sizeLimit = 256

    /// Channels, height and width of every image.
    public let shape: [Int]
    /// Means and deviations of the channels of the training images.
    public let normalization: NormalizeImages
    /// Name of each class.
    public let classNames: [String]

    /// Takes the size of the images, and learns statistics from bytes `[N, C, H, W]` of the training images.
    ///
    /// A channel that has one value everywhere gets deviation 1, which makes it 0.
    ///
    /// - Throws: `DataError` if there are no images.
    init(fitting images: Tensor, classNames: [String]) throws {
        shape = Array(images.shape.dropFirst())
        self.classNames = classNames
        normalization = try ByteStatistics(images).normalization()
    }

    /// What turns bytes into the numbers that networks take.
    public var preparation: Compose<Tensor> { Compose([normalization]) }

    /// Returns the images in the size that the network takes.
    ///
    /// - Throws: `DataError` if they have another number of channels.
    public func resized(_ images: any ImageCollection, name: String) throws -> any ImageCollection {
        if images.shape == shape { return images }
        let resized = try ResizedImages(images, height: shape[1], width: shape[2])
        guard let channels = resized.shape?[0], channels != shape[0] else { return resized }
        throw DataError(
            "images.channels",
            "data set \"\(name)\": the images have \(channels) channels, the model was trained on \(shape[0]).",
            fix: "Give images like those that it was trained on.")
    }

    /// The size that images of different sizes are brought to: the medians of height and width of some of them, scaled
    /// down where the longer side exceeds `sizeLimit`.
    ///
    /// - Throws: `DataError` if an image cannot be decoded.
    static func commonSize(of images: any ImageCollection, _ indices: [Int]) throws -> (
        height: Int, width: Int
    ) {
        let stride = max(1, indices.count / 100)
        let shapes = try Swift.stride(from: 0, to: indices.count, by: stride).map {
            try images.image(indices[$0]).shape
        }
        let middle = shapes.count / 2
        let (height, width) = (shapes.map { $0[1] }.sorted()[middle], shapes.map { $0[2] }.sorted()[middle])
        let scale = min(1, Double(sizeLimit) / Double(max(height, width)))
        func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded())) }
        return (scaled(height), scaled(width))
    }
}

/// How often each value of a byte occurs in each channel: exact statistics without a copy in floats.
private struct ByteStatistics {
    private var counts: [[Int]]

    /// Counts the bytes of images `[N, C, H, W]`.
    init(_ images: Tensor) throws {
        let shape = images.shape
        guard shape[0] > 0 else {
            throw DataError(
                "images.count", "there are no images to take statistics from.",
                fix: "Give the training part some.")
        }
        let plane = shape[2] * shape[3]
        counts = try images.contiguous().withUnsafeBytes { bytes in
            (0..<shape[1]).map { channel in
                var counts = [Int](repeating: 0, count: 256)
                for start in stride(from: channel * plane, to: bytes.count, by: shape[1] * plane) {
                    for byte in bytes[start..<(start + plane)] { counts[Int(byte)] += 1 }
                }
                return counts
            }
        }
    }

    func normalization() throws -> NormalizeImages {
        let statistics = counts.map { counts -> (mean: Double, deviation: Double) in
            let total = Double(counts.reduce(0, +))
            let mean = counts.enumerated().reduce(0) { $0 + Double($1.offset * $1.element) } / total
            let square = counts.enumerated().reduce(0) { sum, value in
                sum + (Double(value.offset) - mean) * (Double(value.offset) - mean) * Double(value.element)
            }
            return (mean / 255, (square / total).squareRoot() / 255)
        }
        return try NormalizeImages(
            means: statistics.map(\.mean), deviations: statistics.map { $0.deviation > 0 ? $0.deviation : 1 })
    }
}
