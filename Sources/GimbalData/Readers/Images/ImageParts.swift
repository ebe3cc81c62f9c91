// Images of a training and a test part as one data set with its public split.
import Foundation
import GimbalCore
import GimbalTensor

/// Images with classes, as bytes, of one part of a data set.
struct ImagePart {
    /// Images `[count, channels, height, width]`, one after the other, in one or several pieces.
    var pieces: [Data]
    /// Class number of each image; nil if there are none.
    var classes: [Int]?
    /// Number of images.
    var count: Int
}

enum ImageParts {
    /// Puts images of a training and a test part behind one another.
    ///
    /// - Parameter imageShape: channels, height and width.
    static func pixels(_ parts: [ImagePart], imageShape: [Int]) throws -> Tensor {
        let shape = [parts.reduce(0) { $0 + $1.count }] + imageShape
        let pixels = try Tensor.empty(shape, dtype: .uint8)
        try pixels.withUnsafeMutableBytesInPlace { target in
            var offset = 0
            for piece in parts.flatMap(\.pieces) {
                piece.withUnsafeBytes { source in
                    UnsafeMutableRawBufferPointer(rebasing: target[offset..<(offset + source.count)])
                        .copyMemory(from: source)
                }
                offset += piece.count
            }
        }
        return pixels
    }

    /// The published division of data that come as a training and a test part: the test part is the test, and the
    /// last tenth of the training part (at least one image) is for validation.
    static func publicSplit(trainCount: Int, testCount: Int, labels: ClassLabels?, name: String) throws
        -> DataSplit?
    {
        guard trainCount > 1, testCount > 0 else { return nil }
        let kept = trainCount - max(1, trainCount / 10)
        let count = trainCount + testCount
        let parts = (Array(0..<kept), Array(kept..<trainCount), Array(trainCount..<count))
        guard let labels else {
            return try DataSplit(
                train: parts.0, validation: parts.1, test: parts.2, count: count, name: name)
        }
        return try DataSplit(train: parts.0, validation: parts.1, test: parts.2, labels: labels, name: name)
    }
}
