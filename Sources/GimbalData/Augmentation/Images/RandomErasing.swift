// Removing a piece of an image: random erasing and cutout.
import Foundation
import GimbalCore
import GimbalTensor

/// What replaces a removed piece.
public enum ErasingFill: Sendable, Codable, Equatable {
    /// One value, in the images' own scale.
    case value(Double)
    /// Draws from the standard normal distribution (floats), or uniform bytes.
    case noise
}

/// Replaces a random rectangle of some images.
///
/// Ten times an area and a ratio of sides are drawn; if no such rectangle is smaller than the image, it stays.
/// - Shapes: `[N, C, H, W]`, uint8 or float32 as given.
/// - Paper: Zhong et al. 2017, arXiv 1708.04896, algorithm 1 (rejecting as torchvision does).
public struct RandomErasing: Augmentation, Codable, Equatable {
    /// Share of images that lose a piece.
    public let probability: Double
    /// Share of the image's area.
    public let scale: ClosedRange<Double>
    /// Rows per column of the piece, drawn uniformly on a logarithmic scale.
    public let ratio: ClosedRange<Double>
    /// What the piece is replaced by.
    public let fill: ErasingFill

    /// Describes pieces.
    ///
    /// - Throws: `ConfigError` if a share or ratio is out of range.
    public init(
        probability: Double = 0.5, scale: ClosedRange<Double> = 0.02...0.33,
        ratio: ClosedRange<Double> = 0.3...3.3, fill: ErasingFill = .value(0)
    ) throws {
        self.probability = probability
        self.scale = scale
        self.ratio = ratio
        self.fill = fill
        try check()
    }

    private func check() throws {
        try checkProbability(probability, "RandomErasing")
        guard scale.lowerBound >= 0, scale.upperBound <= 1, ratio.lowerBound > 0, ratio.upperBound.isFinite
        else {
            throw augmentationError(
                "RandomErasing", "pieces of \(scale) of the area with ratios \(ratio) are not possible")
        }
    }

    private static let attempts = 10

    /// Returns the images, some without a piece.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try check()
        let shape = try ImageShape(sample, "RandomErasing")
        let numbers = try ImageNumbers(shape, perImage: 2 * Self.attempts + 3, stream)
        let pieces = (0..<shape.count).map { index in piece(shape, numbers.image(index)) }
        return try erased(sample, shape, pieces, fill, stream)
    }

    private func piece(_ shape: ImageShape, _ numbers: ArraySlice<Double>) -> Rectangle? {
        var draws = numbers
        guard draws.removeFirst() < probability else { return nil }
        let logarithms = log(ratio.lowerBound)...log(ratio.upperBound)
        for _ in 0..<Self.attempts {
            let area = Double(shape.planeSize) * draws.next(in: scale)
            let sides = exp(draws.next(in: logarithms))
            let height = Int((area * sides).squareRoot().rounded(.toNearestOrEven))
            let width = Int((area / sides).squareRoot().rounded(.toNearestOrEven))
            guard height < shape.height, width < shape.width else { continue }
            var places = numbers.suffix(2)
            let top = places.next(below: shape.height - height + 1)
            let left = places.next(below: shape.width - width + 1)
            return Rectangle(rows: top..<(top + height), columns: left..<(left + width))
        }
        return nil
    }
}

/// Sets a square around a random pixel of each image to zero; it may reach beyond the edges.
///
/// - Shapes: `[N, C, H, W]`, uint8 or float32 as given.
/// - Paper: DeVries, Taylor 2017, arXiv 1708.04552, section 3.2.
public struct Cutout: Augmentation, Codable, Equatable {
    /// Rows and columns of the square.
    public let size: Int

    /// Describes a square.
    ///
    /// - Throws: `ConfigError` unless its size is positive.
    public init(size: Int) throws {
        guard size > 0 else {
            throw augmentationError("Cutout", "the size is \(size), expected 1 or more")
        }
        self.size = size
    }

    /// Returns the images without their squares.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "Cutout")
        let numbers = try ImageNumbers(shape, perImage: 2, stream)
        let pieces = (0..<shape.count).map { index -> Rectangle? in
            var draws = numbers.image(index)
            return Rectangle(
                rows: range(draws.next(below: shape.height), shape.height),
                columns: range(draws.next(below: shape.width), shape.width))
        }
        return try erased(sample, shape, pieces, .value(0), stream)
    }

    private func range(_ centre: Int, _ count: Int) -> Range<Int> {
        max(0, centre - size / 2)..<min(count, centre - size / 2 + size)
    }
}

/// A piece of an image.
private struct Rectangle {
    var rows: Range<Int>
    var columns: Range<Int>
}

/// Replaces a rectangle of each image that has one.
private func erased(
    _ images: Tensor, _ shape: ImageShape, _ pieces: [Rectangle?], _ fill: ErasingFill, _ stream: RandomStream
) throws -> Tensor {
    let areas = pieces.compactMap { $0.map { $0.rows.count * $0.columns.count } }
    let count = shape.channels * areas.reduce(0, +)
    var values: [Float]
    switch fill {
    case .value(let value): values = [Float(value)]
    case .noise where images.dtype == .uint8:
        values = try Tensor.randint([count], low: 0, high: 256, dtype: .float32, using: stream)
            .floats()
    case .noise: values = try Tensor.randn([count], using: stream).floats()
    }
    if values.isEmpty { values = [0] }
    var next = 0
    let isBytes = images.dtype == .uint8
    return try ImageKernel.resize(images, shape, height: shape.height, width: shape.width) {
        index, source, target in
        target.copyMemory(from: source)
        guard let piece = pieces[index] else { return }
        for channel in 0..<shape.channels {
            for row in piece.rows {
                let start = (channel * shape.height + row) * shape.width
                for column in piece.columns {
                    let value = values[next]
                    next = (next + 1) % values.count
                    if isBytes {
                        target[start + column] = UInt8(min(max(value, 0), 255))
                    } else {
                        target.storeBytes(of: value, toByteOffset: 4 * (start + column), as: Float.self)
                    }
                }
            }
        }
    }
}
