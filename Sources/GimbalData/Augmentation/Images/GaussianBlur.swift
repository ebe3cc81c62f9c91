// Blurring by a Gaussian of random width.
import Foundation
import GimbalCore
import GimbalTensor

/// Blurs some images with a Gaussian whose width is drawn per image.
///
/// Weights exp(-d² / 2σ²) at distances d in -(size - 1)/2 ... (size - 1)/2, with sum 1, along rows and columns; images
/// are mirrored at their edges.
/// - Shapes: `[N, C, H, W]` of uint8 or of float32 → float32.
/// - Paper: Chen et al. 2020, arXiv 2002.05709, appendix A (size 10 % of the image, σ in 0.1...2).
public struct GaussianBlur: Augmentation, Codable, Equatable {
    /// Pixels that the window covers along each axis, odd.
    public let size: Int
    /// Widths σ in pixels, drawn uniformly.
    public let deviation: ClosedRange<Double>
    /// Share of images that are blurred.
    public let probability: Double

    /// Describes a blur.
    ///
    /// - Throws: `ConfigError` unless the size is odd and positive, and widths are positive.
    public init(size: Int, deviation: ClosedRange<Double> = 0.1...2, probability: Double = 1) throws {
        self.size = size
        self.deviation = deviation
        self.probability = probability
        try check()
    }

    private func check() throws {
        try checkProbability(probability, "GaussianBlur")
        guard size > 0, size % 2 == 1, deviation.lowerBound > 0, deviation.upperBound.isFinite else {
            throw augmentationError(
                "GaussianBlur", "size \(size) with widths \(deviation) is not odd and positive")
        }
    }

    /// Returns the images as floats, some of them blurred.
    ///
    /// - Throws: `DataError` if the window reaches further than the images can be mirrored.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try check()
        let shape = try ImageShape(sample, "GaussianBlur")
        guard size / 2 < min(shape.height, shape.width) else {
            throw DataError(
                "images.size",
                "GaussianBlur: a window of \(size) pixels is too large for images of \(shape.sizeText).",
                fix: "Take a smaller window.")
        }
        let numbers = try ImageNumbers(shape, perImage: 2, stream)
        var blur = PlaneBlur(height: shape.height, width: shape.width, size: size)
        return try ImageKernel.change(sample, shape) { index, values in
            var draws = numbers.image(index)
            guard draws.removeFirst() < probability else { return }
            blur.setDeviation(draws.next(in: deviation))
            for start in stride(from: 0, to: values.count, by: shape.planeSize) {
                blur.apply(
                    UnsafeMutableBufferPointer(rebasing: values[start..<(start + shape.planeSize)]))
            }
        }
    }
}

/// Blurs one plane after the other, with memory that is taken once.
private struct PlaneBlur {
    let height: Int
    let width: Int
    private let radius: Int
    private var weights: [Float]
    /// One row or the plane with mirrored edges.
    private var padded: [Float]

    init(height: Int, width: Int, size: Int) {
        (self.height, self.width, radius) = (height, width, size / 2)
        weights = [Float](repeating: 0, count: size)
        padded = [Float](repeating: 0, count: max(width + size, (height + size) * width))
    }

    mutating func setDeviation(_ deviation: Double) {
        let values = weights.indices.map { exp(-0.5 * pow(Double($0 - radius) / deviation, 2)) }
        let sum = values.reduce(0, +)
        weights = values.map { Float($0 / sum) }
    }

    mutating func apply(_ plane: UnsafeMutableBufferPointer<Float>) {
        for row in 0..<height { blurRow(plane, row * width) }
        blurColumns(plane)
    }

    private func mirrored(_ place: Int, _ count: Int) -> Int {
        let inner = abs(place)
        return inner < count ? inner : 2 * (count - 1) - inner
    }

    private mutating func blurRow(_ plane: UnsafeMutableBufferPointer<Float>, _ start: Int) {
        for place in 0..<(width + 2 * radius) {
            padded[place] = plane[start + mirrored(place - radius, width)]
        }
        padded.withUnsafeBufferPointer { padded in
            for column in 0..<width { plane[start + column] = 0 }
            for (offset, weight) in weights.enumerated() {
                for column in 0..<width { plane[start + column] += weight * padded[column + offset] }
            }
        }
    }

    /// Whole rows are added up, so that memory is read in its order.
    private mutating func blurColumns(_ plane: UnsafeMutableBufferPointer<Float>) {
        for row in 0..<(height + 2 * radius) {
            let from = mirrored(row - radius, height) * width
            for column in 0..<width { padded[row * width + column] = plane[from + column] }
        }
        padded.withUnsafeBufferPointer { padded in
            for row in 0..<height {
                let start = row * width
                for column in 0..<width { plane[start + column] = 0 }
                for (offset, weight) in weights.enumerated() {
                    let from = (row + offset) * width
                    for column in 0..<width { plane[start + column] += weight * padded[from + column] }
                }
            }
        }
    }
}
