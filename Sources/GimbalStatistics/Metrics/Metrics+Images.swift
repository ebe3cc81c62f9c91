// Metrics of how close an image is to another one.

import GimbalCore
import Numerics

extension Metrics {
    /// Returns the peak signal-to-noise ratio, 10 · log₁₀(dataRange² / mean squared error), in decibels.
    ///
    /// Infinite for equal images.
    /// - Parameter dataRange: the largest possible value less the smallest: 1, or 255 for bytes.
    /// - Throws: `DataError` if the images differ in an extent; `ConfigError` unless the range is positive
    ///   and finite.
    public static func psnr(
        _ image: ImagePlanes, reference: ImagePlanes, dataRange: Double
    ) throws -> Double {
        try checkImages(image, reference, dataRange, for: "psnr")
        let error = try meanSquaredError(predicted: image.values, targets: reference.values)
        return error == 0 ? .infinity : 10 * (2 * .log10(dataRange) - .log10(error))
    }

    /// Returns the structural similarity of two images: 1 for equal ones, near 0 for unrelated ones.
    ///
    /// Means, variances and covariance in a Gaussian window of 11 × 11 pixels (deviation 1.5) at every place
    /// where the window fits; the mean over places and channels.
    /// - Parameter dataRange: the largest possible value less the smallest: 1, or 255 for bytes.
    /// - Throws: `DataError` if the images differ in an extent or are smaller than the window; `ConfigError`
    ///   unless the range is positive and finite.
    /// - Complexity: O(pixels · window width).
    /// - Paper: Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment: from error visibility to
    ///   structural similarity", eq. 13–17 with K₁ = 0.01 and K₂ = 0.03. Deviation: images are not shrunk
    ///   before, and channels count alike.
    public static func ssim(
        _ image: ImagePlanes, reference: ImagePlanes, dataRange: Double
    ) throws -> Double {
        try checkImages(image, reference, dataRange, for: "ssim")
        let window = GaussianWindow(width: image.width, height: image.height)
        guard image.width >= GaussianWindow.size, image.height >= GaussianWindow.size else {
            throw DataError(
                "statistics.image",
                "ssim: the images have \(image.width) × \(image.height) pixels, expected at least "
                    + "\(GaussianWindow.size) × \(GaussianWindow.size), the size of the window.",
                fix: "Compare larger images, or use the psnr.")
        }
        let area = image.width * image.height
        return try (0..<image.channelCount).map { channel in
            let plane = channel * area..<(channel + 1) * area
            return try similarity(
                Array(image.values[plane]), Array(reference.values[plane]), window, dataRange)
        }.mean()
    }

    private static func similarity(
        _ a: [Double], _ b: [Double], _ window: GaussianWindow, _ range: Double
    ) throws -> Double {
        let (c1, c2) = ((0.01 * range) * (0.01 * range), (0.03 * range) * (0.03 * range))
        let (meanA, meanB) = (window.means(a), window.means(b))
        let squaresA = window.means(a.map { $0 * $0 })
        let squaresB = window.means(b.map { $0 * $0 })
        let products = window.means(zip(a, b).map { $0 * $1 })
        var sum = 0.0
        for i in meanA.indices {
            let (x, y) = (meanA[i], meanB[i])
            let (varianceA, varianceB) = (squaresA[i] - x * x, squaresB[i] - y * y)
            let covariance = products[i] - x * y
            sum +=
                (2 * x * y + c1) * (2 * covariance + c2)
                / ((x * x + y * y + c1) * (varianceA + varianceB + c2))
        }
        return sum / Double(meanA.count)
    }

    private static func checkImages(
        _ image: ImagePlanes, _ reference: ImagePlanes, _ dataRange: Double, for name: String
    ) throws {
        let (found, expected) = (extents(image), extents(reference))
        guard found == expected else {
            throw DataError(
                "statistics.image",
                "\(name): the image has channels, height and width \(found), the reference \(expected), "
                    + "expected the same.",
                fix: "Resize one of them, or look for swapped extents.")
        }
        guard dataRange > 0, dataRange.isFinite else {
            throw ConfigError(
                "statistics.dataRange", "\(name): dataRange is \(dataRange), expected a positive number.",
                fix: "Pass 1 for values in 0...1, or 255 for bytes.")
        }
    }

    private static func extents(_ image: ImagePlanes) -> [Int] {
        [image.channelCount, image.height, image.width]
    }
}

/// Weighted means in a Gaussian window at every place of a plane where it fits.
private struct GaussianWindow {
    static let size = 11
    let width: Int
    let height: Int
    private let weights: [Double]

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        let heights = (0..<Self.size).map { i in
            let distance = Double(i - Self.size / 2) / 1.5
            return Double.exp(-distance * distance / 2)
        }
        let total = heights.reduce(0, +)
        weights = heights.map { $0 / total }
    }

    /// Returns the means `[height − 10, width − 10]` of a plane `[height, width]`: first along the rows, then
    /// along the columns.
    func means(_ plane: [Double]) -> [Double] {
        let columns = width - Self.size + 1
        let rows = height - Self.size + 1
        var alongRows = [Double](repeating: 0, count: height * columns)
        for y in 0..<height {
            add(plane, from: y * width, step: 1, to: &alongRows, at: y * columns, count: columns)
        }
        var means = [Double](repeating: 0, count: rows * columns)
        for y in 0..<rows {
            add(alongRows, from: y * columns, step: columns, to: &means, at: y * columns, count: columns)
        }
        return means
    }

    /// Adds the weighted values that begin at `start`, each weight a step further, to a run of sums.
    private func add(
        _ values: [Double], from start: Int, step: Int, to sums: inout [Double], at place: Int, count: Int
    ) {
        for (i, weight) in weights.enumerated() {
            let from = start + i * step
            for x in 0..<count { sums[place + x] += weight * values[from + x] }
        }
    }
}
