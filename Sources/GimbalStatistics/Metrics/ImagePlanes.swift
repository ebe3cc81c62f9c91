// An image as planes of numbers, for metrics that compare images.

import GimbalCore

/// Holds an image as one plane of pixels for each channel.
public struct ImagePlanes: Sendable, Equatable {
    /// The pixels `[channelCount, height, width]`, row after row, plane after plane.
    public let values: [Double]
    /// The number of pixels in a row.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// The number of planes.
    public let channelCount: Int

    /// Creates an image.
    ///
    /// - Shapes: values `[channelCount, height, width]`, flat.
    /// - Throws: `DataError` unless every extent is positive, their product is the number of values, and all
    ///   values are finite.
    public init(_ values: [Double], width: Int, height: Int, channelCount: Int = 1) throws {
        let name = "ImagePlanes"
        let extents = [width, height, channelCount]
        let (area, areaOverflow) = width.multipliedReportingOverflow(by: height)
        let (size, sizeOverflow) = area.multipliedReportingOverflow(by: channelCount)
        guard extents.allSatisfy({ $0 > 0 }), !areaOverflow, !sizeOverflow, size == values.count else {
            throw DataError(
                "statistics.image",
                "\(name): found \(values.count) values for width \(width), height \(height) and "
                    + "\(channelCount) channels, expected positive extents and their product.",
                fix: "Pass the planes one after the other, each row by row.")
        }
        try Check.finite(values, for: name, what: "pixel")
        (self.values, self.width, self.height, self.channelCount) = (values, width, height, channelCount)
    }

    /// Creates an image from single precision.
    ///
    /// - Shapes: values `[channelCount, height, width]`, flat.
    /// - Throws: as the initialiser from `[Double]`.
    public init(_ values: [Float], width: Int, height: Int, channelCount: Int = 1) throws {
        try self.init(values.map(Double.init), width: width, height: height, channelCount: channelCount)
    }
}
