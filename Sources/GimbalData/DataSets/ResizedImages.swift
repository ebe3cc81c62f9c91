// A collection of images of different sizes as one of equal sizes.
import GimbalCore
import GimbalTensor

/// The images of another collection, resized when asked for.
///
/// Bilinear with antialiasing, rounded to bytes; the sides' ratio is not kept.
public struct ResizedImages: ImageCollection {
    /// The images as they are.
    public let images: any ImageCollection
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    private let channels: Int

    /// Resizes a collection.
    ///
    /// - Throws: `DataError` if a size is not positive or the first image cannot be decoded.
    public init(_ images: any ImageCollection, height: Int, width: Int) throws {
        guard height > 0, width > 0 else {
            throw DataError(
                "images.size", "images cannot be resized to \(height) x \(width).",
                fix: "Give a size of at least 1 x 1.")
        }
        self.images = images
        self.height = height
        self.width = width
        channels = try images.shape?[0] ?? (images.count > 0 ? images.image(0).size(0) : 1)
    }

    /// Number of images.
    public var count: Int { images.count }

    /// Channels, height and width.
    public var shape: [Int]? { [channels, height, width] }

    /// Returns one image as bytes `[channels, height, width]`.
    ///
    /// - Throws: `DataError` if the image cannot be decoded.
    public func image(_ index: Int) throws -> Tensor {
        let image = try images.image(index)
        guard image.shape != [channels, height, width] else { return image }
        return try image.converted(to: .float32).unsqueezed(axis: 0)
            .interpolated(to: [height, width], mode: .bilinear, antialias: true).squeezed(axis: 0)
            .round().clamped(min: 0, max: 255).converted(to: .uint8)
    }

    /// Returns images as bytes `[indices, channels, height, width]`.
    ///
    /// - Throws: `DataError` if an image cannot be decoded.
    public func images(_ indices: [Int]) throws -> Tensor {
        guard !indices.isEmpty else { return try Tensor.zeros([0, channels, height, width], dtype: .uint8) }
        return try Tensor.stacked(try indices.map { try image($0) })
    }
}
