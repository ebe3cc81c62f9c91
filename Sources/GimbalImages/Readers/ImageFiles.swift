// Image files as a collection that decodes an image when asked for it.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor

/// Images in files, decoded when asked for.
///
/// The heads of all files are read once, so that what is no image is found before anything is trained. Where grey and
/// coloured images are mixed, grey ones get three equal channels.
public struct ImageFiles: ImageCollection {
    /// The files, in the order of the images.
    public let urls: [URL]
    /// Channels of every image, 1 or 3.
    public let channels: Int
    /// Channels, height and width that all images share; nil where sizes differ.
    public let shape: [Int]?
    /// The most pixels of one image that are decoded.
    public let pixelLimit: Int
    private let sizes: [ImageHeader]

    /// Looks at the heads of files.
    ///
    /// - Throws: `DataError` naming the first file that is no image that is read.
    public init(_ urls: [URL], pixelLimit: Int = ImageFile.defaultPixelLimit) throws {
        let headers = try urls.map { try ImageFile.header(of: $0) }
        self.urls = urls
        self.pixelLimit = pixelLimit
        sizes = headers
        let channels = headers.map(\.channels).max() ?? 1
        self.channels = channels
        let first = headers.first
        let areEqual = headers.allSatisfy { $0.height == first?.height && $0.width == first?.width }
        shape = areEqual ? first.map { [channels, $0.height, $0.width] } : nil
    }

    /// Number of images.
    public var count: Int { urls.count }

    /// Returns what the head of a file says, without decoding it.
    public func header(_ index: Int) -> ImageHeader { sizes[index] }

    /// Returns one image as bytes `[channels, height, width]`.
    ///
    /// - Throws: `DataError` if it is damaged, cut off or too large.
    public func image(_ index: Int) throws -> Tensor {
        let image = try ImageFile.read(urls[index], pixelLimit: pixelLimit)
        guard image.shape[0] != channels else { return image }
        return try image.expanded([channels, -1, -1])
    }

    /// Returns images of one size as bytes `[indices, channels, height, width]`.
    ///
    /// - Throws: `DataError` naming two files if their sizes differ, or a file that cannot be decoded.
    public func images(_ indices: [Int]) throws -> Tensor {
        if let first = indices.first, let other = indices.first(where: { !hasSameSize($0, first) }) {
            throw DataError(
                "images.shape",
                "\(urls[other].path) has \(sizes[other].height) x \(sizes[other].width) pixels (rows x columns), "
                    + "\(urls[first].path) has \(sizes[first].height) x \(sizes[first].width).",
                fix: "Resize all images to one size.")
        }
        guard !indices.isEmpty else {
            return try Tensor.zeros([0] + (shape ?? [channels, 0, 0]), dtype: .uint8)
        }
        return try Tensor.stacked(try indices.map { try image($0) })
    }

    private func hasSameSize(_ index: Int, _ other: Int) -> Bool {
        sizes[index].height == sizes[other].height && sizes[index].width == sizes[other].width
    }
}
