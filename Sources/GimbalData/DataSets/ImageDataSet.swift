// Images, in memory or decoded when asked for.
import GimbalCore
import GimbalTensor

/// A numbered collection of images.
public protocol ImageCollection: Sendable {
    /// Number of images.
    var count: Int { get }
    /// Channels, height and width that all images share; nil where they differ.
    var shape: [Int]? { get }
    /// Returns one image as bytes `[channels, height, width]`, channels in the order red, green, blue.
    ///
    /// - Throws: `DataError` if the image cannot be decoded.
    func image(_ index: Int) throws -> Tensor
    /// Returns images of one shape as bytes `[indices, channels, height, width]`.
    ///
    /// - Throws: `DataError` if shapes differ or an image cannot be decoded.
    func images(_ indices: [Int]) throws -> Tensor
}

/// Images that lie in memory as one array of bytes.
public struct ImageArray: ImageCollection {
    /// Bytes `[count, channels, height, width]`.
    public let pixels: Tensor

    /// Takes an array of bytes.
    ///
    /// - Throws: `DataError` unless it is `[count, channels, height, width]` of uint8.
    public init(_ pixels: Tensor) throws {
        guard pixels.shape.count == 4, pixels.dtype == .uint8 else {
            throw DataError(
                "images.shape",
                "the images are \(pixels.shape) of \(pixels.dtype), expected [count, channels, height, width] of uint8.",
                fix: "Reshape or convert the array.")
        }
        self.pixels = pixels
    }

    /// Number of images.
    public var count: Int { pixels.shape[0] }

    /// Channels, height and width.
    public var shape: [Int]? { Array(pixels.shape.dropFirst()) }

    /// Returns one image as bytes `[channels, height, width]`; a view.
    public func image(_ index: Int) throws -> Tensor { try pixels.select(index, axis: 0) }

    /// Returns a copy of some images, `[indices, channels, height, width]`.
    public func images(_ indices: [Int]) throws -> Tensor {
        try gatheredRows(pixels, indices)
    }
}

/// Images with classes, if they have any.
public struct ImageDataSet: DataContent {
    /// The images.
    public let images: any ImageCollection
    /// Class of each image; nil where the images have none.
    public let labels: ClassLabels?
    /// An image per image whose values say what each pixel belongs to, for segmentation; nil where there are none.
    public let masks: (any ImageCollection)?
    /// The split that the data set is published with, if any.
    public let publicSplit: DataSplit?
    /// Frames per second where the images follow one another, as in a video.
    public let frameRate: Double?
    /// Where the data came from.
    public let provenance: DataProvenance

    /// Puts the parts together.
    ///
    /// - Throws: `DataError` if there is not one label or mask per image.
    public init(
        _ images: any ImageCollection, labels: ClassLabels? = nil, masks: (any ImageCollection)? = nil,
        publicSplit: DataSplit? = nil, frameRate: Double? = nil, provenance: DataProvenance
    ) throws {
        if let labels, labels.classes.count != images.count {
            throw DataError(
                "images.count",
                "data set \"\(provenance.name)\": \(labels.classes.count) labels for \(images.count) images.",
                fix: "Give one label per image.")
        }
        if let masks, masks.count != images.count {
            throw DataError(
                "images.count",
                "data set \"\(provenance.name)\": \(masks.count) masks for \(images.count) images.",
                fix: "Give one mask per image.")
        }
        self.images = images
        self.labels = labels
        self.masks = masks
        self.publicSplit = publicSplit
        self.frameRate = frameRate
        self.provenance = provenance
    }

    /// The data as one case of all kinds.
    public var dataSet: DataSet { .images(self) }
}
