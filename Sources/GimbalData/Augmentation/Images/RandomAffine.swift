// Rotations, shifts, scalings and shears.
import Foundation
import GimbalCore
import GimbalTensor

/// Rotates, shifts, scales and shears each image about its centre by amounts drawn for it.
///
/// Pixels are read bilinearly; outside the image lies zero.
/// - Shapes: `[N, C, H, W]` of uint8 or of float32 → float32.
/// - Source: the transformation is that of torchvision's `affine`.
public struct RandomAffine: Augmentation, Codable, Equatable {
    /// Angles in degrees; positive ones turn clockwise.
    public let degrees: ClosedRange<Double>
    /// Largest shift to the right or left, as a share of the width.
    public let shiftX: Double
    /// Largest shift up or down, as a share of the height.
    public let shiftY: Double
    /// Factors of the size.
    public let scale: ClosedRange<Double>
    /// Angles in degrees by which vertical lines lean.
    public let shear: ClosedRange<Double>

    /// Describes amounts.
    ///
    /// - Throws: `ConfigError` if a share is outside 0...1, a factor not positive, or a shear 90 degrees or more.
    public init(
        degrees: ClosedRange<Double>, shiftX: Double = 0, shiftY: Double = 0,
        scale: ClosedRange<Double> = 1...1,
        shear: ClosedRange<Double> = 0...0
    ) throws {
        guard (0...1).contains(shiftX), (0...1).contains(shiftY), scale.lowerBound > 0,
            scale.upperBound.isFinite, shear.lowerBound > -90, shear.upperBound < 90,
            degrees.lowerBound.isFinite, degrees.upperBound.isFinite
        else {
            throw augmentationError(
                "RandomAffine",
                "degrees \(degrees), shifts \(shiftX) and \(shiftY), scale \(scale), shear \(shear) are out of range"
            )
        }
        self.degrees = degrees
        self.shiftX = shiftX
        self.shiftY = shiftY
        self.scale = scale
        self.shear = shear
    }

    /// Rotations alone.
    ///
    /// - Throws: `ConfigError` if an angle is not finite.
    public static func rotation(degrees: ClosedRange<Double>) throws -> RandomAffine {
        try RandomAffine(degrees: degrees)
    }

    /// Returns the transformed images as floats.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "RandomAffine")
        let numbers = try ImageNumbers(shape, perImage: 5, stream)
        let amounts = (0..<shape.count).map { index in
            var draws = numbers.image(index)
            return AffineAmounts(
                degrees: draws.next(in: degrees),
                shiftX: (draws.next(in: -shiftX...shiftX) * Double(shape.width)).rounded(.toNearestOrEven),
                shiftY: (draws.next(in: -shiftY...shiftY) * Double(shape.height)).rounded(.toNearestOrEven),
                scale: draws.next(in: scale), shear: draws.next(in: shear))
        }
        return try AffineAmounts.transformed(sample, amounts)
    }
}

/// What is done to one image; shifts in pixels.
package struct AffineAmounts {
    var degrees: Double
    var shiftX: Double
    var shiftY: Double
    var scale: Double
    var shear: Double

    package init(degrees: Double, shiftX: Double, shiftY: Double, scale: Double, shear: Double) {
        self.degrees = degrees
        self.shiftX = shiftX
        self.shiftY = shiftY
        self.scale = scale
        self.shear = shear
    }

    /// Transforms each image of a batch by amounts of its own.
    package static func transformed(_ images: Tensor, _ amounts: [AffineAmounts]) throws -> Tensor {
        let shape = images.shape
        guard !amounts.isEmpty else { return try ImageKernel.floats(images) }
        let matrices = amounts.flatMap { $0.sampling(height: Double(shape[2]), width: Double(shape[3])) }
        let grid = try Tensor(matrices, shape: [amounts.count, 2, 3]).affineGrid(shape)
        return try ImageKernel.floats(images).gridSampled(grid)
    }

    /// The two rows that lead from a place in the result to the place in the image that is read there, both in -1...1.
    func sampling(height: Double, width: Double) -> [Float] {
        let angle = degrees * .pi / 180, lean = shear * .pi / 180
        // The rotation times the shear, before its inverse is taken.
        let b = -cos(angle) * tan(lean) - sin(angle)
        let d = -sin(angle) * tan(lean) + cos(angle)
        let rows = (x: (d / scale, -b / scale), y: (-sin(angle) / scale, cos(angle) / scale))
        let offset = (
            x: -rows.x.0 * shiftX - rows.x.1 * shiftY, y: -rows.y.0 * shiftX - rows.y.1 * shiftY
        )
        return [
            rows.x.0, rows.x.1 * height / width, 2 * offset.x / width, rows.y.0 * width / height, rows.y.1,
            2 * offset.y / height,
        ].map(Float.init)
    }
}
