// Crops of random area and shape, brought to one size; several sizes for multi-crop.
import Foundation
import GimbalCore
import GimbalTensor

/// Cuts a piece of random area and ratio of sides out of each image, and resizes it.
///
/// Ten times an area and a ratio are drawn; if no such piece fits, the largest central one within the ratios is taken.
/// Resizing is bilinear with antialiasing; bytes are rounded.
/// - Shapes: `[N, C, H, W]` → `[N, C, height, width]`, uint8 or float32 as given.
/// - Paper: Szegedy et al. 2014, arXiv 1409.4842, section 6.
public struct RandomResizedCrop: Augmentation, Codable, Equatable {
    /// Rows of a result.
    public let height: Int
    /// Columns of a result.
    public let width: Int
    /// Share of the image's area.
    public let scale: ClosedRange<Double>
    /// Columns per row of the piece, drawn uniformly on a logarithmic scale.
    public let ratio: ClosedRange<Double>

    /// Describes crops.
    ///
    /// - Throws: `ConfigError` unless all sizes are positive and shares of the area lie in 0...1.
    public init(
        height: Int, width: Int, scale: ClosedRange<Double> = 0.08...1,
        ratio: ClosedRange<Double> = 0.75...(4 / 3)
    ) throws {
        self.height = height
        self.width = width
        self.scale = scale
        self.ratio = ratio
        try check()
    }

    private func check() throws {
        guard height > 0, width > 0, scale.lowerBound > 0, scale.upperBound <= 1, ratio.lowerBound > 0,
            ratio.upperBound.isFinite
        else {
            throw augmentationError(
                "RandomResizedCrop",
                "crops to \(height) x \(width) of \(scale) of the area with ratios \(ratio) are not possible")
        }
    }

    /// A piece of an image.
    struct Piece: Equatable {
        var top: Int
        var left: Int
        var height: Int
        var width: Int
    }

    private static let attempts = 10

    /// Returns the crops.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try check()
        let shape = try ImageShape(sample, "RandomResizedCrop")
        let numbers = try ImageNumbers(shape, perImage: 2 * Self.attempts + 2, stream)
        let images = try (0..<shape.count).map { index -> Tensor in
            let piece = piece(shape, numbers.image(index))
            let crop = try sample.narrow(axis: 0, start: index, length: 1)
                .narrow(axis: 2, start: piece.top, length: piece.height)
                .narrow(axis: 3, start: piece.left, length: piece.width)
            return try resized(crop, height: height, width: width)
        }
        return images.isEmpty
            ? try Tensor.empty([0, shape.channels, height, width], dtype: sample.dtype)
            : try Tensor.concatenated(images)
    }

    /// Draws a piece.
    func piece(_ shape: ImageShape, _ numbers: ArraySlice<Double>) -> Piece {
        let area = Double(shape.planeSize)
        var sizes = numbers.dropLast(2)
        var places = numbers.suffix(2)
        let logarithms = log(ratio.lowerBound)...log(ratio.upperBound)
        for _ in 0..<Self.attempts {
            let wanted = area * sizes.next(in: scale), sides = exp(sizes.next(in: logarithms))
            let width = Int((wanted * sides).squareRoot().rounded(.toNearestOrEven))
            let height = Int((wanted / sides).squareRoot().rounded(.toNearestOrEven))
            guard (1...shape.width).contains(width), (1...shape.height).contains(height) else { continue }
            let top = places.next(below: shape.height - height + 1)
            let left = places.next(below: shape.width - width + 1)
            return Piece(top: top, left: left, height: height, width: width)
        }
        return central(shape)
    }

    private func central(_ shape: ImageShape) -> Piece {
        let sides = Double(shape.width) / Double(shape.height)
        var (height, width) = (shape.height, shape.width)
        if sides < ratio.lowerBound {
            height = min(shape.height, Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven)))
        } else if sides > ratio.upperBound {
            width = min(shape.width, Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven)))
        }
        return Piece(
            top: (shape.height - height) / 2, left: (shape.width - width) / 2, height: height, width: width)
    }
}

/// Resizes images to one size, bilinear with antialiasing; bytes are rounded.
///
/// - Shapes: `[N, C, H, W]` → `[N, C, height, width]`, uint8 or float32 as given.
public struct Resize: Augmentation, Codable, Equatable {
    /// Rows of a result.
    public let height: Int
    /// Columns of a result.
    public let width: Int

    /// Describes a size.
    ///
    /// - Throws: `ConfigError` unless it is positive.
    public init(height: Int, width: Int) throws {
        guard height > 0, width > 0 else {
            throw augmentationError("Resize", "a size of \(height) x \(width) is not possible")
        }
        self.height = height
        self.width = width
    }

    /// Returns the images in their new size; the stream is not used.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        _ = try ImageShape(sample, "Resize")
        return try resized(sample, height: height, width: width)
    }
}

/// Resizes a batch of images, bilinear with antialiasing.
private func resized(_ images: Tensor, height: Int, width: Int) throws -> Tensor {
    let isBytes = images.dtype == .uint8
    let floats = isBytes ? try images.converted(to: .float32) : images
    let result = try floats.interpolated(to: [height, width], mode: .bilinear, antialias: true)
    return isBytes ? try result.round().clamped(min: 0, max: 255).converted(to: .uint8) : result
}

/// Some views of one size for multi-crop.
public struct CropViews: Sendable, Codable, Equatable {
    /// Number of views.
    public let count: Int
    /// Rows and columns of a view.
    public let size: Int
    /// Share of the image's area that a view shows.
    public let scale: ClosedRange<Double>

    /// Describes views.
    public init(count: Int, size: Int, scale: ClosedRange<Double>) {
        self.count = count
        self.size = size
        self.scale = scale
    }
}

extension Views where Sample == Tensor {
    /// Views of several sizes: few that show much of an image and many that show little.
    ///
    /// - Parameters:
    ///   - crops: such as 2 views of 224 pixels with 0.14...1 of the area and 6 of 96 pixels with 0.05...0.14.
    ///   - augmentation: what follows each crop.
    /// - Throws: `ConfigError` if a size or share is out of range.
    /// - Paper: Caron et al. 2020, arXiv 2006.09882, section 3.2.
    public static func multiCrop(_ crops: [CropViews], then augmentation: any Augmentation<Tensor>) throws
        -> Views
    {
        Views(
            try crops.flatMap { crop in
                let cut = try RandomResizedCrop(height: crop.size, width: crop.size, scale: crop.scale)
                return (0..<max(crop.count, 0)).map { _ in Compose<Tensor>([cut, augmentation]) }
            })
    }
}
